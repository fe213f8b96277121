/// The rows of a data file: features, and what else a table says of each.
package struct DataTable: Sendable, Equatable {
  /// The file, for errors.
  package let file: String
  /// The features, `[rows × features]`, or images.
  package let values: DataArray
  /// The names of the features, when a header says them.
  package var names: [String]?
  /// The class of each row.
  package var labels: Labels?
  /// The numbers to learn, `[rows × targets]`.
  package var targets: DataArray?
  /// The names of these numbers.
  package var targetNames: [String]?
  /// The name of each row, when a column has them.
  package var rowNames: [String]?
  /// The title of the column of the rows' names.
  package var rowTitle: String?
  /// The number of each row in the file, from 0, when some are left out.
  package var rowNumbers: [Int]?
  /// What was assumed and done in reading: a sentence each, without the file's name.
  package var remarks: [String] = []

  /// How many rows there are.
  package var count: Int { values.shape.first ?? 0 }

  /// What a row is called: its name, or its number in the file from 0.
  package func rowName(_ row: Int) -> String {
    rowNames?[row] ?? String(rowNumbers?[row] ?? row)
  }

  /// An array without names.
  init(_ values: DataArray, file: String) {
    self.file = file
    self.values = values
  }
}
