import CLAPACK
package import Numerics

/// The factor L of a symmetric positive definite matrix, `A = L · Lᵀ`.
///
/// Calls `dpotrf` and `dpotrs`.
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
    // LAPACK is column-major: its upper half is our lower one.
    var half = CChar(UInt8(ascii: "U"))
    var size = LAPACK.size(matrix.rows)
    var leading = max(size, 1)
    var info: Int32 = 0
    unsafe dpotrf_(&half, &size, &factor.values, &leading, &info, 1)
    guard info == 0 else { return nil }
    for row in 0..<matrix.rows {
      for column in (row + 1)..<max(matrix.rows, row + 1) { factor[row, column] = 0 }
    }
    lower = factor
  }

  /// Solves `A · x = vector`.
  ///
  /// - Precondition: `vector.count` is the matrix's size.
  package func solve(_ vector: [Double]) -> [Double] {
    precondition(vector.count == lower.rows, "a right-hand side of another size")
    return solve(Matrix(rows: vector.count, columns: 1, values: vector)).values
  }

  /// Solves `A · X = right` for a matrix of right-hand sides, `[size × count]`.
  package func solve(_ right: Matrix) -> Matrix {
    precondition(right.rows == lower.rows, "right-hand sides of another size")
    var columns = right.transposed()
    var half = CChar(UInt8(ascii: "U"))
    var size = LAPACK.size(lower.rows)
    var count = LAPACK.size(right.columns)
    var leading = max(size, 1)
    var info: Int32 = 0
    unsafe dpotrs_(
      &half, &size, &count, lower.values, &leading, &columns.values, &leading, &info, 1)
    return columns.transposed()
  }
}
