import ArgumentParser
import MLPKit

/// A model file, and what is known about it when it has weights but no architecture.
struct ModelOptions: ParsableArguments {
  static let help: ArgumentHelp =
    "A Keras model or weights (.h5, .weights.h5, .keras); - for standard input."

  @Argument(help: ModelOptions.help)
  var model: String

  @OptionGroup var hints: HintOptions

  /// The file of the architecture, when that is one of its own.
  var architecture: String? { hints.architecture }

  /// Reads the file; says what was assumed where the file says nothing.
  ///
  /// - Parameters:
  ///   - lastActivation: the activation of the last layer, from `--output-activation`.
  ///   - console: where to say it.
  /// - Throws: `FileError`, or a usage error when a hint makes no sense.
  func open(lastActivation: String?, console: Console) throws -> ModelFile {
    try hints.open(model, lastActivation: lastActivation, console: console)
  }
}

/// What is known about a model that has weights but no architecture.
struct HintOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "For weights without architecture: the JSON of model.to_json(), the YAML of model.to_yaml(), or a "
        + "model (.keras, .h5).", valueName: "file"))
  var architecture: String?

  @Option(
    help: ArgumentHelp(
      "For weights without architecture: the activation of the hidden layers, such as relu or "
        + "leaky_relu:0.01.", valueName: "name"))
  var activation: String?

  @Option(
    help: ArgumentHelp(
      "The layer whose values are the outputs; the model's own output by default.",
      valueName: "name"))
  var outputLayer: String?

  /// Reads a file; says what was assumed where the file says nothing.
  ///
  /// - Parameters:
  ///   - model: the path of the file.
  ///   - lastActivation: the activation of the last layer, from `--output-activation`.
  ///   - console: where to say it.
  /// - Throws: `FileError`, or a usage error when a hint makes no sense.
  func open(_ model: String, lastActivation: String?, console: Console) throws -> ModelFile {
    var hints = try hints(lastActivation)
    hints.outputLayer = outputLayer
    let file = try ModelFile.open(model, hints: hints)
    if !hints.isEmpty, file.tellsItsArchitecture {
      let options = [
        architecture.map { _ in "--architecture" }, activation.map { _ in "--activation" },
        lastActivation.map { "--output-activation \($0)" },
      ].compactMap { $0 }
      console.note(
        "\(model): \(options.joined(separator: " and ")) ignored: the file itself says what the model's "
          + "layers and activations are")
    }
    if let outputLayer, !file.isKeras {
      throw UsageError(
        "--output-layer \(outputLayer): \(model) is no Keras model; only their layers can be chosen"
      )
    }
    if let assumption = file.assumption { console.note("\(model): \(assumption)") }
    return file
  }

  private func hints(_ lastActivation: String?) throws -> ArchitectureHints {
    if let architecture {
      guard lastActivation == nil else {
        throw UsageError(
          "--output-activation \(lastActivation ?? ""): --architecture already tells the activations"
        )
      }
      return try ArchitectureHints(architecture: architecture)
    }
    guard activation != nil || lastActivation != nil else { return .none }
    guard let hints = ArchitectureHints(activation: activation, output: lastActivation) else {
      throw UsageError(
        "--activation or --output-activation: '\(activation ?? lastActivation ?? "")' is not an activation of Keras; "
          + "relu, tanh, leaky_relu:0.01 and the like were expected")
    }
    return hints
  }

  func validate() throws {
    if architecture != nil, activation != nil {
      throw ValidationError("--architecture already tells the activations")
    }
  }
}

/// The last layer's activation, in commands that take weights without architecture.
struct LastActivationOptions: ParsableArguments {
  @Option(
    name: .customLong("output-activation"),
    help: ArgumentHelp(
      "For weights without architecture: the activation of the last layer, such as softmax.",
      valueName: "name"))
  var name: String?
}

/// The same in commands that write no file of their own: version 0.1 called it `--output`.
struct LastActivationAlias: ParsableArguments {
  @Option(
    name: .customLong("output-activation"),
    help: ArgumentHelp(
      "For weights without architecture: the activation of the last layer, such as softmax.",
      valueName: "name"))
  var current: String?

  @Option(name: .customLong("output"), help: .hidden)
  var former: String?

  /// The name, which Keras has too.
  var name: String? { (current ?? former).map(kerasName) }

  func validate() throws {
    if current != nil, former != nil {
      throw ValidationError("--output is the old name of --output-activation: give one of them")
    }
  }
}

/// scikit-learn's word for the sigmoid as Keras has it.
private func kerasName(_ name: String) -> String { name == "logistic" ? "sigmoid" : name }

/// The file to write and the activation of the last layer.
///
/// Version 0.1 had one word for both: beside `-o FILE` a second `--output` is the activation.
struct OutputArguments {
  /// The file to write.
  let path: String?
  /// The activation of the last layer.
  let lastActivation: String?

  /// - Parameters:
  ///   - values: of `-o`, `--output`.
  ///   - last: `--output-activation`.
  ///   - isActivationAlone: whether a single value that is the name of an activation is the old flag, because
  ///     no file of the command is called so.
  /// - Throws: a usage error when there are two of a kind.
  init(_ values: [String], _ last: String?, isActivationAlone: Bool = false) throws {
    let isActivation = { ArchitectureHints(activation: kerasName($0), output: nil) != nil }
    if isActivationAlone, last == nil, values.count == 1, isActivation(values[0]) {
      path = nil
      lastActivation = kerasName(values[0])
      return
    }
    guard values.count == 2 else {
      guard values.count < 2 else {
        throw ValidationError("-o: name one file; --output-activation is the last layer's")
      }
      path = values.first
      lastActivation = last.map(kerasName)
      return
    }
    guard let place = values.lastIndex(where: isActivation), last == nil else {
      throw ValidationError("-o: name one file; --output-activation is the last layer's")
    }
    path = values[1 - place]
    lastActivation = kerasName(values[place])
  }

  static let help = ArgumentHelp(
    "The file to write; - for standard output.", valueName: "file")
}
