import CLAPACK
import Numerics

/// Pseudo-inverses of well-conditioned matrices from the Gram matrix of their shorter side: the least work,
/// and all of it products.
///
/// The Gram matrix squares the condition, so plain Cholesky is for condition numbers up to a few tens;
/// CholeskyQR2 (Yamamoto, Nakatsukasa, Yanagisawa and Fukaya 2015) orthogonalizes twice and is as good
/// as Householder's QR while Cholesky does not break down, up to 10⁷.
///
/// In what follows B is the matrix, or its transpose when that is the tall one: m × n.
enum GramInverse {
  /// Up to this condition plain Cholesky loses less than an SVD's own rounding, tenfold.
  static let plainLimit = 30.0
  /// Up to this condition the first factor is good enough for the second to repair it.
  static let repeatedLimit = 1e7

  /// Proposes an inverse.
  ///
  /// - Parameters:
  ///   - matrix: the matrix.
  ///   - threshold: below which fraction of the largest a singular value counts as zero.
  /// - Returns: `nil` when the condition is too large for this.
  static func propose(_ matrix: Matrix, threshold: Double) -> InverseCandidate? {
    let operand = GramOperand(matrix)
    let count = operand.columns
    var gram = operand.gram()
    // Columns of very different length are no reason for Cholesky to fail: divided by their lengths.
    let lengths = (0..<count).map { gram[$0 * count + $0].squareRoot() }
    guard lengths.allSatisfy({ $0 > 0 && $0.isFinite }) else { return nil }
    for column in 0..<count {
      for row in 0...column { gram[column * count + row] /= lengths[row] * lengths[column] }
    }
    guard unsafe CLAPACK_potrf(LAPACK.size(count), &gram) == 0 else { return nil }
    let scaledCondition = TriangularFactor(size: count, elements: gram).condition
    guard scaledCondition <= repeatedLimit else { return nil }
    var factor = gram
    for column in 0..<count {
      for row in 0...column { factor[column * count + row] *= lengths[column] }
    }
    let condition = TriangularFactor(size: count, elements: factor).condition
    guard condition * threshold <= PseudoInverse.clearMargin else { return nil }
    let isPlain = scaledCondition <= plainLimit
    let inverse =
      isPlain
      ? plain(operand, scaledFactor: gram, lengths: lengths) : repeated(operand, factor: factor)
    return inverse.map {
      InverseCandidate(
        algorithm: isPlain ? .cholesky : .choleskyQR2, inverse: $0, rank: count,
        condition: condition)
    }
  }

  /// B · (BᵀB)⁻¹.
  private static func plain(
    _ operand: GramOperand, scaledFactor: [Double], lengths: [Double]
  ) -> Matrix? {
    let count = operand.columns
    var inverse = scaledFactor
    guard unsafe CLAPACK_potri(LAPACK.size(count), &inverse) == 0 else { return nil }
    for column in 0..<count {
      for row in 0...column {
        let value = inverse[column * count + row] / lengths[row] / lengths[column]
        inverse[column * count + row] = value
        inverse[row * count + column] = value
      }
    }
    return operand.inverse(weight: inverse)
  }

  /// With Q = B · R⁻¹ and its own Gram matrix H: Q · (R⁻¹ · H⁻¹)ᵀ.
  private static func repeated(_ operand: GramOperand, factor: [Double]) -> Matrix? {
    let count = operand.columns
    var orthogonal = operand
    orthogonal.divide(by: factor)
    var weight = orthogonal.gram()
    guard unsafe CLAPACK_potrf(LAPACK.size(count), &weight) == 0,
      unsafe CLAPACK_potri(LAPACK.size(count), &weight) == 0
    else { return nil }
    for column in 0..<count {
      for row in 0..<column { weight[row * count + column] = weight[column * count + row] }
    }
    unsafe CLAPACK_trsm(
      CblasLeft, CblasNoTrans, LAPACK.size(count), LAPACK.size(count), factor, LAPACK.size(count),
      &weight, LAPACK.size(count))
    return orthogonal.inverse(weight: weight)
  }
}
