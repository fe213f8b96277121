public import ArgumentParser
package import MLPKit

extension InversionRequest.Preset: ExpressibleByArgument {
  /// How a network that is missing is trained, with `--train-if-missing`.
  var training: TrainingPreset? { TrainingPreset(rawValue: rawValue) }

  /// `none` is what no preset is called in results.
  package static var allValueStrings: [String] {
    allCases.filter { $0 != .none }.map(\.rawValue)
  }

  package init?(argument: String) {
    guard argument != InversionRequest.Preset.none.rawValue else { return nil }
    self.init(rawValue: argument)
  }
}

/// What is run, and the shape of its pictures.
struct MethodFlags: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "paper: what the paper's figures show, each as a picture of its own in --images-dir: 3.1 to "
        + "3.4 of a single layer, 3.5 of more. paper-slp, paper-mlp: the network that "
        + "--train-if-missing trains.", valueName: "name"))
  var preset: InversionRequest.Preset?

  @Option(
    help: ArgumentHelp(
      "A method, repeatable; --list-methods shows them. Default: the paper's that apply and the "
        + "recommended ones with constraints.", valueName: "name"),
    transform: MethodFlags.methods)
  var method: [[any InversionMethod]] = []

  @Option(
    help: ArgumentHelp(
      "Height and width of the pictures. Default: from the model.", valueName: "hxw"),
    transform: MethodFlags.imageShape)
  var imageShape: ImageShape?

  /// Makes the choices.
  func apply(to request: inout InversionRequest) {
    request.preset = preset ?? .none
    var seen: Set<String> = []
    request.methods = method.flatMap { $0 }.filter { seen.insert($0.name).inserted }
    request.options.imageShape = imageShape
  }

  @Sendable private static func methods(_ text: String) throws -> [any InversionMethod] {
    try text.split(separator: ",", omittingEmptySubsequences: false).map { name in
      guard let found = InversionMethods.named(String(name)) else {
        let names = InversionMethods.all.map(\.name).joined(separator: ", ")
        throw ValidationError("'\(name)' is unknown; the methods are \(names)")
      }
      return found
    }
  }

  @Sendable private static func imageShape(_ text: String) throws -> ImageShape {
    let sides = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard sides.count == 2, let height = sides[0], let width = sides[1], height > 0, width > 0,
      !height.multipliedReportingOverflow(by: width).overflow
    else { throw ValidationError("it is not HEIGHTxWIDTH") }
    return ImageShape(height: height, width: width)
  }
}
