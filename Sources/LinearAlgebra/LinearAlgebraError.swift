/// Why a factorization gave no answer.
package enum LinearAlgebraError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The matrix holds NaN or infinity.
  case notFinite(rows: Int, columns: Int)
  /// The matrix is so small or so large that its inverse overflows.
  case overflow(rows: Int, columns: Int)
  /// LAPACK's iteration did not converge.
  case notConverged(routine: String, info: Int)
  /// The library that factorizes is not there.
  case libraryMissing(reason: String)
  /// The library multiplies wrongly with its kernels for this processor.
  case libraryUnreliable(kernels: String)

  /// One sentence.
  package var description: String {
    switch self {
    case .notFinite(let rows, let columns):
      "a matrix of \(rows) × \(columns) holds NaN or infinite values"
    case .overflow(let rows, let columns):
      "the inverse of a matrix of \(rows) × \(columns) overflows"
    case .notConverged(let routine, let info):
      "LAPACK's \(routine) did not converge (info \(info))"
    case .libraryMissing(let reason):
      "matrices are factorized by OpenBLAS, which is not installed (\(reason)); on Debian "
        + "`apt install libopenblas0` installs it"
    case .libraryUnreliable(let kernels):
      "OpenBLAS multiplies wrongly with its kernels \(kernels) on this processor; "
        + "OPENBLAS_CORETYPE=Haswell or another name in the environment chooses others"
    }
  }
}
