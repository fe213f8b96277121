public import ArgumentParser
package import MLPKit

extension ConstrainedOptions.PriorKind: ExpressibleByArgument {}
extension SolutionCertificate.Goal: ExpressibleByArgument {}

/// The choices of the methods that stay inside the range.
struct ConstrainedFlags: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Nearest: the input to stay near: gray, black, mean (of --prior-data), or a file with one "
        + "input, or one for each target.", valueName: "input"))
  var reference = "gray"

  @Option(
    help: ArgumentHelp(
      "Images without labels, like those that the network is for: IDX, .npy, CSV or "
        + "FILE.h5:/dataset.", valueName: "file"))
  var priorData: String?

  @Option(
    help: ArgumentHelp(
      "What map takes for likely: pca or covariance (of --prior-data), class (the same, of those that the network "
        + "itself assigns to the class), or kernel (smooth pictures). "
        + "Default: class with images, kernel without; of a table covariance.", valueName: "prior"))
  var prior: ConstrainedOptions.PriorKind?

  @Option(help: ArgumentHelp("How many principal components the prior has.", valueName: "n"))
  var components = 60

  @Option(
    help: ArgumentHelp(
      "How far smoothness reaches without images, in pixels.", valueName: "pixels"))
  var kernelLength = 1.5

  @Option(
    name: .customLong("target"),
    help: ArgumentHelp(
      "The logits to aim at: exact (the wanted ones), one-sided (the class ahead by a margin) or "
        + "natural (what images of the class have). Default: nearest exact, map one-sided.",
      valueName: "goal"))
  var goal: SolutionCertificate.Goal?

  @Option(
    help: ArgumentHelp(
      "How far one-sided goals are ahead. Default: 20; with images what 95 % of those of the class stay "
        + "below, or what a probability of 0.999999 takes.",
      valueName: "logits"))
  var margin: Double?

  func validate() throws {
    guard (1...4096).contains(components) else {
      throw ValidationError("--components: \(components) is not in 1...4096")
    }
    guard kernelLength > 0, kernelLength <= 1000 else {
      throw ValidationError("--kernel-length: \(kernelLength) is not in 0...1000")
    }
    if let margin, !(margin > 0 && margin.isFinite) {
      throw ValidationError("--margin: \(margin) is not a positive number")
    }
    if priorData == nil {
      if let prior, prior != .kernel {
        throw ValidationError("--prior \(prior.rawValue): --prior-data names the images")
      }
      if reference == "mean" {
        throw ValidationError("--reference mean: --prior-data names the images")
      }
      if goal == .natural {
        throw ValidationError("--target natural: --prior-data names the images")
      }
    }
  }

  /// The file that the reference is in; `nil` when it is a word.
  var referenceFile: String? {
    ConstrainedOptions.Reference(named: reference).map { $0 == .inputs([]) } ?? true
      ? reference : nil
  }

  /// Makes the choices.
  func apply(to request: inout InversionRequest) {
    request.options.constrained.prior = prior
    request.options.constrained.components = components
    request.options.constrained.kernelLength = kernelLength
    request.options.constrained.goal = goal
    request.options.constrained.margin = margin
    request.options.constrained.reference =
      ConstrainedOptions.Reference(named: reference) ?? .inputs([])
  }
}
