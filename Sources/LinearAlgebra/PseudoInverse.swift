public import Numerics

extension PseudoInverse {
  /// Which singular values count as zero.
  public enum Cutoff: String, Sendable, Equatable, CaseIterable {
    /// Below `max(rows, columns) · ε · σ₁`, as NumPy's `matrix_rank` and LAPACK's drivers do. The default.
    case lapack
    /// Below `1e-15 · σ₁`, the default of `numpy.linalg.pinv`, which the paper used.
    case numPy = "numpy"
  }

  /// The arithmetic of the factorization.
  public enum Precision: String, Sendable, Equatable, CaseIterable {
    /// 64 bits. The default.
    case double = "f64"
    /// 32 bits after a factorization in 64: what `numpy.linalg.pinv` does with Keras's float32 weights,
    /// as in the paper's code.
    case single = "f32"
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
    try LAPACK.load()
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

/// What singular values say of a matrix.
extension PseudoInverse {
  /// How many singular values, largest first, exceed `threshold` times the largest.
  public static func rank(ofSingularValues values: [Double], threshold: Double) -> Int {
    guard let largest = values.first, largest > 0 else { return 0 }
    return values.count { $0 > threshold * largest }
  }

  /// The largest singular value over the smallest; infinite when the smallest is zero.
  public static func conditionNumber(ofSingularValues values: [Double]) -> Double {
    guard let largest = values.first, let smallest = values.last, smallest > 0 else {
      return .infinity
    }
    return largest / smallest
  }
}
