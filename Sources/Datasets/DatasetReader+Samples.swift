package import Files

extension DatasetReader {
  /// Reads images or feature rows.
  ///
  /// - Parameters:
  ///   - path: the file; see ``array(at:limit:)``.
  ///   - scaling: what bytes are mapped to.
  ///   - limit: the largest size in bytes.
  /// - Throws: ``FileError``; see ``Samples/init(_:file:scaling:)``.
  package static func samples(
    at path: String, scaling: ByteScaling = .standard, limit: Int = defaultLimit
  ) throws(FileError) -> Samples {
    try Samples(table(at: path, layout: .numbers, limit: limit), scaling: scaling)
  }

  /// Reads labels, one for each sample: integers, or words of a CSV file with one column.
  ///
  /// - Throws: ``FileError``; see ``Labels/init(_:file:)``.
  package static func labels(
    at path: String, limit: Int = defaultLimit
  ) throws(FileError) -> Labels {
    var layout = TableLayout()
    layout.wanted = .labels
    layout.hasFeatures = false
    let table = try table(at: path, layout: layout, limit: limit)
    if let labels = table.labels { return labels }
    return try Labels(table.values, file: path)
  }

  /// Reads images and their labels from two files.
  ///
  /// - Throws: ``FileError``, also when there is not one label for each image.
  package static func labeledSamples(
    images: String, labels: String, scaling: ByteScaling = .standard, limit: Int = defaultLimit
  ) throws(FileError) -> LabeledSamples {
    let samples = try samples(at: images, scaling: scaling, limit: limit)
    return try LabeledSamples(samples, try Self.labels(at: labels, limit: limit))
  }
}
