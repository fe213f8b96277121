import MLPKit

/// A network of `mlp demo`, and what is done with it.
struct DemoNetwork {
  /// One inversion of it.
  struct Inversion {
    /// A name for its folder; empty for the main one.
    var name = ""
    /// What it shows, in a few words.
    var title: String
    /// The flags of `mlp invert`.
    var flags: [String]
  }

  /// The name of its folder.
  let name: String
  /// How it is trained; `nil` for one that ships with the package.
  var preset: TrainingPreset?
  /// The file below `fixtures` of one that ships with the package.
  var file = ""
  /// The inversions.
  let inversions: [Inversion]

  /// The networks of the demo.
  ///
  /// - Parameter images: the digits, which without their labels tell what a likely input is.
  static func all(images: String) -> [DemoNetwork] {
    [
      DemoNetwork(
        name: "digits-slp", preset: .paperSLP,
        inversions: inversions(isSingle: true, images: images)),
      DemoNetwork(
        name: "digits-mlp", preset: .paperMLP,
        inversions: inversions(isSingle: false, images: images)),
      DemoNetwork(
        name: "mnist-slp", file: "mnist/slp.h5", inversions: inversions(isSingle: true)),
      DemoNetwork(
        name: "mnist-mlp", file: "mnist/mlp.h5", inversions: inversions(isSingle: false)),
    ]
  }

  /// All methods that apply; one results file has each of them once.
  private static func inversions(isSingle: Bool, images: String? = nil) -> [Inversion] {
    // The digits are flat in the network, and only their file says that they are 8×8 pictures.
    let shape = images == nil ? [] : ["--image-shape", "8x8"]
    let prior = shape + (images.map { ["--prior-data", $0] } ?? [])
    let methods =
      InversionMethods.all.map(\.name).filter { isSingle || $0 != PatternMethod().name }
      .flatMap { ["--method", $0] }
    // The filters of the paper's figures 3.3 and 3.4.
    let filters = ["--filter", "top_and_bottom:0.05", "--filter", "middle:0.2", "--ladder"]
    let ranked = ["--method", "empirical", "--method", "map"]
    var inversions = [
      Inversion(title: "every method, filter and step", flags: methods + filters + prior)
    ]
    if images != nil {
      inversions.append(
        Inversion(
          name: "covariance", title: "with the covariance of the images",
          flags: ranked + prior + ["--rank", "cov", "--prior", "covariance"]))
    }
    inversions.append(
      Inversion(
        name: "data-free", title: "with smooth kernels, without any images",
        flags: ranked + shape + ["--rank", "kernel", "--prior", "kernel"]))
    return inversions
  }
}
