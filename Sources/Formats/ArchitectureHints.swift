package import Files
import JSON
import Networks

/// What the user says about a file that has weights but no architecture.
package struct ArchitectureHints: Sendable, Equatable {
  /// An architecture as Keras's `model.to_json()` writes it, and the name of its file.
  struct Document: Sendable, Equatable {
    var text: String
    var file: String
  }

  let document: Document?
  let activation: JSONValue?
  let output: JSONValue?
  let activationText: String?
  let outputText: String?

  /// Nothing is known.
  package static let none = ArchitectureHints()

  private init() {
    (document, activation, output, activationText, outputText) = (nil, nil, nil, nil, nil)
  }

  /// An architecture file.
  ///
  /// - Parameter architecture: the path of a JSON file written by `model.to_json()`.
  /// - Throws: `FileError` when it cannot be read or is not UTF-8.
  package init(architecture: String) throws(FileError) {
    let bytes = try FileBytes.read(architecture, limit: 16 << 20)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw FileError(.badData, file: architecture, problem: "is not UTF-8 text; JSON was expected")
    }
    document = Document(text: text, file: architecture)
    (activation, output, activationText, outputText) = (nil, nil, nil, nil)
  }

  /// A chain of dense layers with these activations.
  ///
  /// - Parameters:
  ///   - activation: of the hidden layers, such as `relu` or `leaky_relu:0.01`; linear when `nil`.
  ///   - output: of the last layer, such as `softmax`; linear when `nil`.
  /// - Returns: `nil` when a name is not that of an activation.
  package init?(activation: String?, output: String?) {
    var configurations: [JSONValue?] = []
    for text in [activation, output] {
      guard let text else {
        configurations.append(nil)
        continue
      }
      guard let configuration = Self.configuration(text) else { return nil }
      configurations.append(configuration)
    }
    document = nil
    self.activation = configurations[0]
    self.output = configurations[1]
    activationText = activation
    outputText = output
  }

  /// Whether anything is known.
  var isEmpty: Bool { self == .none }

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
