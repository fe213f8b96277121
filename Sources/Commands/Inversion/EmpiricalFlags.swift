public import ArgumentParser
package import MLPKit

extension EmpiricalOptions.Score: ExpressibleByArgument {}
extension EmpiricalOptions.Rank: ExpressibleByArgument {}
extension EmpiricalOptions.Background: ExpressibleByArgument {}

/// The choices of the empirical method.
struct EmpiricalFlags: ParsableArguments {
  @Option(help: "Empirical: what makes a pixel important: signed, l1 or l2.")
  var score = EmpiricalOptions.Score.signed

  @Option(
    help: ArgumentHelp(
      "Empirical: score ranks pixels by what they do themselves, as the paper; cov carries that "
        + "through the covariance of --prior-data, kernel to their neighbors; both end with a repair.",
      valueName: "how"))
  var rank = EmpiricalOptions.Rank.score

  @Option(
    help: ArgumentHelp(
      "Empirical: what surrounds the pixel that is lit: gray (zeros), black (the range's low end), "
        + "mean or data (of --background-images). Default: gray; with --rank kernel black.",
      valueName: "what"))
  var background: EmpiricalOptions.Background?

  @Option(
    help: ArgumentHelp(
      "Images for the backgrounds mean and data: IDX, .npy, CSV or FILE.h5:/dataset.",
      valueName: "file"))
  var backgroundImages: String?

  @Option(
    help: ArgumentHelp(
      "Empirical: how many pixels are lit. Default: 255 as in the paper's code (its text has 254); of "
        + "fewer than 784 inputs the same share.", valueName: "n"))
  var top: Int?

  func validate() throws {
    if let top, !(1...255).contains(top) {
      throw ValidationError("--top: \(top) is not in 1...255")
    }
    let needsImages = background == .mean || background == .data
    if needsImages != (backgroundImages != nil) {
      throw ValidationError("--background mean or data and --background-images need each other")
    }
  }

  /// Makes the choices.
  func apply(to request: inout InversionRequest) {
    request.options.empirical.score = score
    request.options.empirical.rank = rank
    request.options.empirical.background = background ?? (rank == .kernel ? .black : .zeros)
    request.options.empirical.litPixels = top
  }
}
