import ArgumentParser
package import MLPKit

extension ChangeDistance: ExpressibleByArgument {}
extension CounterfactualOptions.Proof: ExpressibleByArgument {}

/// What is wanted instead of a row's answer.
struct CounterfactualWishFlags: ParsableArguments {
  @Option(
    name: .customLong("class"),
    help: ArgumentHelp("The class that is wanted. Default: any other.", valueName: "name"))
  var wanted: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The single output has to be at least this.", valueName: "value"))
  var above: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The single output has to be at most this.", valueName: "value"))
  var below: Double?

  @Option(help: ArgumentHelp("The wanted class has to be as likely as this.", valueName: "p"))
  var probability: Double?

  @Option(
    help: ArgumentHelp(
      "How far the wanted logit has to be ahead of the others. Default: by a hair.",
      valueName: "m"))
  var margin: Double?

  func validate() throws {
    guard wanted == nil || (above == nil && below == nil) else {
      throw ValidationError("--class and --above or --below cannot be combined")
    }
    if let above, let below, above > below {
      throw ValidationError("--above \(above) is more than --below \(below): nothing is between")
    }
    if let probability, !(probability > 0 && probability < 1) {
      throw ValidationError("--probability \(probability): a number between 0 and 1 was expected")
    }
    if let margin, !(margin >= 0 && margin.isFinite) {
      throw ValidationError("--margin \(margin): a number from 0 on was expected")
    }
    for value in [above, below].compactMap(\.self) where !value.isFinite {
      throw ValidationError("--above, --below: \(value) is no finite number")
    }
    if above != nil || below != nil, probability != nil || margin != nil {
      throw ValidationError("--probability and --margin are about classes, not --above or --below")
    }
  }

  /// What is wanted of a model.
  ///
  /// - Throws: a usage error when it has no such class.
  func wish(of network: NeuralNetwork) throws -> CounterfactualWish {
    if above != nil || below != nil { return .interval(lower: above, upper: below) }
    guard network.task != .regression else {
      throw UsageError("--above or --below: the model predicts numbers; say which are wanted")
    }
    guard let wanted else { return .anotherAnswer }
    let names = (0..<network.classCount).map { network.className($0) }
    if let index = names.firstIndex(of: wanted) { return .answer(index) }
    throw UsageError(
      "--class \(wanted): the model has no such class; its \(names.count) classes are "
        + names.prefix(12).joined(separator: ", ") + (names.count > 12 ? ", ..." : ""))
  }
}
