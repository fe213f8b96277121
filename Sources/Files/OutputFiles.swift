#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A file to be written: its path and its complete contents.
public struct OutputFile: Sendable, Equatable {
  /// Where it goes.
  ///
  /// A symbolic link is followed: its target is replaced.
  public var path: String
  /// Every byte of it.
  public var bytes: [UInt8]

  /// Creates a file to be written.
  public init(path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
  }
}

/// Writes files so that each appears complete or not at all.
///
/// Every file is written beside its target under a temporary name, synchronised to the disk, and
/// renamed; then the directory is synchronised. When anything fails, or the process is interrupted,
/// every temporary file is removed.
public enum OutputFiles {
  /// Finds out before the work whether `path` may be written.
  ///
  /// - Parameters:
  ///   - path: the output.
  ///   - replacing: whether an existing file may be replaced.
  ///   - inputs: files that must not be the output, by whatever name or link; `FILE.h5:/dataset` is FILE.
  /// - Throws: ``FileError`` of kind `cannotCreate`.
  public static func check(
    _ path: String, replacing: Bool, inputs: [String] = []
  ) throws(FileError) {
    try checkName(path)
    for input in inputs where FileBytes.isSameFile(path, fileName(input)) {
      throw FileError(
        .cannotCreate, file: path, problem: "is the input \(input); name another output")
    }
    var status = stat()
    if unsafe stat(path, &status) == 0 {
      if status.st_mode & S_IFMT == S_IFDIR { throw .creating(path, EISDIR) }
      guard replacing else {
        throw FileError(.cannotCreate, file: path, problem: "exists; --force replaces it")
      }
      guard status.st_mode & S_IFMT == S_IFREG else {
        throw FileError(.cannotCreate, file: path, problem: "is not a regular file")
      }
    }
    let directory = directory(of: try resolved(path))
    guard unsafe stat(directory, &status) == 0 else {
      throw FileError(
        .cannotCreate, file: path, problem: "the directory \(directory) does not exist")
    }
    guard status.st_mode & S_IFMT == S_IFDIR else { throw .creating(path, ENOTDIR) }
    guard unsafe access(directory, W_OK) == 0 else { throw .creating(path, errno) }
  }

  /// The file that `FILE.h5:/dataset` names.
  private static func fileName(_ input: String) -> String {
    guard !FileBytes.exists(input), let end = input.firstRange(of: ":/") else { return input }
    return String(input[..<end.lowerBound])
  }

  private static func checkName(_ path: String) throws(FileError) {
    let name = path.utf8.reversed().prefix { $0 != UInt8(ascii: "/") }
    if name.isEmpty {
      throw FileError(.cannotCreate, file: path, problem: "is not the name of a file")
    }
    if name.count > 255 { throw .creating(path, ENAMETOOLONG) }
  }

  /// Writes all of `files`, or none.
  ///
  /// - Parameters:
  ///   - files: the files; their directories must exist.
  ///   - replacing: whether existing files may be replaced.
  /// - Throws: ``FileError``: `cannotCreate` or `inputOutput`; then nothing is left behind.
  public static func write(_ files: [OutputFile], replacing: Bool) throws(FileError) {
    try Interruptions.deferred { () throws(FileError) in
      try refuseCollisions(files, replacing: replacing)
      var pending: [(temporary: String, target: String)] = []
      defer { for file in pending { unsafe unlink(file.temporary) } }
      for (index, file) in files.enumerated() {
        let target = try resolved(file.path)
        let temporary = temporaryName(beside: target, index: index)
        pending.append((temporary, target))
        try writeTemporary(file, at: temporary, replacing: target)
        if Interruptions.isPending { return }
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

  /// What would stop a file in the middle of the others is found before the first appears.
  private static func refuseCollisions(
    _ files: [OutputFile], replacing: Bool
  ) throws(FileError) {
    var seen: Set<String> = []
    for file in files {
      try check(file.path, replacing: replacing)
      guard seen.insert(try resolved(file.path)).inserted else {
        throw FileError(.cannotCreate, file: file.path, problem: "is to be written twice")
      }
    }
  }

  /// Creates a directory unless it is there.
  ///
  /// - Throws: ``FileError`` of kind `cannotCreate`.
  public static func createDirectory(_ path: String) throws(FileError) {
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
  private static func resolved(_ path: String) throws(FileError) -> String {
    var status = stat()
    guard unsafe lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFLNK else { return path }
    guard let real = unsafe realpath(path, nil) else { throw .creating(path, errno) }
    defer { unsafe free(real) }
    return unsafe String(cString: real)
  }

  private static func directory(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private static func temporaryName(beside target: String, index: Int) -> String {
    let tag = String(UInt64.random(in: .min ... .max), radix: 36)
    // Not made of the target's name, which may be as long as a name can be.
    return "\(directory(of: target))/.mlp-\(getpid())-\(index)-\(tag).tmp"
  }
}

/// `write(2)`, under a name that does not collide with ``OutputFiles/write(_:replacing:)``.
private func posixWrite(_ descriptor: Int32, _ buffer: UnsafeRawPointer?, _ count: Int) -> Int {
  unsafe write(descriptor, buffer, count)
}
