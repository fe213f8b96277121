package import Files

/// Where the bytes of a model file are.
package enum ModelSource: Sendable {
  /// All in memory: what most files are, and what cannot change any more.
  case memory([UInt8])
  /// In an open file that is too large for that.
  case file(OpenFile)

  /// Files of more bytes are not read whole.
  package static let largestInMemory = 32 << 20
}

extension ModelSource {
  /// The size in bytes.
  package var size: Int {
    switch self {
    case .memory(let bytes): bytes.count
    case .file(let file): file.size
    }
  }

  /// Reads from a place on.
  ///
  /// - Parameters:
  ///   - offset: the first byte.
  ///   - path: the name for messages.
  package func stream(from offset: Int = 0, path: String) -> ByteStream {
    switch self {
    case .memory(let bytes): ByteStream(bytes, file: path, from: offset)
    case .file(let file): ByteStream(file, from: offset)
    }
  }

  /// Makes sure that nobody wrote to the file since it was opened.
  ///
  /// - Throws: `FileError` of kind `badData`.
  package func checkUnchanged() throws(FileError) {
    if case .file(let file) = self { try file.checkUnchanged() }
  }
}
