package import Files

extension DatasetReader {
  /// Reads images or feature rows.
  ///
  /// - Parameters:
  ///   - path: the file; see ``array(at:limit:)``.
  ///   - scale: what bytes are mapped to; `nil` leaves them 0...255. Other numbers are left alone.
  ///   - limit: the largest size in bytes.
  /// - Throws: ``FileError``; see ``Samples/init(_:file:scale:)``.
  package static func samples(
    at path: String, scale: ScaleRange? = .standard, limit: Int = defaultLimit
  ) throws(FileError) -> Samples {
    try Samples(try array(at: path, limit: limit), file: path, scale: scale)
  }

  /// Reads labels, one integer for each sample.
  ///
  /// - Throws: ``FileError``; see ``Labels/init(_:file:)``.
  package static func labels(
    at path: String, limit: Int = defaultLimit
  ) throws(FileError) -> Labels {
    try Labels(try array(at: path, limit: limit), file: path)
  }

  /// Reads images and their labels from two files.
  ///
  /// - Throws: ``FileError``, also when there is not one label for each image.
  package static func labeledSamples(
    images: String, labels: String, scale: ScaleRange? = .standard, limit: Int = defaultLimit
  ) throws(FileError) -> LabeledSamples {
    let samples = try samples(at: images, scale: scale, limit: limit)
    return try LabeledSamples(samples, try Self.labels(at: labels, limit: limit))
  }

  /// Reads samples and labels from one CSV file; see ``labeledArray(ofCSV:file:limit:)``.
  ///
  /// - Throws: ``FileError``: `cannotOpen`, `badData`, `unsupported` or `inputOutput`.
  package static func labeledSamples(
    csv path: String, scale: ScaleRange? = .standard, limit: Int = defaultLimit
  ) throws(FileError) -> LabeledSamples {
    var source = try DataSource.opening(path, limit: limit)
    let (features, labels) = try labeledArray(ofCSV: &source, limit: limit)
    return try LabeledSamples(try Samples(features, file: path, scale: scale), labels)
  }
}
