package import Numerics

/// The Moore-Penrose inverse of a matrix, with the evidence of how good it is.
///
/// For A of `[rows × columns]` it is the only matrix P of `[columns × rows]` with APA = A, PAP = P and
/// AP, PA symmetric (Penrose 1955). `p · P` is the x of least norm among those that bring
/// `x · A` nearest to `p`.
package struct PseudoInverse: Sendable, Equatable {
  /// Which singular values count as zero.
  package enum Cutoff: Sendable, Equatable {
    /// Below `max(rows, columns) · ε · σ₁`, as NumPy's `matrix_rank` and LAPACK's drivers do. The default.
    case lapack
    /// Below `1e-15 · σ₁`, the default of `numpy.linalg.pinv`, which the paper used.
    case numPy
  }

  /// The arithmetic of the factorization.
  package enum Precision: Sendable, Equatable {
    /// 64 bits. The default.
    case double
    /// 32 bits after a factorization in 64: what `numpy.linalg.pinv` does with Keras's float32 weights,
    /// as in the paper's code.
    case single
  }

  /// How the inverse was found, from the cheapest to the surest.
  package enum Algorithm: String, Sendable, Equatable, CaseIterable {
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
  package let algorithm: Algorithm
  /// The singular values of A, largest first; `nil` when they would cost more than the inverse.
  package let singularValues: [Double]?
  /// How many of them lie above the cut-off.
  package let rank: Int
  /// The largest over the smallest singular value; infinite for a matrix of deficient rank whose singular
  /// values are not known, and an estimate when ``isConditionEstimated``.
  package let conditionNumber: Double
  /// Whether ``conditionNumber`` comes from a power iteration, a few percent from below, because the
  /// singular values are not known.
  package let isConditionEstimated: Bool
  /// The four relative residuals of P; see ``penroseResiduals(of:inverse:)``.
  package let penroseResiduals: [Double]
  /// Whether the residuals are estimates from random probes, because the products would cost more than
  /// the inverse.
  package let areResidualsEstimated: Bool

  /// Whether A has full column rank, so that every target `p` is met exactly by `p · P`.
  package var isExact: Bool { rank == matrix.rows }

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

  /// Computes the inverse of `matrix` by the cheapest algorithm that its condition allows, and measures
  /// what it is worth.
  ///
  /// An inverse whose residuals are larger than an algorithm's rounding explains is given up for the next
  /// algorithm's; the singular value decomposition comes last. ``Precision/single`` always takes that.
  ///
  /// - Parameters:
  ///   - matrix: A, `[rows × columns]`.
  ///   - cutoff: which singular values count as zero.
  ///   - precision: the arithmetic of the factorization; the residuals are always computed in 64 bits.
  /// - Throws: ``LinearAlgebraError`` when the matrix is not finite, the inverse
  ///   overflows, or the iteration does not converge.
  package init(
    of matrix: Matrix, cutoff: Cutoff = .lapack, precision: Precision = .double
  ) throws(LinearAlgebraError) {
    guard matrix.isFinite else { throw .notFinite(rows: matrix.rows, columns: matrix.columns) }
    switch precision {
    case .double: self = try Self.adaptive(matrix, threshold: cutoff.threshold(for: matrix))
    case .single:
      let relative = cutoff == .numPy ? 1 : Double(Float.ulpOfOne) / Double.ulpOfOne
      self = try Self.single(matrix, threshold: cutoff.threshold(for: matrix) * relative)
    }
  }
}

extension PseudoInverse.Cutoff {
  /// The fraction of the largest singular value up to which one counts as zero, in 64 bits.
  package func threshold(for matrix: Matrix) -> Double {
    switch self {
    case .lapack: Double(max(matrix.rows, matrix.columns)) * Double.ulpOfOne
    case .numPy: 1e-15
    }
  }
}

/// How many singular values exceed `threshold` times the largest.
package func rankOf(_ singularValues: [Double], threshold: Double) -> Int {
  guard let largest = singularValues.first, largest > 0 else { return 0 }
  return singularValues.count { $0 > threshold * largest }
}

/// The largest singular value over the smallest; infinite when the smallest is zero.
package func conditionNumberOf(_ singularValues: [Double]) -> Double {
  guard let largest = singularValues.first, let smallest = singularValues.last, smallest > 0 else {
    return .infinity
  }
  return largest / smallest
}
