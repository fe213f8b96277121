import CLAPACK

extension Matrix {
  /// The product `self · other`, `[rows × other.columns]`.
  ///
  /// - Precondition: `columns == other.rows`.
  ///
  /// Calls `cblas_dgemm`.
  package func multiplied(by other: Matrix) -> Matrix {
    Matrix.product(self, transposed: false, other, transposed: false)
  }

  /// The product of two matrices, either of them transposed first.
  ///
  /// - Precondition: the inner dimensions agree.
  ///
  /// Calls `cblas_dgemm`.
  package static func product(
    _ left: Matrix, transposed leftTransposed: Bool, _ right: Matrix,
    transposed rightTransposed: Bool
  ) -> Matrix {
    let rows = leftTransposed ? left.columns : left.rows
    let inner = leftTransposed ? left.rows : left.columns
    let columns = rightTransposed ? right.rows : right.columns
    precondition(
      inner == (rightTransposed ? right.columns : right.rows),
      "the inner dimensions of a product differ")
    var result = Matrix(rows: rows, columns: columns)
    guard rows > 0, columns > 0, inner > 0 else { return result }
    unsafe cblas_dgemm(
      CblasRowMajor, leftTransposed ? CblasTrans : CblasNoTrans,
      rightTransposed ? CblasTrans : CblasNoTrans, blasInt(rows), blasInt(columns), blasInt(inner),
      1, left.values, blasInt(left.columns), right.values, blasInt(right.columns), 0,
      &result.values, blasInt(columns))
    return result
  }

  /// The Frobenius norm: the square root of the sum of squares, safe from overflow.
  ///
  /// Calls `cblas_dnrm2`.
  package var frobeniusNorm: Double { euclideanNorm(values) }
}

/// The Euclidean norm of a vector, safe from overflow.
///
/// Calls `cblas_dnrm2`.
package func euclideanNorm(_ values: [Double]) -> Double {
  unsafe cblas_dnrm2(blasInt(values.count), values, 1)
}

/// Sets how many threads matrix products and factorizations use, for the whole process.
///
/// One is the right number for the small matrices of dense networks, and makes results independent of
/// the machine's core count. Calls `openblas_set_num_threads`.
package func setLinearAlgebraThreads(_ count: Int) {
  CLAPACK_set_threads(blasInt(count))
}

/// A dimension as BLAS and LAPACK take it.
///
/// - Precondition: it fits in 32 bits; readers refuse larger tensors long before.
package func blasInt(_ value: Int) -> Int32 {
  precondition(value <= Int(Int32.max), "a dimension of \(value) is beyond LAPACK's 32 bits")
  return Int32(value)
}
