extension Matrix {
  /// Replaces every element by its image.
  @inlinable
  package mutating func mapInPlace(_ transform: (Double) -> Double) {
    for index in values.indices { values[index] = transform(values[index]) }
  }

  /// Replaces every element by its image under a function that also knows the column.
  @inlinable
  package mutating func mapColumnsInPlace(_ transform: (_ value: Double, _ column: Int) -> Double) {
    for row in 0..<rows {
      let start = row * columns
      for column in 0..<columns {
        values[start + column] = transform(values[start + column], column)
      }
    }
  }

  /// Adds a vector to every row.
  ///
  /// - Precondition: `vector.count == columns`.
  package mutating func addToRows(_ vector: [Double]) {
    precondition(vector.count == columns, "\(vector.count) values added to rows of \(columns)")
    mapColumnsInPlace { value, column in value + vector[column] }
  }

  /// Subtracts a vector from every row.
  ///
  /// - Precondition: `vector.count == columns`.
  package mutating func subtractFromRows(_ vector: [Double]) {
    precondition(
      vector.count == columns, "\(vector.count) values subtracted from rows of \(columns)")
    mapColumnsInPlace { value, column in value - vector[column] }
  }

  /// Replaces each row by a function of the whole row.
  @inlinable
  package mutating func mapRowsInPlace(_ transform: (inout ArraySlice<Double>) -> Void) {
    for row in 0..<rows { transform(&values[(row * columns)..<((row + 1) * columns)]) }
  }
}
