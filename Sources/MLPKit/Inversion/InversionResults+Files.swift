public import Files
public import Formats
public import Inversion
public import Networks

extension InversionResults {
  /// Reads a results file.
  ///
  /// Shapes are checked; whether the numbers are true, ``verify(with:)`` says.
  ///
  /// - Parameter path: the file; `-` for standard input.
  /// - Throws: `FileError`: `cannotOpen`, or `badData` when it is not a whole results file.
  public static func read(_ path: String) throws(FileError) -> InversionResults {
    try ResultsFile.read(path)
  }

  /// Writes a results file, whole or not at all.
  ///
  /// - Parameters:
  ///   - path: where.
  ///   - replacing: whether a file that is there may be replaced.
  /// - Throws: `FileError`: `cannotCreate` or `inputOutput`.
  public func save(to path: String, replacing: Bool = false) throws(FileError) {
    let bytes = try ResultsFile.encode(self, path: path)
    try OutputFiles.write([OutputFile(path: path, bytes: bytes)], replacing: replacing)
  }

  /// Recomputes everything that the results say of themselves.
  ///
  /// - Parameter model: the model that they are of.
  /// - Throws: `FileError` when the model cannot be run, or a parameter stands for nothing.
  public func verify(with model: ModelFile) throws(FileError) -> Verification {
    try Verification(of: self, at: "results of \(modelName)", with: model)
  }
}
