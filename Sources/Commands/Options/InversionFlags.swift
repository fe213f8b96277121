import ArgumentParser
package import MLPKit

extension PercentileFilter.Scope: ExpressibleByArgument {}
extension EmpiricalOptions.Score: ExpressibleByArgument {}
extension EmpiricalOptions.Rank: ExpressibleByArgument {}
extension EmpiricalOptions.Background: ExpressibleByArgument {}
extension PercentileFilter.Percentile: ExpressibleByArgument {}
extension Activation.Branch: ExpressibleByArgument {}
extension InversionOptions.ByteConversion: ExpressibleByArgument {}

/// Choices that belong together.
enum InversionPreset: String, ExpressibleByArgument, CaseIterable {
  /// What the paper's figures 3.1 to 3.5 show.
  case paper
  /// How the paper trains its networks, with `--train-if-missing`.
  case paperSLP = "paper-slp"
  case paperMLP = "paper-mlp"

  /// How a network that is missing is trained.
  var training: TrainingPreset? { TrainingPreset(rawValue: rawValue) }
}

/// The choices of an inversion.
struct InversionFlags: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "paper: what the paper's figures show, each as a picture of its own in --images-dir: 3.1 to "
        + "3.4 of a single layer, 3.5 of more. paper-slp, paper-mlp: the network that "
        + "--train-if-missing trains.", valueName: "name"))
  var preset: InversionPreset?

  @Option(
    help: ArgumentHelp(
      "A method, repeatable; --list-methods shows them. Default: the paper's that apply and the "
        + "recommended ones with constraints.", valueName: "name"))
  var method: [String] = []

  @Option(
    help: ArgumentHelp(
      "Invert only these classes: 0-4 or 0,1,4; the network's own names of them count first.",
      valueName: "classes"))
  var classes: String?

  @Option(
    help: ArgumentHelp(
      "Wanted logits instead of classes, a row each: .npy, CSV or FILE.h5:/dataset.",
      valueName: "file"))
  var targets: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The size of the wanted logits: size for the class, -size for the others. The paper's text uses "
        + "10, its code also 3000.", valueName: "size"))
  var logit = 10.0

  @Option(
    help: ArgumentHelp(
      "Instead of --logit: the size at which softmax gives the class this probability.",
      valueName: "p"))
  var probability: Double?

  @Flag(help: "Leave the biases out on the way back (the paper's single-layer variant).")
  var ignoreBias = false

  @Option(
    help: ArgumentHelp(
      "Filter the inverse matrices, repeatable: top_and_bottom:P, middle:P, high_pass:P, low_pass:P.",
      valueName: "filter"))
  var filter: [String] = []

  @Option(help: "Which layers' inverse matrices are filtered: all or first.")
  var filterScope = PercentileFilter.Scope.all

  @Flag(help: "Filter the solution instead of the inverse matrices.")
  var filterResult = false

  @Option(
    help: ArgumentHelp(
      "What a filter's fraction means: paper (an element of the sorted values) or linear (NumPy's "
        + "interpolated percentile).", valueName: "rule"))
  var percentile = PercentileFilter.Percentile.paper

  @Flag(help: "Also try all four filters at every fraction of the paper's ladder.")
  var ladder = false

  @Option(
    help: ArgumentHelp("Other fractions for --ladder, such as 0.01,0.05,0.2.", valueName: "list"))
  var ladderFractions: String?

  @Option(
    help: ArgumentHelp(
      "To how many decimals the probabilities must be 0 or 1 for a step of --ladder to pass.",
      valueName: "n"))
  var ladderDecimals = 2

  @Option(
    help: ArgumentHelp(
      "Where GELU, SiLU or Mish has two pre-activations: the one right or left of its minimum.",
      valueName: "side"))
  var branch = Activation.Branch.right

  @Option(
    help: ArgumentHelp(
      "Bytes of the paper's pictures: clip, or wrap as the cast in the paper's code does.",
      valueName: "how"))
  var uint8 = InversionOptions.ByteConversion.clip

  @Option(
    help: ArgumentHelp(
      "Height and width of the pictures. Default: from the model.", valueName: "hxw"))
  var imageShape: String?

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

  @Option(
    help: ArgumentHelp(
      "Which singular values count as zero: lapack (max(m,n)·ε·σ₁) or numpy (1e-15·σ₁).",
      valueName: "rule"))
  var cutoff = "lapack"

  @Option(
    help: ArgumentHelp(
      "The arithmetic of the pseudo-inverse: f64, or f32 as the paper's code has it for Keras weights.",
      valueName: "type"))
  var pinvDtype = "f64"

  @Flag(
    inversion: .prefixedNo,
    help: ArgumentHelp(
      "Prove how near any input of the range can come to each target. Default: when it takes no more than "
        + "a second."))
  var certify: Bool?

  @OptionGroup var bound: BoundFlags

  @OptionGroup var constrained: ConstrainedFlags

  func validate() throws {
    guard logit.isFinite, logit > 0 else {
      throw ValidationError("--logit: \(logit) is not a positive number")
    }
    if preset == .paper, !method.isEmpty || !filter.isEmpty || ignoreBias {
      throw ValidationError("--preset paper chooses methods, filters and biases itself")
    }
    if bound.bound != nil, certify == false {
      throw ValidationError("--bound and --no-certify exclude each other")
    }
    if let probability, !(probability > 0 && probability < 1) {
      throw ValidationError("--probability: \(probability) is not between 0 and 1")
    }
    guard (1...15).contains(ladderDecimals) else {
      throw ValidationError("--ladder-decimals: \(ladderDecimals) is not in 1...15")
    }
    if filterResult, filterScope == .first {
      throw ValidationError("--filter-result and --filter-scope first exclude each other")
    }
    if rank == .cov, constrained.priorData == nil {
      throw ValidationError("--rank cov: --prior-data names the images")
    }
    _ = try ladderRequest()
    if let top, !(1...255).contains(top) {
      throw ValidationError("--top: \(top) is not in 1...255")
    }
    let needsImages = background == .mean || background == .data
    if needsImages != (backgroundImages != nil) {
      throw ValidationError("--background mean or data and --background-images need each other")
    }
    guard ["lapack", "numpy"].contains(cutoff) else {
      throw ValidationError("--cutoff: '\(cutoff)' is neither lapack nor numpy")
    }
    guard ["f64", "f32"].contains(pinvDtype) else {
      throw ValidationError("--pinv-dtype: '\(pinvDtype)' is neither f64 nor f32")
    }
    if classes != nil, targets != nil {
      throw ValidationError("--classes and --targets cannot be combined")
    }
    _ = try methods()
    _ = try filters()
  }
}
