import CLAPACK

extension Matrix {
  /// The product `self · vector`, `[rows]`.
  ///
  /// - Precondition: `vector.count == columns`.
  ///
  /// Calls `cblas_dgemv`.
  package func times(_ vector: [Double]) -> [Double] {
    precondition(vector.count == columns, "\(vector.count) values times \(columns) columns")
    return product(vector, transposed: false, count: rows)
  }

  /// The product `vector · self`, `[columns]`.
  ///
  /// - Precondition: `vector.count == rows`.
  ///
  /// Calls `cblas_dgemv`.
  package func multiplied(onLeftBy vector: [Double]) -> [Double] {
    precondition(vector.count == rows, "\(vector.count) values times \(rows) rows")
    return product(vector, transposed: true, count: columns)
  }

  private func product(_ vector: [Double], transposed: Bool, count: Int) -> [Double] {
    var result = [Double](repeating: 0, count: count)
    guard rows > 0, columns > 0 else { return result }
    unsafe cblas_dgemv(
      CblasRowMajor, transposed ? CblasTrans : CblasNoTrans, blasInt(rows), blasInt(columns), 1,
      values, blasInt(columns), vector, 1, 0, &result, 1)
    return result
  }

  /// `self · selfᵀ` or `selfᵀ · self`, a square matrix whose both halves are filled.
  ///
  /// - Parameter ofColumns: whether the products are those of the columns, `[columns × columns]`, or
  ///   those of the rows, `[rows × rows]`.
  ///
  /// Calls `cblas_dsyrk`.
  package func gram(ofColumns: Bool) -> Matrix {
    let size = ofColumns ? columns : rows
    var result = Matrix(rows: size, columns: size)
    result.addGram(of: self, ofColumns: ofColumns)
    result.mirrorUpperHalf()
    return result
  }

  /// Adds the products of another matrix's columns or rows to the upper half.
  ///
  /// - Precondition: the matrix is square, and of the size of the products.
  ///
  /// Calls `cblas_dsyrk`.
  package mutating func addGram(of other: Matrix, ofColumns: Bool) {
    let size = ofColumns ? other.columns : other.rows
    precondition(rows == size && columns == size, "products of another size")
    guard size > 0, other.values.count > 0 else { return }
    unsafe cblas_dsyrk(
      CblasRowMajor, CblasUpper, ofColumns ? CblasTrans : CblasNoTrans, blasInt(size),
      blasInt(ofColumns ? other.rows : other.columns), 1, other.values, blasInt(other.columns), 1,
      &values, blasInt(size))
  }

  /// Copies the upper half of a square matrix to the lower one.
  package mutating func mirrorUpperHalf() {
    for row in 1..<max(rows, 1) {
      for column in 0..<row { values[row * columns + column] = values[column * columns + row] }
    }
  }

  /// The columns at `indices`, in that order.
  package func columns(at indices: [Int]) -> Matrix {
    var selected: [Double] = []
    selected.reserveCapacity(rows * indices.count)
    for row in 0..<rows {
      for index in indices { selected.append(values[row * columns + index]) }
    }
    return Matrix(rows: rows, columns: indices.count, values: selected)
  }

  /// The rows at `indices`, in that order.
  package func rows(_ indices: [Int]) -> Matrix {
    var selected: [Double] = []
    selected.reserveCapacity(indices.count * columns)
    for index in indices { selected += row(index) }
    return Matrix(rows: indices.count, columns: columns, values: selected)
  }
}

/// The sum of products of two vectors of one length.
///
/// Calls `cblas_ddot`.
package func dotProduct(_ first: [Double], _ second: [Double]) -> Double {
  precondition(first.count == second.count, "vectors of different lengths")
  return unsafe cblas_ddot(blasInt(first.count), first, 1, second, 1)
}

/// Adds a multiple of one vector to another of the same length.
///
/// Calls `cblas_daxpy`.
package func add(_ factor: Double, times vector: [Double], to result: inout [Double]) {
  precondition(vector.count == result.count, "vectors of different lengths")
  unsafe cblas_daxpy(blasInt(vector.count), factor, vector, 1, &result, 1)
}
