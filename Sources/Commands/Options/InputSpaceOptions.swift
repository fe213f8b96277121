import ArgumentParser
import MLPKit

/// What the user says of a model's inputs.
struct InputSpaceOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What the inputs are called and may be: a JSON file as mlp inspect MODEL --features-template "
        + "writes it. Default: from the model, the data, or the scaler in the model.",
      valueName: "file"))
  var features: String?

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "The values that one input may take, in its own unit; repeatable.",
      valueName: "name=lo,hi"),
    transform: InputSpaceOptions.statement)
  var range: [FeatureStatement] = []

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "An input that keeps its usual value, or a given one; repeatable.",
      valueName: "name[=value]"))
  var fix: [String] = []

  @Sendable private static func statement(_ text: String) throws -> FeatureStatement {
    do throws(InputSpaceError) {
      return try InputSpaceChoices.range(parsing: text)
    } catch {
      throw ValidationError("\(error)")
    }
  }

  /// What is said.
  ///
  /// - Parameter common: one range for all inputs, when that is asked for.
  func choices(common: ScaleRange?) -> InputSpaceChoices {
    var choices = InputSpaceChoices()
    choices.featuresFile = features
    choices.ranges = range
    choices.fixed = fix
    choices.common = common
    return choices
  }

  /// The inputs of a network.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - common: one range for all inputs, when that is asked for.
  ///   - data: what data tell of the inputs, if there are any.
  /// - Throws: `FileError` about the features file, or a usage error about an option.
  func space(
    of network: NeuralNetwork, common: ScaleRange?, data: InputSpace?
  ) throws -> InputSpace {
    switch try choices(common: common).space(of: network, data: data) {
    case .success(let found): return found
    case .failure(let error): throw UsageError("\(error)")
    }
  }
}
