public import Foundation
public import MLPKit

extension ModelFile {
  /// Reads a file, recognizes it by its content, and checks everything but its values.
  ///
  /// - Parameters:
  ///   - url: a file, or the folder of a SavedModel.
  ///   - hints: what is known about a file that has weights but no architecture.
  /// - Throws: `FileError`; of kind `cannotOpen` when the URL is not that of a file.
  public static func open(
    _ url: URL, hints: ArchitectureHints = .none
  ) throws(FileError) -> ModelFile {
    try open(try url.filePath(for: .cannotOpen), hints: hints)
  }

  /// Reads a file that is in memory.
  ///
  /// - Parameters:
  ///   - data: the whole file.
  ///   - name: what messages call it.
  ///   - hints: what is known about a file that has weights but no architecture.
  /// - Throws: `FileError`.
  public init(
    _ data: Data, name: String = "data", hints: ArchitectureHints = .none
  ) throws(FileError) {
    try self.init(path: name, bytes: Array(data), hints: hints)
  }

  /// Writes the model as a file of some kind; see `save(to:as:replacing:)` of a path.
  ///
  /// - Throws: `FileError`.
  @discardableResult
  public func save(
    to url: URL, as kind: ModelFileKind? = nil, replacing: Bool = false
  ) throws(FileError) -> [String] {
    try save(to: try url.filePath(for: .cannotCreate), as: kind, replacing: replacing)
  }
}

extension NeuralNetwork {
  /// Writes the network as a model file; see `save(to:as:replacing:)` of a path.
  ///
  /// - Throws: `FileError`.
  @discardableResult
  public func save(
    to url: URL, as kind: ModelFileKind? = nil, replacing: Bool = false
  ) throws(FileError) -> [String] {
    try save(to: try url.filePath(for: .cannotCreate), as: kind, replacing: replacing)
  }
}

extension TrainedModel {
  /// Writes the network as a model file that says how it was trained; see `save(to:as:replacing:)` of a path.
  ///
  /// - Throws: `FileError`.
  @discardableResult
  public func save(
    to url: URL, as kind: ModelFileKind? = nil, replacing: Bool = false
  ) throws(FileError) -> [String] {
    try save(to: try url.filePath(for: .cannotCreate), as: kind, replacing: replacing)
  }
}

extension InversionResults {
  /// Reads a results file; see `read(_:)` of a path.
  ///
  /// - Throws: `FileError`.
  public static func read(_ url: URL) throws(FileError) -> InversionResults {
    try read(try url.filePath(for: .cannotOpen))
  }

  /// Writes a results file, whole or not at all.
  ///
  /// - Throws: `FileError`.
  public func save(to url: URL, replacing: Bool = false) throws(FileError) {
    try save(to: try url.filePath(for: .cannotCreate), replacing: replacing)
  }
}

extension URL {
  /// The path of a file.
  ///
  /// - Throws: `FileError` of the kind given when the URL leads elsewhere.
  fileprivate func filePath(for kind: FileError.Kind) throws(FileError) -> String {
    guard isFileURL else {
      throw FileError(kind, file: absoluteString, problem: "is not the URL of a file")
    }
    return path
  }
}
