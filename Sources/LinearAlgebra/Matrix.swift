/// A dense matrix of Doubles, row-major.
///
/// Rows are samples wherever a matrix holds data, and weights are `[inputs × units]` as Keras stores
/// them, so that a layer is `x · weights + bias`. Single precision exists in files only: readers
/// convert, because every inversion needs the digits.
@frozen
public struct Matrix: Sendable, Equatable {
  /// Number of rows.
  public let rows: Int
  /// Number of columns.
  public let columns: Int
  /// The elements, row after row: `rows · columns` of them.
  public var values: [Double]

  /// Creates a matrix from its elements in row-major order.
  ///
  /// - Precondition: `values.count == rows * columns`.
  @inlinable
  public init(rows: Int, columns: Int, values: [Double]) {
    precondition(
      values.count == rows * columns, "a matrix of \(rows) × \(columns) needs as many values")
    self.rows = rows
    self.columns = columns
    self.values = values
  }

  /// Creates a matrix whose elements are all the same.
  public init(rows: Int, columns: Int, repeating value: Double = 0) {
    self.init(
      rows: rows, columns: columns, values: [Double](repeating: value, count: rows * columns))
  }

  /// Creates a matrix from its rows, which must be of one length.
  ///
  /// - Precondition: `rows` is not empty.
  public init(rows: [[Double]]) {
    precondition(!rows.isEmpty, "a matrix needs at least one row")
    self.init(rows: rows.count, columns: rows[0].count, values: Array(rows.joined()))
  }

  /// The element at a row and a column.
  @inlinable
  public subscript(row: Int, column: Int) -> Double {
    get { values[row * columns + column] }
    set { values[row * columns + column] = newValue }
  }

  /// One row.
  @inlinable
  public func row(_ index: Int) -> ArraySlice<Double> {
    values[(index * columns)..<((index + 1) * columns)]
  }

  /// Some rows, in the order of the range.
  public func rows(_ range: Range<Int>) -> Matrix {
    Matrix(
      rows: range.count, columns: columns,
      values: Array(values[(range.lowerBound * columns)..<(range.upperBound * columns)]))
  }

  /// Whether no element is NaN or infinite.
  public var isFinite: Bool { values.allSatisfy(\.isFinite) }
}
