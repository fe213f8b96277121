/// Why a factorization gave no answer.
public enum LinearAlgebraError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The matrix holds NaN or infinity.
  case notFinite(rows: Int, columns: Int)
  /// LAPACK's iteration did not converge.
  case notConverged(routine: String, info: Int)

  /// One sentence.
  public var description: String {
    switch self {
    case .notFinite(let rows, let columns):
      "a matrix of \(rows) × \(columns) holds NaN or infinite values"
    case .notConverged(let routine, let info):
      "LAPACK's \(routine) did not converge (info \(info))"
    }
  }
}
