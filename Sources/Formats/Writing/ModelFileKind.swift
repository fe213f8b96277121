public import Files
public import Networks

/// A kind of model file that can be written.
///
/// A new one is a folder with a writer, and a line in ``all``.
public struct ModelFileKind: Sendable {
  /// Builds the bytes of a file: of a network, where it comes from, and the file's name for messages.
  package typealias Encoder =
    @Sendable (
      _ network: NeuralNetwork, _ provenance: ModelProvenance, _ path: String
    ) throws(FileError) -> ModelEncoding

  /// The name on the command line and in JSON, such as `keras-h5`.
  public let name: String
  /// The extensions that stand for it, such as `.h5`; none when it has to be named.
  public let extensions: [String]
  /// A few words for a message.
  public let summary: String
  /// Whether the file says what layers there are, and not only their weights.
  public let hasArchitecture: Bool
  /// What the name has to end in for the program that the file is for, and that program's name; `nil`
  /// when it goes by the content.
  package let requiredExtension: (text: String, program: String)?
  private let encoder: Encoder

  /// Creates a kind; see the properties of the same names.
  init(
    name: String, extensions: [String], summary: String, hasArchitecture: Bool = true,
    requiredExtension: (text: String, program: String)? = nil, encoder: @escaping Encoder
  ) {
    self.name = name
    self.extensions = extensions
    self.summary = summary
    self.hasArchitecture = hasArchitecture
    self.requiredExtension = requiredExtension
    self.encoder = encoder
  }

  /// All kinds, in the order in which they are listed to users.
  public static let all: [ModelFileKind] =
    KerasFileKind.allCases.map(ModelFileKind.keras) + [
      .coefficients, .onnx, .onnxWithLabels, .safetensors, .numPyArchive, .c, .swift,
    ]

  /// The kind of a name; `nil` when there is none.
  public init?(named name: String) {
    guard let kind = Self.all.first(where: { $0.name == name }) else { return nil }
    self = kind
  }

  /// The kind that a path's extension stands for, the longest one: `.weights.h5` before `.h5`.
  public init?(path: String) {
    let matches = Self.all.flatMap { kind in
      kind.extensions.filter(path.hasSuffix).map { (kind: kind, length: $0.utf8.count) }
    }
    guard let match = matches.max(by: { $0.length < $1.length }) else { return nil }
    self = match.kind
  }

  /// All extensions that stand for a kind, for messages: `.h5, .hdf5, ... or .mlpc`.
  package static var extensionList: String {
    let extensions = all.flatMap(\.extensions)
    return extensions.dropLast().joined(separator: ", ") + " or " + (extensions.last ?? "")
  }

  /// The complete bytes of a file of this kind; nothing is written.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - provenance: where it comes from.
  ///   - path: the file's name for messages.
  /// - Throws: `FileError` of kind `unsupported` when the kind has no way to say what the network does.
  public func encode(
    _ network: NeuralNetwork, provenance: ModelProvenance, path: String
  ) throws(FileError) -> ModelEncoding {
    var encoding = try encoder(network, provenance, path)
    if let requiredExtension, path != "-",
      Self(path: path)?.name != Self(path: requiredExtension.text)?.name
    {
      encoding.notes.append(
        "\(requiredExtension.program) loads a file of this kind only when its name ends in "
          + requiredExtension.text)
    }
    return encoding
  }
}

/// A model file in memory, ready to be written.
public struct ModelEncoding: Sendable, Equatable {
  /// The whole file.
  public package(set) var bytes: [UInt8]
  /// What was renamed, or could not be carried, or limits who can read the file: a sentence each.
  public package(set) var notes: [String]

  /// Creates an encoding.
  package init(bytes: [UInt8], notes: [String] = []) {
    self.bytes = bytes
    self.notes = notes
  }
}
