import CKernels

/// The factor L of a symmetric positive definite matrix, `A = L · Lᵀ`.
package struct CholeskyFactorization: Sendable {
  /// L, lower triangular.
  package let lower: Matrix

  /// Factorizes a symmetric matrix, of which the lower half is read.
  ///
  /// - Returns: `nil` when it is not positive definite, to rounding.
  package init?(_ matrix: Matrix) {
    precondition(matrix.rows == matrix.columns, "a square matrix is factorized")
    guard matrix.isFinite else { return nil }
    var factor = matrix
    guard unsafe CKernels_cholesky(matrix.rows, &factor.values) != 0 else { return nil }
    lower = factor
  }

  /// Solves `A · x = vector`.
  ///
  /// - Precondition: `vector.count` is the matrix's size.
  package func solve(_ vector: [Double]) -> [Double] {
    precondition(vector.count == lower.rows, "a right-hand side of another size")
    var solution = vector
    unsafe CKernels_cholesky_solve(lower.rows, lower.values, &solution)
    return solution
  }

  /// Solves `A · X = right` for a matrix of right-hand sides, `[size × count]`.
  package func solve(_ right: Matrix) -> Matrix {
    precondition(right.rows == lower.rows, "right-hand sides of another size")
    let sides = right.transposed()
    let solutions = (0..<sides.rows).flatMap { solve(Array(sides.row($0))) }
    return Matrix(rows: sides.rows, columns: sides.columns, values: solutions).transposed()
  }
}
