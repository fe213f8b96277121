import CZip
import Files

/// An archive that is open for reading.
///
/// It borrows the bytes it reads and must not outlive them.
@safe struct ZipReader: ~Copyable {
  /// More members than any model has.
  static let largestMemberCount: Int64 = 65_535
  /// Below this size no expansion is worth refusing.
  private static let harmlessSize: UInt64 = 1 << 20
  /// Deflate can expand a thousandfold; weights and configurations never come near it.
  private static let largestExpansion: UInt64 = 100

  private let archive: OpaquePointer
  private let archiveSize: UInt64
  private let file: String

  /// Opens an archive.
  ///
  /// - Throws: `FileError` of kind `badData` when its directory is damaged or cut off.
  init(_ buffer: UnsafeRawBufferPointer, file: String) throws(FileError) {
    var status = unsafe zip_error_t()
    unsafe zip_error_init(&status)
    defer { unsafe zip_error_fini(&status) }
    guard
      let source = unsafe zip_source_buffer_create(
        buffer.baseAddress, UInt64(buffer.count), 0, &status)
    else { throw unsafe Self.damaged(file, &status) }
    guard let archive = unsafe zip_open_from_source(source, ZIP_RDONLY, &status) else {
      unsafe zip_source_free(source)
      throw unsafe Self.damaged(file, &status)
    }
    unsafe self.archive = archive
    archiveSize = UInt64(buffer.count)
    self.file = file
  }

  deinit { unsafe zip_discard(archive) }

  private static func damaged(
    _ file: String, _ status: UnsafeMutablePointer<zip_error_t>
  ) -> FileError {
    FileError(
      .badData, file: file,
      problem: "is no whole zip archive: truncated or damaged (\(unsafe zipMessage(status)))")
  }

  /// The names in the order of the central directory.
  ///
  /// - Throws: `FileError` of kind `badData` when a name is missing or there twice.
  func names() throws(FileError) -> [String] {
    let count = unsafe zip_get_num_entries(archive, 0)
    guard (0...Self.largestMemberCount).contains(count) else {
      throw FileError(.badData, file: file, problem: "has \(count) members")
    }
    var names: [String] = []
    var seen: Set<[UInt8]> = []
    for index in 0..<UInt64(count) {
      guard let text = unsafe zip_get_name(archive, index, UInt32(ZIP_FL_ENC_RAW)) else {
        throw FileError(.badData, file: file, problem: "has a member without a name")
      }
      let name = unsafe String(cString: text)
      guard seen.insert(Array(name.utf8)).inserted else {
        throw FileError(
          .badData, file: file, object: name, problem: "is in the archive twice; which one counts?")
      }
      names.append(name)
    }
    return names
  }

  /// A member's bytes, decompressed, their checksum verified.
  ///
  /// - Throws: `FileError`; see ``ZipArchive/read(_:members:file:limit:)``.
  func contents(of index: Int, _ name: String, limit: Int) throws(FileError) -> [UInt8] {
    let size = try checkedSize(of: index, name, limit: limit)
    try Budget.current.check(size, file: file, object: name)
    guard let member = unsafe zip_fopen_index(archive, UInt64(index), 0) else {
      throw failure(name, .badData, "is damaged: \(unsafe zipMessage(zip_get_error(archive)))")
    }
    defer { unsafe zip_fclose(member) }
    // One byte more than claimed: the library verifies the checksum when it meets the end.
    var bytes = [UInt8](repeating: 0, count: size + 1)
    var count = 0
    while count < bytes.count {
      let got = unsafe bytes.withUnsafeMutableBytes {
        unsafe zip_fread(member, $0.baseAddress.map { unsafe $0 + count }, UInt64($0.count - count))
      }
      if got < 0 {
        throw failure(
          name, .badData, "is damaged: \(unsafe zipMessage(zip_file_get_error(member)))")
      }
      if got == 0 { break }
      count += Int(got)
    }
    guard count == size else {
      throw failure(
        name, .badData, "claims \(size) bytes, but has \(count > size ? "more" : "\(count)")")
    }
    bytes.removeLast()
    return bytes
  }

  /// The size a member claims, when all it claims is possible: no byte of it is decoded before.
  private func checkedSize(
    of index: Int, _ name: String, limit: Int
  ) throws(FileError) -> Int {
    var claims = unsafe zip_stat_t()
    let needed = UInt64(
      ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_COMP_METHOD | ZIP_STAT_ENCRYPTION_METHOD)
    guard unsafe zip_stat_index(archive, UInt64(index), 0, &claims) == 0,
      unsafe claims.valid & needed == needed
    else { throw failure(name, .badData, "is damaged: its size is not known") }
    guard unsafe claims.encryption_method == UInt16(ZIP_EM_NONE) else {
      throw failure(name, .unsupported, "is encrypted")
    }
    let method = unsafe Int32(claims.comp_method)
    guard method == ZIP_CM_STORE || method == ZIP_CM_DEFLATE else {
      throw failure(
        name, .unsupported,
        "is compressed by method \(method); stored and deflated members are supported")
    }
    let (size, stored) = unsafe (claims.size, claims.comp_size)
    guard size <= UInt64(max(limit, 0)) else {
      throw failure(name, .badData, "claims a size of \(size) bytes; the limit is \(limit)")
    }
    guard stored <= archiveSize else {
      throw failure(
        name, .badData, "claims \(stored) stored bytes; the archive has \(archiveSize)")
    }
    guard size <= Self.harmlessSize || size / Self.largestExpansion <= stored else {
      throw failure(
        name, .badData,
        "expands to a size of \(size) bytes from \(stored) stored ones: refused before reading")
    }
    guard method == ZIP_CM_DEFLATE || size == stored else {
      throw failure(name, .badData, "claims \(size) bytes, but \(stored) are stored")
    }
    return Int(size)
  }

  private func failure(_ name: String, _ kind: FileError.Kind, _ problem: String) -> FileError {
    FileError(kind, file: file, object: name, problem: problem)
  }
}
