#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A file to be written: its path and its complete contents.
package struct OutputFile: Sendable, Equatable {
  /// Where it goes.
  ///
  /// A symbolic link is followed: its target is replaced.
  package var path: String
  /// Every byte of it.
  package var bytes: [UInt8]

  /// Creates a file to be written.
  package init(path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
  }
}

/// Writes files so that each appears complete or not at all.
///
/// Every file is written beside its target under a temporary name, synchronised to the disk, and
/// renamed; then the directory is synchronised. When anything fails, or the process is interrupted,
/// every temporary file is removed.
package enum OutputFiles {
  /// Writes all of `files`, or none.
  ///
  /// - Parameters:
  ///   - files: the files; their directories must exist.
  ///   - replacing: whether existing files may be replaced.
  /// - Throws: ``FileError``: `cannotCreate` or `inputOutput`; then nothing is left behind.
  package static func write(_ files: [OutputFile], replacing: Bool) throws(FileError) {
    try Interruptions.deferred { () throws(FileError) in
      // What would stop a file in the middle of the others is found before the first appears.
      try check(files.map { PlannedOutput($0.path, replacing: replacing) })
      var pending: [(temporary: String, target: String)] = []
      defer { for file in pending { unsafe unlink(file.temporary) } }
      for (index, file) in files.enumerated() {
        let target = try resolved(file.path)
        let temporary = temporaryName(beside: target, index: index)
        pending.append((temporary, target))
        try writeTemporary(file, at: temporary, replacing: target)
        if Interruptions.endsProcess { return }
      }
      var created: [String] = []
      for (index, file) in pending.enumerated() {
        let isNew = !FileBytes.exists(file.target)
        do throws(FileError) {
          try publish(
            file.temporary, as: file.target, path: files[index].path, replacing: replacing)
        } catch {
          // Something came in between: what this call has created goes again.
          for path in created { unsafe unlink(path) }
          throw error
        }
        if isNew { created.append(file.target) }
      }
    }
  }

  /// Creates a directory unless it is there.
  ///
  /// - Throws: ``FileError`` of kind `cannotCreate`.
  package static func createDirectory(_ path: String) throws(FileError) {
    if unsafe mkdir(path, 0o777) == 0 || errno == EEXIST {
      var status = stat()
      guard unsafe stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
        throw FileError(.cannotCreate, file: path, problem: "is not a directory")
      }
      return
    }
    throw .creating(path, errno)
  }

  private static func writeTemporary(
    _ file: OutputFile, at temporary: String, replacing target: String
  ) throws(FileError) {
    let descriptor = unsafe open(
      temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .creating(file.path, errno) }
    var failure: Int32 = 0
    if !writeAll(file.bytes, to: descriptor) { failure = errno }
    if failure == 0, fchmod(descriptor, mode(for: target)) != 0 { failure = errno }
    if failure == 0, fsync(descriptor) != 0 { failure = errno }
    if close(descriptor) != 0, failure == 0 { failure = errno }
    if failure != 0 {
      throw FileError(
        .inputOutput, file: file.path, problem: "cannot write: \(systemMessage(failure))")
    }
  }

  private static func publish(
    _ temporary: String, as target: String, path: String, replacing: Bool
  ) throws(FileError) {
    // link(2) refuses an existing target, which rename(2) would replace without a word.
    if !replacing, unsafe link(temporary, target) == 0 {
      unsafe unlink(temporary)
    } else if !replacing, errno == EEXIST {
      throw FileError(.cannotCreate, file: path, problem: "exists; --force replaces it")
    } else if unsafe rename(temporary, target) != 0 {
      throw .creating(path, errno)
    }
    let directory = unsafe open(directory(of: target), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if directory >= 0 {
      fsync(directory)
      close(directory)
    }
  }

  /// Writes all bytes to an open descriptor; false leaves the reason in `errno`.
  static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    unsafe bytes.withUnsafeBytes { buffer in
      var done = 0
      while done < buffer.count {
        let count = unsafe posixWrite(
          descriptor, buffer.baseAddress?.advanced(by: done), buffer.count - done)
        if count < 0 {
          if errno == EINTR { continue }
          return false
        }
        done += count
      }
      return true
    }
  }

  /// The old file's permission bits, or what `open(2)` would give a new one.
  private static func mode(for target: String) -> mode_t {
    var status = stat()
    if unsafe stat(target, &status) == 0 { return status.st_mode & 0o7777 }
    let mask = umask(0)
    _ = umask(mask)
    return 0o666 & ~mask
  }

  /// The path with its last symbolic link followed, when there is one.
  static func resolved(_ path: String) throws(FileError) -> String {
    var status = stat()
    guard unsafe lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFLNK else { return path }
    guard let real = unsafe realpath(path, nil) else { throw .creating(path, errno) }
    defer { unsafe free(real) }
    return unsafe String(cString: real)
  }

  static func directory(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}

/// `write(2)`, under a name that does not collide with ``OutputFiles/write(_:replacing:)``.
private func posixWrite(_ descriptor: Int32, _ buffer: UnsafeRawPointer?, _ count: Int) -> Int {
  unsafe write(descriptor, buffer, count)
}
