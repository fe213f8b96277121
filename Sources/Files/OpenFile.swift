#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A regular file that is open for reading in pieces, for files that are too large for ``FileBytes``.
///
/// Nothing is mapped: a file that shrinks while it is read gives an error, not a signal. Its owner
/// calls ``checkUnchanged()`` after reading what belongs together.
package final class OpenFile: Sendable {
  /// The path as the caller gave it.
  package let path: String
  /// The open descriptor, for libraries that read the file themselves; it belongs to this value.
  package let descriptor: Int32
  /// The size in bytes when the file was opened.
  package let size: Int
  private let modification: [Int]

  /// Opens a file, unless it is anything but a regular one: a FIFO or a device would block or never end.
  ///
  /// - Throws: ``FileError`` of kind `cannotOpen` or `inputOutput`.
  package convenience init(_ path: String) throws(FileError) {
    // O_NONBLOCK: opening a FIFO without a writer must not wait for one.
    let descriptor = unsafe open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw .opening(path, errno) }
    try self.init(descriptor: descriptor, path: path)
  }

  /// Takes over an open descriptor, unless it is that of anything but a regular file.
  ///
  /// - Parameters:
  ///   - descriptor: opened with `O_NONBLOCK`; it is closed when this throws.
  ///   - path: the name for messages.
  /// - Throws: ``FileError`` of kind `cannotOpen` or `inputOutput`.
  init(descriptor: Int32, path: String) throws(FileError) {
    self.path = path
    self.descriptor = descriptor
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else {
      let code = errno
      close(descriptor)
      throw .opening(path, code)
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      if status.st_mode & S_IFMT == S_IFDIR { throw .opening(path, EISDIR) }
      throw FileError(.cannotOpen, file: path, problem: "is not a regular file")
    }
    size = Int(status.st_size)
    modification = Self.modification(status)
  }

  deinit { close(descriptor) }

  /// `count` bytes from `offset` on.
  ///
  /// - Parameters:
  ///   - offset: the place of the first byte, not negative.
  ///   - count: how many; `offset + count` must not exceed ``size``.
  /// - Throws: ``FileError``: `badData` when the file has shrunk, `inputOutput`, `budget`.
  package func bytes(at offset: Int, count: Int) throws(FileError) -> [UInt8] {
    try Budget.current.check(count, file: path)
    var failure: FileError?
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      do throws(FileError) {
        unsafe try read(
          into: UnsafeMutableRawBufferPointer(
            UnsafeMutableBufferPointer(rebasing: buffer[..<count])),
          at: offset)
        initialized = count
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return bytes
  }

  /// Fills `buffer` with the bytes from `offset` on.
  ///
  /// - Throws: ``FileError``: `badData` when the file has shrunk, `inputOutput`.
  func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(FileError) {
    var done = 0
    while done < buffer.count {
      let got = unsafe pread(
        descriptor, buffer.baseAddress?.advanced(by: done), buffer.count - done,
        off_t(offset + done))
      if got < 0, errno == EINTR { continue }
      if got < 0 { throw FileError(.inputOutput, file: path, problem: systemMessage(errno)) }
      if got == 0 {
        throw FileError(
          .badData, file: path,
          problem: "shrank while it was read: \(offset + done) of \(size) bytes")
      }
      done += got
    }
  }

  /// Makes sure that nobody wrote to the file since it was opened.
  ///
  /// - Throws: ``FileError`` of kind `badData`.
  package func checkUnchanged() throws(FileError) {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw .opening(path, errno) }
    guard Int(status.st_size) == size, Self.modification(status) == modification else {
      throw FileError(.badData, file: path, problem: "changed while it was read")
    }
  }

  private static func modification(_ status: stat) -> [Int] {
    #if canImport(Glibc)
      [status.st_mtim.tv_sec, status.st_mtim.tv_nsec]
    #else
      [status.st_mtimespec.tv_sec, status.st_mtimespec.tv_nsec]
    #endif
  }
}
