public import Files
import HDF5
import JSON
import Networks
import StoredModels

/// What the user says about a file that has weights but no architecture, and which output is meant.
public struct ArchitectureHints: Sendable, Equatable {
  /// An architecture as Keras writes it, and the file it comes from.
  struct Document: Sendable, Equatable {
    /// The JSON of the model.
    var text: String
    /// The file.
    var file: String
    /// The version and backend that the file says outside of the JSON.
    var version: String?
    var backend: String?
  }

  private(set) var document: Document?
  private(set) var activation: JSONValue?
  private(set) var output: JSONValue?
  private(set) var activationText: String?
  private(set) var outputText: String?
  /// The layer whose values are the outputs; the model's own output when `nil`.
  package var outputLayer: String?

  /// Nothing is known.
  public static let none = ArchitectureHints()

  private init() {}

  /// An architecture file.
  ///
  /// - Parameter architecture: the path of what `model.to_json()` or `model.to_yaml()` wrote, or of a
  ///   whole model (`.h5`, `.keras`) of which only the architecture is taken.
  /// - Throws: `FileError` when it cannot be read or is none of these.
  public init(architecture: String) throws(FileError) {
    document = try Document(FileBytes.read(architecture), file: architecture)
  }

  /// A chain of dense layers with these activations.
  ///
  /// - Parameters:
  ///   - activation: of the hidden layers, such as `relu` or `leaky_relu:0.01`; linear when `nil`.
  ///   - output: of the last layer, such as `softmax`; linear when `nil`.
  /// - Returns: `nil` when a name is not that of an activation.
  public init?(activation: String?, output: String?) {
    var configurations: [JSONValue?] = []
    for text in [activation, output] {
      guard let text else {
        configurations.append(nil)
        continue
      }
      guard let configuration = Self.configuration(text) else { return nil }
      configurations.append(configuration)
    }
    self.activation = configurations[0]
    self.output = configurations[1]
    activationText = activation
    outputText = output
  }

  /// Whether nothing is known of the architecture.
  package var isEmpty: Bool { document == nil && activation == nil && output == nil }

  /// An activation as a Keras configuration has it: a name, or a layer object with its parameter.
  static func configuration(_ text: String) -> JSONValue? {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      .map(String.init)
    guard let name = parts.first else { return nil }
    // Only a version tells what hard_sigmoid means: there is none here.
    let decoder = KerasActivationDecoder(version: nil)
    let configuration: JSONValue
    if parts.count == 2 {
      let classes = [
        "leaky_relu": ("LeakyReLU", "negative_slope"), "elu": ("ELU", "alpha"),
        "thresholded_relu": ("ThresholdedReLU", "theta"),
      ]
      guard let (className, key) = classes[name], let value = Double(parts[1]), value.isFinite
      else {
        return nil
      }
      configuration = ["class_name": .string(className), "config": .object([key: .number(value)])]
    } else {
      configuration = .string(name)
    }
    guard case .known? = try? decoder.decode(configuration, layer: "") else { return nil }
    return configuration
  }
}

extension ArchitectureHints.Document {
  /// The longest text that is read.
  private static let longestText = 16 << 20

  /// Takes the architecture out of a file of any kind that has one.
  fileprivate init(_ bytes: [UInt8], file: String) throws(FileError) {
    let isHDF5 = HDF5File.signatureOffset(in: bytes) != nil
    let isArchive = bytes.starts(with: [0x50, 0x4B, 0x03, 0x04])
    if isArchive || !isHDF5 && ZipEnd.prefixCount(of: bytes) != nil {
      let (configuration, version) = try KerasArchive.architecture(bytes, path: file)
      self.init(text: configuration, file: file, version: version, backend: nil)
    } else if isHDF5 {
      self = try ModelSource.memory(bytes).reading(path: file, isChecked: false) {
        root throws(HDF5Error) in
        guard let text = try root.text("model_config", limit: Self.longestText) else {
          throw HDF5Error(
            .badData, object: "attribute model_config of /",
            problem:
              "is missing: it has no architecture; a model or the JSON of model.to_json() was "
              + "expected")
        }
        return Self(
          text: text, file: file, version: try root.text("keras_version"),
          backend: try root.text("backend"))
      }
    } else {
      guard bytes.count <= Self.longestText, let text = String(validating: bytes, as: UTF8.self)
      else {
        throw FileError(
          .badData, file: file,
          problem: "is no architecture: the JSON of model.to_json() was expected, the YAML of "
            + "model.to_yaml(), or a model")
      }
      self.init(text: try Self.json(text, file: file), file: file)
    }
  }

  private static func json(_ text: String, file: String) throws(FileError) -> String {
    let first = text.first { !$0.isWhitespace && $0 != "\u{FEFF}" }
    if first == "{" || first == "\"" || first == "[" { return text }
    do throws(YAMLReader.Failure) {
      return try YAMLReader.parse(text).serialized(pretty: false)
    } catch {
      throw FileError(
        .badData, file: file, object: "line \(error.line)",
        problem: "\(error.problem); the JSON of model.to_json() or the YAML of model.to_yaml() was "
          + "expected")
    }
  }
}
