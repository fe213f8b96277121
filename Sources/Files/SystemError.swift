#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The operating system's words for an `errno` value, such as "No such file or directory".
func systemMessage(_ code: Int32) -> String {
  unsafe String(cString: strerror(code))
}

extension FileError {
  /// Opening or inspecting an input failed with `errno` value `code`.
  static func opening(_ file: String, _ code: Int32) -> FileError {
    let kind: Kind = code == EIO ? .inputOutput : .cannotOpen
    return FileError(kind, file: file, problem: reason(code))
  }

  /// Creating an output failed with `errno` value `code`.
  static func creating(_ file: String, _ code: Int32) -> FileError {
    let running = [EIO, ENOSPC, EDQUOT].contains(code)
    return FileError(running ? .inputOutput : .cannotCreate, file: file, problem: reason(code))
  }

  private static func reason(_ code: Int32) -> String {
    switch code {
    case ENOENT: "no such file or directory"
    case EACCES, EPERM: "permission denied"
    case EISDIR: "is a directory; a regular file was expected"
    case ENOTDIR: "a part of the path is not a directory"
    case ELOOP: "too many symbolic links"
    case ENOSPC: "no space left on the device"
    default: systemMessage(code)
    }
  }
}
