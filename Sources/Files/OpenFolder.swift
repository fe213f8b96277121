#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A folder that is open for reading what lies in it, and nothing else.
///
/// Names that come from inside a file can be looked up here: every component of a path is opened below
/// the one before, links are refused wherever they lead, and so is `..`.
package final class OpenFolder: Sendable {
  /// The path as the caller gave it.
  package let path: String
  private let descriptor: Int32

  /// Opens a folder.
  ///
  /// - Throws: ``FileError`` of kind `cannotOpen`.
  package init(_ path: String) throws(FileError) {
    let descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .opening(path, errno) }
    self.path = path
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// Whether there is a folder at `path`, following links.
  package static func exists(_ path: String) -> Bool {
    var status = stat()
    return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// The folder that a file lies in.
  ///
  /// - Parameter file: the path of the file.
  /// - Throws: ``FileError`` of kind `cannotOpen`.
  package static func holding(_ file: String) throws(FileError) -> OpenFolder {
    guard let slash = file.lastIndex(of: "/") else { return try OpenFolder(".") }
    return try OpenFolder(slash == file.startIndex ? "/" : String(file[..<slash]))
  }

  /// Opens a regular file below the folder.
  ///
  /// - Parameter name: its path from the folder on, such as `variables/variables.index`.
  /// - Throws: ``FileError``: `badData` when the name leads out of the folder or through a link,
  ///   `cannotOpen`.
  package func file(_ name: String) throws(FileError) -> OpenFile {
    let components = try components(of: name)
    let whole = path == "." ? name : "\(path)/\(name)"
    return try descend(components.dropLast(), name) { folder throws(FileError) in
      let file = unsafe openat(
        folder, components[components.count - 1], O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW)
      guard file >= 0 else { throw failure(name, errno) }
      return try OpenFile(descriptor: file, path: whole)
    }
  }

  /// Whether there is anything of that name below the folder; links count as nothing.
  package func holds(_ name: String) -> Bool {
    guard let components = try? components(of: name) else { return false }
    let found = try? descend(components.dropLast(), name) { folder throws(FileError) -> Bool in
      var status = stat()
      return unsafe fstatat(
        folder, components[components.count - 1], &status, AT_SYMLINK_NOFOLLOW) == 0
        && status.st_mode & S_IFMT != S_IFLNK
    }
    return found ?? false
  }

  /// What lies in the folder, or in one below it, sorted.
  ///
  /// - Parameters:
  ///   - name: the path of the folder below; the folder itself without one.
  ///   - limit: the most names.
  /// - Throws: ``FileError``: `badData` when there are more, or the name leads out of the folder.
  package func names(in name: String? = nil, limit: Int = 100_000) throws(FileError) -> [String] {
    let components = try name.map { name throws(FileError) in try self.components(of: name) } ?? []
    return try descend(components[...], name ?? ".") { folder throws(FileError) in
      // The stream owns the descriptor that it reads from.
      let copy = unsafe openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
      guard copy >= 0, let stream = unsafe fdopendir(copy) else {
        let code = errno
        if copy >= 0 { close(copy) }
        throw FileError.opening(path, code)
      }
      defer { unsafe closedir(stream) }
      var names: [String] = []
      while let entry = unsafe readdir(stream) {
        let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
          unsafe $0.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) {
            unsafe String(cString: $0)
          }
        }
        if name == "." || name == ".." { continue }
        guard names.count < limit else {
          throw FileError(.badData, file: path, problem: "holds more than \(limit) files")
        }
        names.append(name)
      }
      return names.sorted()
    }
  }

  private func components(of name: String) throws(FileError) -> [String] {
    let components = name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard name.utf8.count <= 4096, components.count <= 32, !name.utf8.contains(0),
      components.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." })
    else {
      throw FileError(
        .badData, file: path, object: String(name.prefix(80)),
        problem: "is no name of a file in this folder; nothing outside of it is read")
    }
    return components
  }

  /// Opens one folder after the other and lends the last one.
  private func descend<Result>(
    _ components: ArraySlice<String>, _ name: String,
    _ body: (Int32) throws(FileError) -> Result
  ) throws(FileError) -> Result {
    guard let first = components.first else { return try body(descriptor) }
    var folder = unsafe openat(
      descriptor, first, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)
    guard folder >= 0 else { throw failure(name, errno) }
    defer { close(folder) }
    for component in components.dropFirst() {
      let next = unsafe openat(
        folder, component, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)
      guard next >= 0 else { throw failure(name, errno) }
      close(folder)
      folder = next
    }
    return try body(folder)
  }

  private func failure(_ name: String, _ code: Int32) -> FileError {
    code == ELOOP || code == ENOTDIR
      ? FileError(
        .badData, file: path, object: String(name.prefix(80)),
        problem: "is or lies behind a link, which is never followed")
      : .opening("\(path)/\(String(name.prefix(80)))", code)
  }
}
