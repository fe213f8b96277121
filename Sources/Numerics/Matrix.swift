/// A dense matrix of Doubles, row-major.
///
/// Rows are samples wherever a matrix holds data, and weights are `[inputs × units]` as Keras stores
/// them, so that a layer is `x · weights + bias`. Single precision exists in files only: readers
/// convert, because every inversion needs the digits.
@usableFromInline
package struct Matrix: Sendable, Equatable {
  /// Number of rows.
  @usableFromInline package let rows: Int
  /// Number of columns.
  @usableFromInline package let columns: Int
  /// The elements, row after row: `rows · columns` of them.
  @usableFromInline package var values: [Double]

  /// Creates a matrix from its elements in row-major order.
  ///
  /// - Precondition: `values.count == rows * columns`.
  @inlinable
  package init(rows: Int, columns: Int, values: [Double]) {
    precondition(
      values.count == rows * columns, "a matrix of \(rows) × \(columns) needs as many values")
    self.rows = rows
    self.columns = columns
    self.values = values
  }

  /// Creates a matrix whose elements are all the same.
  package init(rows: Int, columns: Int, repeating value: Double = 0) {
    self.init(
      rows: rows, columns: columns, values: [Double](repeating: value, count: rows * columns))
  }

  /// Creates a matrix from its rows, which must be of one length.
  ///
  /// - Precondition: `rows` is not empty.
  package init(rows: [[Double]]) {
    precondition(!rows.isEmpty, "a matrix needs at least one row")
    self.init(rows: rows.count, columns: rows[0].count, values: Array(rows.joined()))
  }

  /// The element at a row and a column.
  @inlinable
  package subscript(row: Int, column: Int) -> Double {
    get { values[row * columns + column] }
    set { values[row * columns + column] = newValue }
  }

  /// One row.
  @inlinable
  package func row(_ index: Int) -> ArraySlice<Double> {
    values[(index * columns)..<((index + 1) * columns)]
  }

  /// Some rows, in the order of the range.
  package func rows(_ range: Range<Int>) -> Matrix {
    Matrix(
      rows: range.count, columns: columns,
      values: Array(values[(range.lowerBound * columns)..<(range.upperBound * columns)]))
  }

  /// All rows, each an array.
  package var rowArrays: [[Double]] { (0..<rows).map { Array(row($0)) } }

  /// Whether no element is NaN or infinite.
  package var isFinite: Bool { values.allSatisfy(\.isFinite) }
}
