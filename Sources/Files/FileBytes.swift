#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Whole files in memory.
package enum FileBytes {
  /// The largest file that is read when the caller names no limit: 2 GiB.
  package static let defaultLimit = 2 << 30

  /// Reads a regular file whole; `-` reads standard input to its end.
  ///
  /// Nothing but a regular file is opened (a FIFO or a device would block or never end), and the
  /// bytes are copied, not mapped, so that a file that shrinks later cannot crash its reader.
  ///
  /// - Parameters:
  ///   - path: the file, or `-`.
  ///   - limit: the largest size accepted, in bytes.
  /// - Throws: ``FileError``: `cannotOpen`, `badData` when it is too large or shrinks, `inputOutput`,
  ///   `budget`.
  package static func read(_ path: String, limit: Int = defaultLimit) throws(FileError) -> [UInt8] {
    if path == "-" { return try readToEnd(of: 0, path: path, limit: limit) }
    return try read(OpenFile(path), limit: limit)
  }

  /// Reads an open file whole.
  ///
  /// - Parameters:
  ///   - file: the file.
  ///   - limit: the largest size accepted, in bytes.
  /// - Throws: ``FileError``: `badData` when it is too large or shrinks, `inputOutput`.
  package static func read(
    _ file: OpenFile, limit: Int = defaultLimit
  ) throws(FileError) -> [UInt8] {
    guard file.size <= limit else { throw tooLarge(file.path, size: file.size, limit: limit) }
    return try file.bytes(at: 0, count: file.size)
  }

  /// Whether two paths lead to the same file (same device and inode), following links.
  package static func isSameFile(_ first: String, _ second: String) -> Bool {
    guard let first = identity(first), let second = identity(second) else { return false }
    return first == second
  }

  /// Whether something exists at `path`.
  package static func exists(_ path: String) -> Bool {
    var status = stat()
    return unsafe lstat(path, &status) == 0
  }

  private static func identity(_ path: String) -> [UInt64]? {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return nil }
    return [UInt64(status.st_dev), UInt64(status.st_ino)]
  }

  private static func readToEnd(
    of descriptor: Int32, path: String, limit: Int
  ) throws(FileError) -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let got = unsafe chunk.withUnsafeMutableBytes { unsafe read(descriptor, into: $0) }
      if got < 0 { throw FileError(.inputOutput, file: path, problem: systemMessage(errno)) }
      if got == 0 { return bytes }
      guard bytes.count + got <= limit else {
        throw tooLarge(path, size: bytes.count + got, limit: limit)
      }
      // An array that is full moves to one twice as large.
      if bytes.count + got > bytes.capacity {
        try Budget.current.check(2 * (bytes.count + got), file: path)
      }
      bytes.append(contentsOf: chunk[..<got])
    }
  }

  /// `read(2)`, again when a signal interrupts it.
  private static func read(_ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer) -> Int {
    while true {
      let got = unsafe posixRead(descriptor, buffer.baseAddress, buffer.count)
      if got >= 0 || errno != EINTR { return got }
    }
  }

  private static func tooLarge(_ path: String, size: Int, limit: Int) -> FileError {
    FileError(
      .badData, file: path,
      problem: "is too large to read whole: \(size) bytes or more; the limit is \(limit)")
  }
}

/// `read(2)`, under a name that does not collide with the members above.
private func posixRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int
{
  unsafe read(descriptor, buffer, count)
}
