import ArgumentParser
import MLPKit

/// A model file, and what is known about it when it has weights but no architecture.
struct ModelOptions: ParsableArguments {
  @Argument(help: "A Keras model or weights (.h5, .weights.h5, .keras); - for standard input.")
  var model: String

  @Option(
    help: ArgumentHelp(
      "For weights without architecture: the JSON of model.to_json().", valueName: "file"))
  var architecture: String?

  @Option(
    help: ArgumentHelp(
      "For weights without architecture: the activation of the hidden layers, such as relu or "
        + "leaky_relu:0.01.", valueName: "name"))
  var activation: String?

  /// Reads the file; says what was assumed where the file says nothing.
  ///
  /// - Parameters:
  ///   - lastActivation: the activation of the last layer, from `--output`.
  ///   - console: where to say it.
  /// - Throws: `FileError`, or a usage error when a hint makes no sense.
  func open(lastActivation: String?, console: Console) throws -> ModelFile {
    let file = try ModelFile.open(model, hints: try hints(lastActivation))
    if let assumption = file.assumption { console.note("\(model): \(assumption)") }
    return file
  }

  private func hints(_ lastActivation: String?) throws -> ArchitectureHints {
    if let architecture {
      guard lastActivation == nil else {
        throw UsageError(
          "--output \(lastActivation ?? ""): --architecture already tells the activations")
      }
      return try ArchitectureHints(architecture: architecture)
    }
    guard activation != nil || lastActivation != nil else { return .none }
    guard let hints = ArchitectureHints(activation: activation, output: lastActivation) else {
      throw UsageError(
        "--activation or --output: '\(activation ?? lastActivation ?? "")' is not an activation of Keras; "
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

/// The last layer's activation, in commands where `--output` is nothing else.
struct LastActivationOptions: ParsableArguments {
  @Option(
    name: .customLong("output"),
    help: ArgumentHelp(
      "For weights without architecture: the activation of the last layer, such as softmax.",
      valueName: "name"))
  var lastActivation: String?
}

/// The values of `-o`/`--output` in commands that write a file and may read weights without
/// architecture: the name of an activation is the last layer's, anything else is the file.
struct OutputArguments {
  /// The file to write.
  let path: String?
  /// The activation of the last layer.
  let lastActivation: String?

  /// - Throws: a usage error when there are two of a kind.
  init(_ values: [String]) throws {
    // scikit-learn's word for it.
    let values = values.map { $0 == "logistic" ? "sigmoid" : $0 }
    let isActivation = { ArchitectureHints(activation: $0, output: nil) != nil }
    let activations = values.filter(isActivation)
    let paths = values.filter { !isActivation($0) }
    guard activations.count <= 1, paths.count <= 1 else {
      throw ValidationError(
        "--output: one file, and for weights without architecture one activation")
    }
    path = paths.first
    lastActivation = activations.first
  }

  static let help = ArgumentHelp(
    "The file to write; - for standard output. For weights without architecture also the activation of "
      + "the last layer, such as softmax.", valueName: "file")
}
