#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A file that will be written once the work is done.
package struct PlannedOutput: Sendable, Equatable {
  /// Where it goes.
  package var path: String
  /// Whether a file that is there may be replaced.
  package var replacing: Bool

  /// Creates a plan.
  package init(_ path: String, replacing: Bool) {
    self.path = path
    self.replacing = replacing
  }
}

extension OutputFiles {
  /// Finds out before the work whether all of `outputs` may be written, each as a file of its own.
  ///
  /// - Parameters:
  ///   - outputs: what will be written.
  ///   - inputs: files that must not be an output; see ``check(_:replacing:inputs:)``.
  /// - Throws: ``FileError`` of kind `cannotCreate`.
  package static func check(
    _ outputs: [PlannedOutput], inputs: [String] = []
  ) throws(FileError) {
    var seen: Set<[String]> = []
    for output in outputs {
      try check(output.path, replacing: output.replacing, inputs: inputs)
      guard seen.insert(try identity(of: output.path)).inserted else {
        throw FileError(.cannotCreate, file: output.path, problem: "is to be written twice")
      }
    }
  }

  /// Finds out before the work whether `path` may be written.
  ///
  /// - Parameters:
  ///   - path: the output.
  ///   - replacing: whether an existing file may be replaced.
  ///   - inputs: files that must not be the output, by whatever name or link; `FILE.h5:/dataset` is FILE.
  /// - Throws: ``FileError`` of kind `cannotCreate`.
  package static func check(
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

  /// What two paths have in common that lead to one file: device and inode of the file, or, while there is
  /// none, of its folder, and its name.
  private static func identity(of path: String) throws(FileError) -> [String] {
    var status = stat()
    if unsafe stat(path, &status) == 0 { return ["\(status.st_dev)", "\(status.st_ino)"] }
    let path = try resolved(path)
    guard unsafe stat(directory(of: path), &status) == 0 else { throw .creating(path, errno) }
    let name = path.split(separator: "/").last.map(String.init) ?? path
    return ["\(status.st_dev)", "\(status.st_ino)", name]
  }
}
