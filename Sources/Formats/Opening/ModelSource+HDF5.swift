import Files
import HDF5
import StoredModels

extension ModelSource {
  /// The SHA-256 of all bytes, in hexadecimal.
  ///
  /// - Throws: `FileError` when the file cannot be read any more, or has changed.
  func sha256() throws(FileError) -> String {
    switch self {
    case .memory(let bytes): FileDigest.sha256(bytes)
    case .file(let file): try FileDigest.sha256(file)
    }
  }

  /// Opens the HDF5 file and lends its root group to `body`.
  ///
  /// - Parameters:
  ///   - path: the name for messages.
  ///   - isChecked: whether this was done before without an error.
  ///   - body: what to read.
  /// - Throws: `FileError`, also when the file changed meanwhile.
  func reading<Result: Sendable>(
    path: String, isChecked: Bool = true,
    _ body: (borrowing HDF5Group) throws(HDF5Error) -> Result
  ) throws(FileError) -> Result {
    try lendingRoot(path: path, isChecked: isChecked) { root throws(FileError) in
      do throws(HDF5Error) {
        return try body(root)
      } catch {
        throw ModelFile.fileError(error, path)
      }
    }
  }

  /// Does what ``reading(path:isChecked:_:)`` does, for a `body` that names the file in its errors.
  func lendingRoot<Result: Sendable>(
    path: String, isChecked: Bool = true,
    _ body: (borrowing HDF5Group) throws(FileError) -> Result
  ) throws(FileError) -> Result {
    let wrap = { (error: HDF5Error) in ModelFile.fileError(error, path) }
    switch self {
    case .memory(let bytes):
      return try HDF5File.reading(bytes, isChecked: isChecked, wrapping: wrap, body)
    case .file(let file):
      try file.checkUnchanged()
      let result: Result
      do throws(FileError) {
        result = try HDF5File.reading(
          file: file.descriptor, size: file.size, isChecked: isChecked, wrapping: wrap, body)
      } catch {
        // A change is the reason of whatever else went wrong.
        try file.checkUnchanged()
        throw error
      }
      try file.checkUnchanged()
      return result
    }
  }
}
