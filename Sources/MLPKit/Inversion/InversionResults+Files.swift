public import Files
public import Formats
public import Inversion
public import Networks

extension InversionResults {
  /// Reads a results file.
  ///
  /// Shapes are checked; whether the numbers are true, `verify` says.
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
  /// - Parameters:
  ///   - model: the model that they are of.
  ///   - data: the images and references that they came from; without them what these decide is left out.
  /// - Throws: `FileError` when the model cannot be run, the data do not fit it, or a parameter stands for
  ///   nothing.
  public func verify(
    with model: ModelFile, data: InversionData? = nil
  ) throws(FileError) -> Verification {
    try Verification(of: self, at: "results of \(modelName)", with: model, data: data)
  }
}
