@_exported public import Files
@_exported public import Networks
import StoredModels

extension NeuralNetwork {
  /// Reads a network from a file of plain-binary coefficients, which `mlp convert MODEL MODEL.mlpc` writes.
  ///
  /// Every byte of the file is checked, and its self-test is run, before anything is computed with it.
  ///
  /// - Parameter path: the file.
  /// - Throws: `FileError`: `cannotOpen`; `badData` when it is damaged or contradicts itself; `unsupported`
  ///   when it is another kind of file, or needs a newer reader.
  public init(coefficientsAt path: String) throws(FileError) {
    try self.init(coefficients: FileBytes.read(path), name: path)
  }

  /// Reads a network from plain-binary coefficients in memory, such as a resource of an app.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - name: what errors call it.
  /// - Throws: `FileError` as ``init(coefficientsAt:)`` does.
  public init(coefficients bytes: [UInt8], name: String = "coefficients") throws(FileError) {
    self = try CoefficientReader.read(.memory(bytes), path: name).network()
  }
}
