import Numerics

extension PseudoInverse {
  /// Condition times cut-off up to which full rank is beyond doubt.
  static let clearMargin = 1e-3
  /// How near to the cut-off the smallest singular value that counts may be, as a fraction of it.
  static let deficientMargin = 1.0 / 30
  /// Up to this many singular values they are computed, for the condition and to settle the rank: that
  /// costs no more than the inverse.
  static let fewSingularValues = 256

  /// The cheapest inverse that the certificate accepts.
  static func adaptive(
    _ matrix: Matrix, threshold: Double
  ) throws(LinearAlgebraError) -> PseudoInverse {
    let count = min(matrix.rows, matrix.columns)
    let largest = matrix.values.reduce(0) { max($0, abs($1)) }
    guard largest > 0 else {
      return PseudoInverse(
        matrix: Matrix(rows: matrix.columns, columns: matrix.rows), algorithm: .zero,
        singularValues: [Double](repeating: 0, count: count), rank: 0, conditionNumber: .infinity,
        isConditionEstimated: false, penroseResiduals: [0, 0, 0, 0], areResidualsEstimated: false)
    }
    let values =
      count <= fewSingularValues ? try SingularValueDecomposition.singularValues(of: matrix) : nil
    // Squares must neither overflow nor vanish; the SVD scales by itself.
    if (0x1p-200...0x1p200).contains(largest) {
      // Of a square matrix one QR costs less than three Gram matrices.
      if matrix.rows != matrix.columns,
        let found = accepted(
          GramInverse.propose(matrix, threshold: threshold), matrix, values, threshold)
      {
        return found
      }
      var tall = TallMatrix(matrix)
      if let found = accepted(
        OrthogonalInverse.propose(&tall, threshold: threshold), matrix, values, threshold)
      {
        return found
      }
    }
    return try singular(matrix, threshold: threshold)
  }

  /// The proposed inverse with its certificate; `nil` when that is not good enough.
  private static func accepted(
    _ candidate: InverseCandidate?, _ matrix: Matrix, _ singularValues: [Double]?,
    _ threshold: Double
  ) -> PseudoInverse? {
    guard let candidate else { return nil }
    if let singularValues,
      PseudoInverse.rank(ofSingularValues: singularValues, threshold: threshold) != candidate.rank
    {
      return nil
    }
    let inverse = candidate.inverse
    guard inverse.isFinite else { return nil }
    let count = min(matrix.rows, matrix.columns)
    let (residuals, areEstimated) = certificate(of: matrix, inverse: inverse)
    let tolerance =
      Double.ulpOfOne * (8 * candidate.condition + 64 * Double(count).squareRoot())
    guard residuals.allSatisfy({ $0 <= tolerance }) else { return nil }
    let isDeficient = candidate.rank < count
    return PseudoInverse(
      matrix: inverse, algorithm: candidate.algorithm, singularValues: singularValues,
      rank: candidate.rank,
      conditionNumber: singularValues.map(conditionNumber(ofSingularValues:))
        ?? (isDeficient ? .infinity : candidate.condition),
      isConditionEstimated: singularValues == nil && !isDeficient, penroseResiduals: residuals,
      areResidualsEstimated: areEstimated)
  }

  /// The inverse from the singular value decomposition, whatever its residuals.
  private static func singular(
    _ matrix: Matrix, threshold: Double
  ) throws(LinearAlgebraError) -> PseudoInverse {
    let factors = try SingularValueDecomposition(matrix)
    let rank = PseudoInverse.rank(ofSingularValues: factors.values, threshold: threshold)
    var scaled = factors.rightTransposed
    for row in 0..<scaled.rows {
      let factor = row < rank ? 1 / factors.values[row] : 0
      for column in 0..<scaled.columns { scaled[row, column] *= factor }
    }
    let inverse = Matrix.product(scaled, transposed: true, factors.left, transposed: true)
    return try decomposed(matrix, inverse: inverse, values: factors.values, rank: rank)
  }

  /// The inverse as NumPy computes it of float32 weights.
  static func single(
    _ matrix: Matrix, threshold: Double
  ) throws(LinearAlgebraError) -> PseudoInverse {
    let factors = SinglePrecisionFactors(try SingularValueDecomposition(matrix))
    let values = factors.values.map(Double.init)
    let rank = PseudoInverse.rank(ofSingularValues: values, threshold: threshold)
    return try decomposed(matrix, inverse: factors.inverse(rank: rank), values: values, rank: rank)
  }

  private static func decomposed(
    _ matrix: Matrix, inverse: Matrix, values: [Double], rank: Int
  ) throws(LinearAlgebraError) -> PseudoInverse {
    guard inverse.isFinite, values.allSatisfy(\.isFinite) else {
      throw .overflow(rows: matrix.rows, columns: matrix.columns)
    }
    let (residuals, areEstimated) = certificate(of: matrix, inverse: inverse)
    return PseudoInverse(
      matrix: inverse, algorithm: .svd, singularValues: values, rank: rank,
      conditionNumber: PseudoInverse.conditionNumber(ofSingularValues: values),
      isConditionEstimated: false,
      penroseResiduals: residuals, areResidualsEstimated: areEstimated)
  }
}
