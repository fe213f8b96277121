package import Files

/// Reads the data files that the command line names: IDX, NumPy and CSV, gzip or not.
///
/// The format is recognized by content. `-` is standard input.
package enum DatasetReader {
  /// The largest size of a file after inflation, and of its numbers in memory: 2 GiB.
  package static let defaultLimit = FileBytes.defaultLimit

  /// Reads all numbers of a file.
  ///
  /// - Parameters:
  ///   - path: the file, or `FILE.h5:/dataset` for a data set inside an HDF5 file.
  ///   - limit: the largest size in bytes, in the file, after inflation, and in memory.
  /// - Throws: ``FileError``: `cannotOpen`, `badData`, `unsupported` or `inputOutput`.
  package static func array(
    at path: String, limit: Int = defaultLimit
  ) throws(FileError) -> DataArray {
    let (file, dataset) = splitting(path)
    // A name with ":/" in it may also be just the name of a file.
    if let dataset, !FileBytes.exists(path) {
      return try HDF5ArrayReader.read(file: file, dataset: dataset, limit: limit)
    }
    return try Interruptions.reading(path) { () throws(FileError) in
      var source = try DataSource.opening(path, limit: limit)
      return try array(of: &source, limit: limit)
    }
  }

  /// Reads all numbers of a file that is already in memory.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - file: its name, for errors.
  ///   - limit: the largest size in bytes, after inflation and in memory.
  /// - Throws: ``FileError``: `badData` or `unsupported`.
  package static func array(
    of bytes: consuming [UInt8], file: String, limit: Int = defaultLimit
  ) throws(FileError) -> DataArray {
    var source = try DataSource(bytes, file: file, limit: limit)
    return try array(of: &source, limit: limit)
  }

  private static func array(
    of source: inout DataSource, limit: Int
  ) throws(FileError) -> DataArray {
    switch try format(of: &source) {
    case .idx: return try IDXReader.read(&source, limit: limit)
    case .numpy: return try NumPyReader.read(&source, limit: limit)
    case .csv: return try CSVReader.read(&source, layout: .numbers, limit: limit).values
    case .hdf5:
      throw source.badData("is an HDF5 file; name the data set in it: \(source.file):/DATASET")
    case .gzip: throw source.unsupported("is gzip inside gzip")
    case .zip:
      throw source.unsupported("is a ZIP archive, such as .npz; a single array was expected")
    }
  }

  /// Reads a table: a CSV file as its header and the layout say, any other file as features alone.
  ///
  /// - Parameters:
  ///   - path: the file; see ``array(at:limit:)``.
  ///   - layout: what the columns mean.
  ///   - limit: the largest size in bytes, in the file, after inflation, and in memory.
  /// - Throws: ``FileError``: `cannotOpen`, `badData`, `unsupported` or `inputOutput`.
  package static func table(
    at path: String, layout: TableLayout, limit: Int = defaultLimit
  ) throws(FileError) -> DataTable {
    let (_, dataset) = splitting(path)
    if dataset != nil, !FileBytes.exists(path) {
      return DataTable(try array(at: path, limit: limit), file: path)
    }
    return try Interruptions.reading(path) { () throws(FileError) in
      var source = try DataSource.opening(path, limit: limit)
      return try table(of: &source, layout: layout, limit: limit)
    }
  }

  /// Reads a table that is already in memory.
  ///
  /// - Throws: ``FileError``: `badData` or `unsupported`.
  package static func table(
    of bytes: consuming [UInt8], file: String, layout: TableLayout, limit: Int = defaultLimit
  ) throws(FileError) -> DataTable {
    var source = try DataSource(bytes, file: file, limit: limit)
    return try table(of: &source, layout: layout, limit: limit)
  }

  private static func table(
    of source: inout DataSource, layout: TableLayout, limit: Int
  ) throws(FileError) -> DataTable {
    if try format(of: &source) == .csv {
      return try CSVReader.read(&source, layout: layout, limit: limit)
    }
    return DataTable(try array(of: &source, limit: limit), file: source.file)
  }

  /// Splits `FILE.h5:/path` at its first `:/` into the file and the data set `/path`.
  ///
  /// - Returns: the path as it is, and no data set, when `:/` is missing or begins the path.
  package static func splitting(_ path: String) -> (file: String, dataset: String?) {
    let bytes = path.utf8
    for colon in bytes.indices where bytes[colon] == UInt8(ascii: ":") && colon > bytes.startIndex {
      let slash = bytes.index(after: colon)
      if slash < bytes.endIndex, bytes[slash] == UInt8(ascii: "/") {
        return (String(path[..<colon]), String(path[slash...]))
      }
    }
    return (path, nil)
  }

  private static func format(of source: inout DataSource) throws(FileError) -> DataFormat {
    try source.load(DataFormat.prefixSize)
    guard !source.bytes.isEmpty else { throw source.badData("is empty") }
    return DataFormat(recognizing: source.bytes)
  }
}
