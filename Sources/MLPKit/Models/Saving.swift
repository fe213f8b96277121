public import Files
public import Formats
public import Networks

extension ModelFileKind {
  /// The kind that was asked for, or the one that a path's extension stands for.
  ///
  /// - Throws: `FileError` of kind `unsupported` when the extension stands for none.
  fileprivate static func chosen(
    _ kind: ModelFileKind?, for path: String
  ) throws(FileError) -> ModelFileKind {
    if let kind = kind ?? ModelFileKind(path: path) { return kind }
    throw FileError(
      .unsupported, file: path,
      problem: "its name does not say which kind of file it is to be; one that ends in "
        + "\(ModelFileKind.extensionList) was expected")
  }
}

extension ModelEncoding {
  /// Writes the file, whole or not at all.
  ///
  /// - Parameters:
  ///   - path: where.
  ///   - replacing: whether a file that is there may be replaced.
  /// - Throws: `FileError`: `cannotCreate` or `inputOutput`.
  public func save(to path: String, replacing: Bool = false) throws(FileError) {
    try OutputFiles.write([OutputFile(path: path, bytes: bytes)], replacing: replacing)
  }
}

extension ModelFile {
  /// Writes the model as a file of some kind, whole or not at all.
  ///
  /// - Parameters:
  ///   - path: where.
  ///   - kind: the kind of file; the one that the path's extension stands for when `nil`.
  ///   - replacing: whether a file that is there may be replaced.
  /// - Returns: what was renamed or left out: a sentence each.
  /// - Throws: `FileError` when the model cannot be run, the kind has no way to say what it does, or the file
  ///   cannot be written.
  @discardableResult
  public func save(
    to path: String, as kind: ModelFileKind? = nil, replacing: Bool = false
  ) throws(FileError) -> [String] {
    let encoding = try converted(to: try .chosen(kind, for: path), path: path).encoding
    try encoding.save(to: path, replacing: replacing)
    return encoding.notes
  }

  /// A network in memory as if it had been opened from a file of some kind: what is done with a file can be
  /// done with it.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - name: what messages and results call it.
  ///   - kind: the kind of file whose bytes stand for it, and give its digest.
  /// - Throws: `FileError` when the kind has no way to say what the network does, or a number of it is not
  ///   finite.
  public init(
    _ network: NeuralNetwork, name: String = "network", as kind: ModelFileKind = .coefficients
  ) throws(FileError) {
    let encoding = try kind.encode(network, provenance: ModelProvenance(), path: name)
    try self.init(path: name, bytes: encoding.bytes)
  }
}

extension NeuralNetwork {
  /// Writes the network as a model file, whole or not at all.
  ///
  /// - Parameters:
  ///   - path: where.
  ///   - kind: the kind of file; the one that the path's extension stands for when `nil`.
  ///   - replacing: whether a file that is there may be replaced.
  /// - Returns: what was renamed or left out: a sentence each.
  /// - Throws: `FileError` when the kind has no way to say what the network does, or the file cannot be
  ///   written.
  @discardableResult
  public func save(
    to path: String, as kind: ModelFileKind? = nil, replacing: Bool = false
  ) throws(FileError) -> [String] {
    let kind = try ModelFileKind.chosen(kind, for: path)
    let encoding = try kind.encode(self, provenance: ModelProvenance(), path: path)
    try encoding.save(to: path, replacing: replacing)
    return encoding.notes
  }
}

extension TrainedModel {
  /// Writes the network as a model file that says how it was trained, whole or not at all.
  ///
  /// - Parameters:
  ///   - path: where.
  ///   - kind: the kind of file; the one that the path's extension stands for when `nil`.
  ///   - replacing: whether a file that is there may be replaced.
  /// - Returns: what was renamed or left out: a sentence each.
  /// - Throws: `FileError`.
  @discardableResult
  public func save(
    to path: String, as kind: ModelFileKind? = nil, replacing: Bool = false
  ) throws(FileError) -> [String] {
    let encoding = try encoded(as: try .chosen(kind, for: path), path: path)
    try encoding.save(to: path, replacing: replacing)
    return encoding.notes
  }
}
