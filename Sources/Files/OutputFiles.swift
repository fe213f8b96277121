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
/// renamed; then the directories are synchronised. When anything fails, or the process is interrupted,
/// every temporary file is removed, and files that were replaced come back, if the file system knows hard
/// links. Only a process that is killed, or a machine that stops, between two renames leaves some of the files
/// new and the others old; each of them is whole.
package enum OutputFiles {
  /// Writes all of `files`, or none.
  ///
  /// - Parameters:
  ///   - files: the files; their directories must exist.
  ///   - replacing: whether existing files may be replaced.
  /// - Throws: ``FileError``: `cannotCreate` or `inputOutput`; then nothing is left behind.
  package static func write(_ files: [OutputFile], replacing: Bool) throws(FileError) {
    try write(files, replacing: replacing, synchronizing: synchronize)
  }

  /// Writes all of `files`, or none, with another way to synchronise a directory: tests let it fail.
  static func write(
    _ files: [OutputFile], replacing: Bool,
    synchronizing synchronize: (_ directory: String, _ path: String) throws(FileError) -> Void
  ) throws(FileError) {
    try Interruptions.deferred { () throws(FileError) in
      // What would stop a file in the middle of the others is found before the first appears.
      try check(files.map { PlannedOutput($0.path, replacing: replacing) })
      var pending: [TemporaryFile] = []
      defer { for file in pending { file.remove() } }
      for (index, file) in files.enumerated() {
        let target = try resolved(file.path)
        pending.append(try TemporaryFile(for: target, index: index, path: file.path))
        try pending[index].write(file.bytes)
        if Interruptions.endsProcess { return }
      }
      do throws(FileError) {
        // A single rename needs no way back.
        if files.count > 1 { for index in pending.indices { pending[index].keepReplaced() } }
        for index in pending.indices { try pending[index].publish(replacing: replacing) }
        var synchronized: Set<String> = []
        for file in pending where synchronized.insert(directory(of: file.target)).inserted {
          try synchronize(directory(of: file.target), file.path)
        }
      } catch {
        for file in pending.reversed() { file.takeBack() }
        throw error
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

  /// Brings the names in a directory to the disk.
  private static func synchronize(_ directory: String, _ path: String) throws(FileError) {
    // Of a folder that may be written to but not read there is nothing to synchronise.
    let descriptor = unsafe open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    // Some file systems have no such operation for directories.
    guard fsync(descriptor) != 0, errno != EINVAL, errno != ENOTSUP else { return }
    throw FileError(
      .inputOutput, file: path, problem: "cannot write its folder: \(systemMessage(errno))")
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
