/// The Moore-Penrose inverse of a matrix, with the evidence of how good it is.
///
/// For A of `[rows × columns]` it is the only matrix P of `[columns × rows]` with APA = A, PAP = P and
/// AP, PA symmetric (Penrose 1955). `p · P` is the x of least norm among those that bring
/// `x · A` nearest to `p`.
public struct PseudoInverse: Sendable, Equatable {
  /// How the inverse was found, from the cheapest to the surest.
  public enum Algorithm: String, Sendable, Equatable, CaseIterable {
    /// Nothing to invert: an empty matrix, or one of zeros.
    case zero
    /// Cholesky's factor of the Gram matrix; for condition numbers up to 30.
    case cholesky
    /// Cholesky's QR, twice; for condition numbers up to 10⁷.
    case choleskyQR2 = "cholesky-qr2"
    /// Householder's QR.
    case qr
    /// QR with column pivoting, then a complete orthogonal decomposition; for deficient rank.
    case completeOrthogonal = "complete-orthogonal"
    /// The singular value decomposition, as `numpy.linalg.pinv` does it.
    case svd
  }

  /// The inverse P, `[columns × rows]`.
  package let matrix: Matrix
  /// How it was found.
  public let algorithm: Algorithm
  /// The singular values of A, largest first; `nil` when they would cost more than the inverse.
  public let singularValues: [Double]?
  /// How many of them lie above the cut-off.
  public let rank: Int
  /// The largest over the smallest singular value; infinite for a matrix of deficient rank whose singular
  /// values are not known, and an estimate when ``isConditionEstimated``.
  public let conditionNumber: Double
  /// Whether ``conditionNumber`` comes from a power iteration, a few percent from below, because the
  /// singular values are not known.
  public let isConditionEstimated: Bool
  /// The four relative residuals of P; ‖APA − A‖/‖A‖, ‖PAP − P‖/‖P‖, ‖AP − (AP)ᵀ‖/‖AP‖,
  /// ‖PA − (PA)ᵀ‖/‖PA‖.
  public let penroseResiduals: [Double]
  /// Whether the residuals are estimates from random probes, because the products would cost more than
  /// the inverse.
  public let areResidualsEstimated: Bool

  /// The inverse P, a row for each column of A.
  public var rows: [[Double]] { matrix.rowArrays }

  /// Whether A has full column rank, so that every target `p` is met exactly by `p · P`.
  public var isExact: Bool { rank == matrix.rows }

  /// Creates an inverse from what is known of it, such as a file's contents.
  package init(
    matrix: Matrix, algorithm: Algorithm, singularValues: [Double]?, rank: Int,
    conditionNumber: Double, isConditionEstimated: Bool, penroseResiduals: [Double],
    areResidualsEstimated: Bool
  ) {
    self.matrix = matrix
    self.algorithm = algorithm
    self.singularValues = singularValues
    self.rank = rank
    self.conditionNumber = conditionNumber
    self.isConditionEstimated = isConditionEstimated
    self.penroseResiduals = penroseResiduals
    self.areResidualsEstimated = areResidualsEstimated
  }
}
