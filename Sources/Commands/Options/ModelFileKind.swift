import ArgumentParser
import MLPKit

/// The kinds of file that can be written.
enum ModelFileKind: ExpressibleByArgument, Equatable {
  case keras(KerasFileKind)
  /// Plain-binary coefficients, `.mlpc`.
  case coefficients

  static let allValueStrings = KerasFileKind.allCases.map(\.rawValue) + ["mlpc"]

  init?(argument: String) {
    if argument == "mlpc" {
      self = .coefficients
    } else if let kind = KerasFileKind(rawValue: argument) {
      self = .keras(kind)
    } else {
      return nil
    }
  }

  /// The kind that a path's extension stands for.
  init?(path: String) {
    if path.hasSuffix(".mlpc") {
      self = .coefficients
    } else if let kind = KerasFileKind(path: path) {
      self = .keras(kind)
    } else {
      return nil
    }
  }

  /// The name on the command line and in JSON.
  var name: String {
    switch self {
    case .keras(let kind): kind.rawValue
    case .coefficients: "mlpc"
    }
  }

  /// A few words for a message.
  var summary: String {
    switch self {
    case .keras(let kind): kind.summary
    case .coefficients: "plain-binary coefficients"
    }
  }

  /// The bytes of a file of this kind.
  ///
  /// - Throws: `FileError`.
  func encode(
    _ network: NeuralNetwork, provenance: ModelProvenance, path: String
  ) throws(FileError) -> ModelEncoding {
    switch self {
    case .keras(let kind):
      try KerasModelWriter.encode(network, as: kind, path: path, provenance: provenance)
    case .coefficients:
      ModelEncoding(
        bytes: try CoefficientWriter.encode(network, provenance: provenance, path: path), notes: [])
    }
  }

  /// Keras goes by the extension too, and does not find its way into a file that has another one's.
  func extensionNotes(_ path: String) -> [String] {
    guard case .keras(let kind) = self, path != "-",
      KerasFileKind(path: path) != KerasFileKind(path: kind.fileExtension)
    else { return [] }
    return ["Keras loads a file of this kind only when its name ends in \(kind.fileExtension)"]
  }

  /// Whether the file says what layers there are, and not only their weights.
  var hasArchitecture: Bool {
    if case .keras(let kind) = self { kind.hasArchitecture } else { true }
  }
}
