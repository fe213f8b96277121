import ArgumentParser
import MLPKit

/// What is wanted of the network.
struct TargetFlags: ParsableArguments {
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

  @Flag(
    inversion: .prefixedNo,
    help: ArgumentHelp(
      "Nearest: take wanted logits up to a constant that all of them share, which softmax does not see. Default: "
        + "for classes of a network that ends in softmax."))
  var targetsUpToShift: Bool?

  func validate() throws {
    guard logit.isFinite, logit > 0 else {
      throw ValidationError("--logit: \(logit) is not a positive number")
    }
    if let probability, !(probability > 0 && probability < 1) {
      throw ValidationError("--probability: \(probability) is not between 0 and 1")
    }
    if classes != nil, targets != nil {
      throw ValidationError("--classes and --targets cannot be combined")
    }
  }

  /// The chosen classes one by one, numbers or words; `nil` when all are.
  var classNames: [String]? { Self.classNames(classes) }

  /// The classes of a text one by one; `nil` when there is none.
  static func classNames(_ classes: String?) -> [String]? {
    classes.map { text in
      (try? ClassSelection(parsing: text))?.labels.map(String.init)
        ?? text.split(separator: ",").map(String.init)
    }
  }

  /// Makes the choices.
  func apply(to request: inout InversionRequest) {
    request.classes = classes
    request.targetSource = targets == nil ? .classes : .file
    request.logit = logit
    request.probability = probability
    request.targetsUpToShift = targetsUpToShift
  }
}
