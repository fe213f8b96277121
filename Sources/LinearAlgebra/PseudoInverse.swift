/// The Moore-Penrose inverse of a matrix, with the evidence of how good it is.
///
/// For A of `[rows × columns]` it is the only matrix P of `[columns × rows]` with APA = A, PAP = P and
/// AP, PA symmetric (Penrose 1955). `p · P` is the x of least norm among those that bring
/// `x · A` nearest to `p`.
public struct PseudoInverse: Sendable, Equatable {
  /// Which singular values count as zero.
  public enum Cutoff: Sendable, Equatable {
    /// Below `max(rows, columns) · ε · σ₁`, as NumPy's `matrix_rank` and LAPACK's drivers do. The default.
    case lapack
    /// Below `1e-15 · σ₁`, the default of `numpy.linalg.pinv`, which the paper used.
    case numPy
  }

  /// The arithmetic of the factorization.
  public enum Precision: Sendable, Equatable {
    /// 64 bits. The default.
    case double
    /// 32 bits after a factorization in 64: what `numpy.linalg.pinv` does with Keras's float32 weights,
    /// as in the paper's code.
    case single
  }

  /// The inverse P, `[columns × rows]`.
  public let matrix: Matrix
  /// The singular values of A, largest first.
  public let singularValues: [Double]
  /// How many of them lie above the cut-off.
  public let rank: Int
  /// The four relative residuals of P; see ``penroseResiduals(of:inverse:)``.
  public let penroseResiduals: [Double]

  /// σ₁ over the smallest singular value; infinite for a singular matrix.
  public var conditionNumber: Double { conditionNumberOf(singularValues) }

  /// Whether A has full column rank, so that every target `p` is met exactly by `p · P`.
  public var isExact: Bool { rank == matrix.rows }

  /// Computes the inverse of `matrix` from its singular value decomposition.
  ///
  /// - Parameters:
  ///   - matrix: A, `[rows × columns]`.
  ///   - cutoff: which singular values count as zero.
  ///   - precision: the arithmetic of the factorization; the residuals are always computed in 64 bits.
  /// - Throws: ``LinearAlgebraError`` when the matrix is not finite, the inverse
  ///   overflows, or the iteration does not converge.
  public init(
    of matrix: Matrix, cutoff: Cutoff = .lapack, precision: Precision = .double
  ) throws(LinearAlgebraError) {
    let threshold: Double
    switch (cutoff, precision) {
    case (.numPy, _): threshold = 1e-15
    case (.lapack, .double):
      threshold = Double(max(matrix.rows, matrix.columns)) * Double.ulpOfOne
    case (.lapack, .single):
      threshold = Double(max(matrix.rows, matrix.columns)) * Double(Float.ulpOfOne)
    }
    let factors = try SingularValueDecomposition(matrix)
    switch precision {
    case .double:
      singularValues = factors.values
      rank = rankOf(factors.values, threshold: threshold)
      self.matrix = Self.inverse(factors, rank: rank)
    case .single:
      let single = SinglePrecisionFactors(factors)
      singularValues = single.values.map(Double.init)
      rank = rankOf(singularValues, threshold: threshold)
      self.matrix = single.inverse(rank: rank)
    }
    guard self.matrix.isFinite, singularValues.allSatisfy(\.isFinite) else {
      throw .overflow(rows: matrix.rows, columns: matrix.columns)
    }
    penroseResiduals = Self.penroseResiduals(of: matrix, inverse: self.matrix)
  }

  /// V · diag(1/σ) · Uᵀ over the first `rank` singular values.
  private static func inverse(_ factors: SingularValueDecomposition, rank: Int) -> Matrix {
    var scaled = factors.rightTransposed
    for row in 0..<scaled.rows {
      let factor = row < rank ? 1 / factors.values[row] : 0
      for column in 0..<scaled.columns { scaled[row, column] *= factor }
    }
    return Matrix.product(scaled, transposed: true, factors.left, transposed: true)
  }
}

/// How many singular values exceed `threshold` times the largest.
public func rankOf(_ singularValues: [Double], threshold: Double) -> Int {
  guard let largest = singularValues.first, largest > 0 else { return 0 }
  return singularValues.count { $0 > threshold * largest }
}

/// The largest singular value over the smallest; infinite when the smallest is zero.
public func conditionNumberOf(_ singularValues: [Double]) -> Double {
  guard let largest = singularValues.first, let smallest = singularValues.last, smallest > 0 else {
    return .infinity
  }
  return largest / smallest
}
