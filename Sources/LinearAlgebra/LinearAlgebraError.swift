/// Why a factorization gave no answer.
package enum LinearAlgebraError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The matrix holds NaN or infinity.
  case notFinite(rows: Int, columns: Int)
  /// The matrix is so small or so large that its inverse overflows.
  case overflow(rows: Int, columns: Int)
  /// LAPACK's iteration did not converge.
  case notConverged(routine: String, info: Int)

  /// One sentence.
  package var description: String {
    switch self {
    case .notFinite(let rows, let columns):
      "a matrix of \(rows) × \(columns) holds NaN or infinite values"
    case .overflow(let rows, let columns):
      "the inverse of a matrix of \(rows) × \(columns) overflows"
    case .notConverged(let routine, let info):
      "LAPACK's \(routine) did not converge (info \(info))"
    }
  }
}
