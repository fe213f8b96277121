import Files
import TestSupport

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension ScratchFolder {
  /// Creates a file without the code under test.
  @discardableResult
  func create(_ name: String, _ text: String = "", mode: mode_t = 0o644) -> String {
    create(name, Array(text.utf8), mode: mode)
  }

  /// Creates a file without the code under test.
  @discardableResult
  func create(_ name: String, _ bytes: [UInt8], mode: mode_t = 0o644) -> String {
    let path = file(name)
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL, 0o600)
    precondition(descriptor >= 0, "cannot create \(path)")
    precondition(write(descriptor, bytes, bytes.count) == bytes.count)
    precondition(fchmod(descriptor, mode) == 0)
    close(descriptor)
    return path
  }

  /// Creates a symbolic link.
  @discardableResult
  func link(_ name: String, to target: String) -> String {
    precondition(symlink(target, file(name)) == 0)
    return file(name)
  }

  /// Creates a second name for a file.
  @discardableResult
  func hardLink(_ name: String, to target: String) -> String {
    precondition(linkFile(target, file(name)) == 0)
    return file(name)
  }

  /// Creates a folder.
  @discardableResult
  func folder(_ name: String) -> String {
    precondition(mkdir(file(name), 0o755) == 0)
    return file(name)
  }

  /// Creates a FIFO.
  @discardableResult
  func fifo(_ name: String) -> String {
    precondition(mkfifo(file(name), 0o600) == 0)
    return file(name)
  }
}

/// `link(2)`, under a name that does not collide with the method above.
private func linkFile(_ target: String, _ path: String) -> Int32 { link(target, path) }

/// The text of a file, read without the code under test.
func text(of path: String) -> String? {
  let descriptor = open(path, O_RDONLY)
  guard descriptor >= 0 else { return nil }
  defer { close(descriptor) }
  var buffer = [UInt8](repeating: 0, count: 1 << 16)
  let count = read(descriptor, &buffer, buffer.count)
  return count < 0 ? nil : String(decoding: buffer.prefix(count), as: UTF8.self)
}

/// The permission bits of a file.
func mode(of path: String) -> mode_t? {
  var status = stat()
  return lstat(path, &status) == 0 ? status.st_mode & 0o7777 : nil
}

/// Whether a path is a symbolic link.
func isLink(_ path: String) -> Bool {
  var status = stat()
  return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
}

/// A file of text to be written.
func output(_ path: String, _ text: String) -> OutputFile {
  OutputFile(path: path, bytes: Array(text.utf8))
}

/// The error that `body` ends with, or nil.
func refusal<Result>(_ body: () throws(FileError) -> Result) -> FileError? {
  do throws(FileError) {
    _ = try body()
    return nil
  } catch {
    return error
  }
}
