import Files
import HDF5
import StoredModels

/// A file or a folder that is to be recognized and opened: its first and last bytes, and ways to the rest.
struct ModelInput: Sendable {
  /// Where the content is.
  enum Contents: Sendable {
    /// All in memory: what most files are, and what cannot change any more.
    case memory([UInt8])
    /// In an open file that is too large for that.
    case file(OpenFile)
    /// In the files of a folder.
    case folder(OpenFolder)
  }

  /// How many of the first and last bytes are at hand.
  private static let glimpse = 4096
  private static let zipSignature: [UInt8] = [0x50, 0x4B, 0x03, 0x04]

  /// The path as the caller gave it, for messages; `-` for standard input.
  let path: String
  /// Where the content is.
  let contents: Contents
  /// The first 4096 bytes, or all when there are fewer; none of a folder.
  let start: [UInt8]
  /// The last 4096 bytes, or all when there are fewer; none of a folder.
  let end: [UInt8]
  /// The names of the members of a zip archive, in its order; `nil` when it is none.
  let memberNames: [String]?

  private init(
    path: String, contents: Contents, start: [UInt8], end: [UInt8], memberNames: [String]?
  ) {
    (self.path, self.contents, self.start, self.end) = (path, contents, start, end)
    self.memberNames = memberNames
  }

  /// A file in memory.
  ///
  /// - Throws: `FileError` of kind `badData` when it is a damaged archive.
  init(path: String, bytes: [UInt8]) throws(FileError) {
    // An archive may stand behind other bytes, such as a program that unpacks it.
    let isArchive =
      bytes.starts(with: Self.zipSignature)
      || HDF5File.signatureOffset(in: bytes) == nil && ZipEnd.prefixCount(of: bytes) != nil
    self.init(
      path: path, contents: .memory(bytes), start: Array(bytes.prefix(Self.glimpse)),
      end: Array(bytes.suffix(Self.glimpse)),
      memberNames: isArchive ? try Self.memberNames(bytes, path) : nil)
  }

  /// The names in an archive, or what it is when it has an archive of its own inside, which misleads libzip.
  private static func memberNames(_ bytes: [UInt8], _ path: String) throws(FileError) -> [String] {
    do throws(FileError) {
      return try ZipArchive.names(in: bytes, file: path)
    } catch {
      let end = String(decoding: bytes.suffix(glimpse), as: UTF8.self)
      guard end.contains("/models/model.json"), end.contains("/archive_format"),
        let known = ForeignSignatures.description(ofArchive: [
          "archive_format", "models/model.json",
        ])
      else { throw error }
      throw FileError(.unsupported, file: path, problem: known)
    }
  }

  /// A file or folder; files of more than `threshold` bytes are not held in memory unless they are
  /// archives.
  ///
  /// - Throws: `FileError` when it cannot be read, or is a damaged archive.
  init(_ path: String, inMemoryUpTo threshold: Int) throws(FileError) {
    if path == "-" {
      try self.init(path: path, bytes: FileBytes.read(path))
      return
    }
    if OpenFolder.exists(path) {
      let folder = try OpenFolder(path)
      self.init(path: path, contents: .folder(folder), start: [], end: [], memberNames: nil)
      return
    }
    let file = try OpenFile(path)
    let count = min(file.size, Self.glimpse)
    let start = try file.bytes(at: 0, count: count)
    if file.size <= threshold || start.starts(with: Self.zipSignature) {
      try self.init(path: path, bytes: FileBytes.read(file))
      return
    }
    self.init(
      path: path, contents: .file(file), start: start,
      end: try file.bytes(at: file.size - count, count: count), memberNames: nil)
  }

  /// The size in bytes; 0 for a folder.
  var size: Int {
    switch contents {
    case .memory(let bytes): bytes.count
    case .file(let file): file.size
    case .folder: 0
    }
  }

  /// The folder, when it is one.
  var folder: OpenFolder? { if case .folder(let folder) = contents { folder } else { nil } }

  /// The folder that the file lies in, for formats that keep their numbers in files of their own; `nil`
  /// for bytes that come from nowhere.
  ///
  /// - Throws: `FileError` when it cannot be opened.
  func surroundings() throws(FileError) -> OpenFolder? {
    if case .folder(let folder) = contents { return folder }
    return path == "-" || !FileBytes.exists(path) ? nil : try OpenFolder.holding(path)
  }

  /// The content for readers that read it piece by piece.
  ///
  /// - Throws: `FileError` when it is a folder.
  func source() throws(FileError) -> ModelSource {
    switch contents {
    case .memory(let bytes): return .memory(bytes)
    case .file(let file): return .file(file)
    case .folder:
      throw FileError(
        .cannotOpen, file: path, problem: "is a directory; a regular file was expected")
    }
  }

  /// The whole content, for readers that need it in memory.
  ///
  /// - Parameter limit: the most bytes.
  /// - Throws: `FileError` when it is larger, a folder, or cannot be read.
  func bytes(limit: Int = FileBytes.defaultLimit) throws(FileError) -> [UInt8] {
    switch try source() {
    case .memory(let bytes) where bytes.count <= limit: return bytes
    case .file(let file): return try FileBytes.read(file, limit: limit)
    case .memory(let bytes):
      throw FileError(
        .badData, file: path,
        problem: "is too large to read whole: \(bytes.count) bytes; the limit is \(limit)")
    }
  }
}
