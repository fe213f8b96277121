public import Datasets
public import Files
public import Formats
public import Networks
public import Reports

extension ModelFile {
  /// All values of a tensor, row-major.
  ///
  /// - Parameter entry: one of the ``inventory``.
  /// - Throws: `FileError` of kind `badData` when the tensor is damaged, or is none of this file.
  public func values(of entry: ModelInventory.TensorEntry) throws(FileError) -> [Double] {
    var found: [Double]?
    try forEachTensor { candidate, values throws(FileError) in
      if candidate.path == entry.path { found = try values.all() }
    }
    guard let found else {
      throw FileError(.badData, file: path, object: entry.path, problem: "is no tensor of the file")
    }
    return found
  }

  /// Reads samples as the model was trained on them: bytes are mapped to its own range.
  ///
  /// - Parameter path: as for ``Samples/read(_:scaling:)``.
  /// - Throws: `FileError`.
  public func samples(at path: String) throws(FileError) -> Samples {
    try Samples.read(path, scaling: try RunnableModel(self).byteScaling)
  }

  /// Measures the model on labelled samples.
  ///
  /// Labels are matched with the model's classes by name; when only the data or neither has names, by
  /// number.
  ///
  /// - Parameters:
  ///   - labeled: the samples.
  ///   - head: what the outputs are read as; the network's own head when `nil`.
  /// - Throws: `FileError` when the model does not classify, or the samples or labels do not fit it.
  public func evaluate(
    _ labeled: LabeledSamples, head: OutputHead? = nil
  ) throws(FileError) -> EvaluationReport {
    try RunnableModel(self).evaluate(labeled, of: labeled.file, head: head).report
  }

  /// The HTML report of the file: of the model in it, or of the results.
  ///
  /// - Throws: `FileError` when a tensor is damaged, there are no results to draw, or a picture cannot be
  ///   encoded.
  public func htmlReport() throws(FileError) -> [UInt8] { try ReportFile.make(self) }
}
