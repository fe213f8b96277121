import Files

extension CSVReader {
  /// The table, once all records are read.
  ///
  /// - Throws: ``FileError`` of kind `badData` when there are no rows, or a column has no values.
  mutating func finish() throws(FileError) -> DataTable {
    func failure(_ problem: String) -> FileError {
      FileError(.badData, file: file, problem: problem)
    }
    guard let columns else { throw failure("is empty") }
    guard rows > 0 else {
      throw failure(
        droppedRows > 0
          ? "has no row without a missing value; --missing mean keeps them"
          : "has a header and no rows; one at least was expected")
    }
    let width = columns.featureCount
    let (filled, empty) = numbers.fillWithMeans(width: width)
    if let empty {
      let place = columns.roles.firstIndex(of: .feature(empty)) ?? empty
      throw failure("\(columns.title(place)) has no values; --drop leaves it out")
    }
    guard var values = DataArray(shape: [rows, width], storage: numbers.storage) else {
      throw failure("has rows of different lengths")
    }
    values.isText = true
    values.isPictures = columns.featureNames?.allSatisfy(isPixelName) ?? false
    var table = DataTable(values, file: file)
    table.names = columns.featureNames
    if columns.roles.contains(.label) { table.labels = labels.labels(file: file) }
    if columns.targetCount > 0 {
      table.targets = DataArray(shape: [rows, columns.targetCount], storage: targets.storage)
      table.targetNames = columns.targetNames
    }
    if columns.roles.contains(.rowName) {
      table.rowNames = rowNames
      table.rowTitle = columns.name(of: .rowName)
    }
    if droppedRows > 0 { table.rowNumbers = rowNumbers }
    table.remarks = remarks + columns.remarks + doings(filled)
    return table
  }

  /// What was done to the fields, a sentence each.
  private func doings(_ filled: Int) -> [String] {
    var doings: [String] = []
    if dialect.separator != .comma {
      let mark = dialect.decimalMark == .comma ? ", with decimal commas" : ""
      doings.append("the fields are separated by \(dialect.separator.plural)\(mark)")
    }
    if hasTruths { doings.append("True and False are read as 1 and 0") }
    if droppedRows > 0 {
      doings.append(
        droppedRows == 1
          ? "1 row with missing values is left out"
          : "\(droppedRows) rows with missing values are left out")
    }
    if filled > 0 {
      doings.append(
        filled == 1
          ? "1 missing value is replaced by the mean of its column"
          : "\(filled) missing values are replaced by the means of their columns")
    }
    return doings
  }
}
