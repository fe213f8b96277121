import Files

/// Zip archives in memory, as far as `.keras` files need them: few members, each read whole.
///
/// Nothing is unpacked to disk, and the names inside are compared, never used as paths.
enum ZipArchive {
  /// Reads some members; of the others only the names are looked at.
  ///
  /// - Parameters:
  ///   - bytes: the whole archive.
  ///   - members: the exact names wanted.
  ///   - file: the archive's path, for messages.
  ///   - limit: the most bytes accepted, over all wanted members.
  /// - Returns: those of the wanted members that exist.
  /// - Throws: `FileError`: `badData` when the archive is damaged, names a member twice, or a member is
  ///   larger than the limit or expands more than a hundredfold; `unsupported` when a wanted member is
  ///   encrypted or compressed by anything but deflate.
  static func read(
    _ bytes: [UInt8], members: [String], file: String, limit: Int
  ) throws(FileError) -> [String: [UInt8]] {
    try reading(bytes, file: file) { reader throws(FileError) in
      var found: [String: [UInt8]] = [:]
      var remaining = limit
      let wanted = Set(members)
      for (index, name) in try reader.names().enumerated() where wanted.contains(name) {
        let contents = try reader.contents(of: index, name, limit: remaining)
        remaining -= contents.count
        found[name] = contents
      }
      return found
    }
  }

  /// The names of all members, in the archive's order.
  ///
  /// - Parameters:
  ///   - bytes: the whole archive.
  ///   - file: the archive's path, for messages.
  /// - Throws: `FileError` of kind `badData` when the archive is damaged or names a member twice.
  static func names(in bytes: [UInt8], file: String) throws(FileError) -> [String] {
    try reading(bytes, file: file) { reader throws(FileError) in try reader.names() }
  }

  /// Makes an archive of stored members.
  ///
  /// Every member is dated 1980-01-01, the earliest day a zip file can name, so that the same contents
  /// give the same bytes.
  ///
  /// - Parameters:
  ///   - members: names and contents, in order.
  ///   - file: the archive's path, for messages; nothing is written.
  /// - Throws: `FileError` of kind `inputOutput` when the library fails.
  static func write(
    _ members: [(name: String, bytes: [UInt8])], file: String
  ) throws(FileError) -> [UInt8] {
    switch ZipWriter.archive(of: members) {
    case .success(let bytes): return bytes
    case .failure(let failure):
      throw FileError(
        .inputOutput, file: file, problem: "cannot make the archive: \(failure.message)")
    }
  }

  private static func reading<Result>(
    _ bytes: [UInt8], file: String, _ body: (borrowing ZipReader) throws(FileError) -> Result
  ) throws(FileError) -> Result {
    // To the library nothing at all is an archive that is yet to be filled.
    guard !bytes.isEmpty else { throw FileError(.badData, file: file, problem: "is empty") }
    let limit = Int(ZipReader.largestMemberCount)
    guard !ZipEnd.hasImpossibleZip64Record(bytes, memberLimit: limit) else {
      throw FileError(
        .unsupported, file: file,
        problem: "is a ZIP64 archive whose end is damaged or claims more than \(limit) members: no "
          + "model needs that many")
    }
    let prefix = ZipEnd.prefixCount(of: bytes) ?? 0
    return try unsafe bytes.withUnsafeBufferPointer { buffer throws(FileError) in
      let archive = UnsafeRawBufferPointer(buffer)
      return try body(
        try unsafe ZipReader(UnsafeRawBufferPointer(rebasing: archive[prefix...]), file: file))
    }
  }
}
