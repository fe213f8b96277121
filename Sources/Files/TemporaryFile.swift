import CEnding

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A file on its way to its name: written beside it, then published under it.
///
/// It stays open, and locked, until it is published or removed: whoever clears up after killed writers leaves
/// files alone that are locked, also those of another machine or another container.
struct TemporaryFile {
  /// The path that errors name.
  let path: String
  /// The path that it will have.
  let target: String
  private let temporary: String
  private let descriptor: Int32
  /// What forgets the temporary name, which is removed when the process ends at once.
  private let reminder: Int32
  /// Another name of the file that is replaced, while it may have to come back, and its open descriptor.
  private var replaced: (name: String, descriptor: Int32)?
  /// Whether the target was there before.
  private var wasThere = false
  private var isPublished = false

  /// Creates an empty file beside its target.
  ///
  /// - Parameters:
  ///   - target: the path that it will have.
  ///   - index: which of the files of one call.
  ///   - path: what errors name.
  /// - Throws: ``FileError`` of kind `cannotCreate` or `inputOutput`.
  init(for target: String, index: Int, path: String) throws(FileError) {
    (self.path, self.target) = (path, target)
    while true {
      let name = OutputFiles.temporaryName(beside: target, index: index)
      let descriptor = unsafe open(
        name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
      guard descriptor >= 0 else { throw .creating(path, errno) }
      // Not every file system has locks.
      _ = flock(descriptor, LOCK_EX | LOCK_NB)
      var status = stat()
      if unsafe fstat(descriptor, &status) == 0, status.st_nlink == 0 {
        // Somebody cleared up between the two calls.
        close(descriptor)
        continue
      }
      (temporary, self.descriptor) = (name, descriptor)
      reminder = unsafe CEnding_remember(name)
      return
    }
  }

  /// Writes all bytes, and brings them to the disk with the permissions of the target.
  ///
  /// - Throws: ``FileError`` of kind `inputOutput`.
  func write(_ bytes: [UInt8]) throws(FileError) {
    guard OutputFiles.writeAll(bytes, to: descriptor), fchmod(descriptor, mode) == 0,
      fsync(descriptor) == 0
    else {
      throw FileError(.inputOutput, file: path, problem: "cannot write: \(systemMessage(errno))")
    }
  }

  /// Gives the file that will be replaced, if there is one, a second name by which it can come back.
  mutating func keepReplaced() {
    let name = OutputFiles.temporaryName(beside: target, index: 0)
    guard unsafe link(target, name) == 0 else { return }
    let descriptor = unsafe open(name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    if descriptor >= 0 { _ = flock(descriptor, LOCK_SH | LOCK_NB) }
    replaced = (name, descriptor)
  }

  /// Gives the file its name.
  ///
  /// - Throws: ``FileError``.
  mutating func publish(replacing: Bool) throws(FileError) {
    wasThere = FileBytes.exists(target)
    // link(2) refuses an existing target, which rename(2) would replace without a word.
    if !replacing, unsafe link(temporary, target) == 0 {
      unsafe unlink(temporary)
    } else if !replacing, errno == EEXIST {
      throw FileError(.cannotCreate, file: path, problem: "exists; --force replaces it")
    } else if unsafe rename(temporary, target) != 0 {
      throw .creating(path, errno)
    }
    CEnding_forget(reminder)
    isPublished = true
  }

  /// Undoes ``publish(replacing:)``: the file that was replaced has its name again, or none has.
  ///
  /// One that could not be kept does not come back; then the new one, which is whole, stays.
  func takeBack() {
    guard isPublished else { return }
    if let replaced {
      unsafe rename(replaced.name, target)
    } else if !wasThere {
      unsafe unlink(target)
    }
  }

  /// Removes what is left of it, once it is published or given up.
  func remove() {
    if let replaced {
      unsafe unlink(replaced.name)
      if replaced.descriptor >= 0 { close(replaced.descriptor) }
    }
    if !isPublished {
      unsafe unlink(temporary)
      CEnding_forget(reminder)
    }
    close(descriptor)
  }

  /// The old file's permission bits, or what `open(2)` would give a new one.
  private var mode: mode_t {
    var status = stat()
    if unsafe stat(target, &status) == 0 { return status.st_mode & 0o7777 }
    let mask = umask(0)
    _ = umask(mask)
    return 0o666 & ~mask
  }
}
