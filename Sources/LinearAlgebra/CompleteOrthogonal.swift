import CLAPACK
import Numerics

/// The complete orthogonal decomposition of a triangular matrix that is, or may be, of deficient rank.
///
/// R · Π = Q · [T 0; 0 ~0] · Z, so that R⁺ = Π · Zᵀ · [T⁻¹ 0; 0 0] · Qᵀ. Calls `dpstrf` or `dgeqp3`,
/// then `dtzrzf` and `dormrz`.
enum CompleteOrthogonal {
  /// How the columns are ordered before the QR.
  enum Pivots {
    /// As Cholesky's with complete pivoting on RᵀR orders them: products only, but blind below the root
    /// of the rounding unit.
    case gram
    /// As QR with column pivoting does: half of its work runs at the speed of the memory.
    case columns
  }

  /// What is found.
  struct Result {
    let transposedInverse: [Double]
    let rank: Int
    let condition: Double
  }

  /// - Returns: `nil` when there is no gap of 1000 between what counts and what does not.
  static func propose(
    _ triangle: [Double], size: Int, threshold: Double, pivots: Pivots
  ) -> Result? {
    switch pivots {
    case .gram:
      let order = gramOrder(triangle, size: size)
      var permuted = [Double](repeating: 0, count: size * size)
      for (place, column) in order.enumerated() {
        permuted.replaceSubrange(
          (place * size)..<((place + 1) * size),
          with: triangle[(column * size)..<((column + 1) * size)])
      }
      guard let factors = BlockedQR(&permuted, rows: size, columns: size) else { return nil }
      return finish(factors.triangle, size: size, threshold: threshold, order: order) {
        factors.applied(toTop: $0)
      }
    case .columns:
      var reflectors = triangle
      var order = [Int32](repeating: 0, count: size)
      var scalars = [Double](repeating: 0, count: size)
      let workSize = LAPACK.size(size * 64 + 65 * 64)
      var work = [Double](repeating: 0, count: Int(workSize))
      guard
        unsafe CLAPACK_geqp3(LAPACK.size(size), &reflectors, &order, &scalars, &work, workSize) == 0
      else { return nil }
      return finish(
        reflectors, size: size, threshold: threshold, order: order.map { Int($0) - 1 }
      ) { top in
        var result = top
        _ = unsafe CLAPACK_ormqr(
          LAPACK.size(size), reflectors, scalars, &result, &work, workSize)
        return result
      }
    }
  }

  private static func gramOrder(_ triangle: [Double], size: Int) -> [Int] {
    var gram = GramOperand(Matrix(rows: size, columns: size, values: triangle).transposed()).gram()
    var pivots = [Int32](repeating: 0, count: size)
    var work = [Double](repeating: 0, count: 2 * size)
    _ = unsafe CLAPACK_pstrf(LAPACK.size(size), &gram, &pivots, &work)
    return pivots.map { Int($0) - 1 }
  }

  private static func finish(
    _ factor: [Double], size: Int, threshold: Double, order: [Int],
    applyingOrthogonal apply: ([Double]) -> [Double]
  ) -> Result? {
    let largest = TriangularFactor(size: size, elements: factor).largestSingularValue
    guard largest > 0, largest.isFinite else { return nil }
    let (rank, remainder) = cut(factor, size: size, at: threshold * largest)
    guard rank > 0 else { return nil }
    var leading = [Double](repeating: 0, count: rank * size)
    for column in 0..<size {
      for row in 0...min(column, rank - 1) {
        leading[column * rank + row] = factor[column * size + row]
      }
    }
    var scalars = [Double](repeating: 0, count: rank)
    let workSize = LAPACK.size(size * 64 + 65 * 64)
    var work = [Double](repeating: 0, count: Int(workSize))
    if rank < size {
      guard
        unsafe CLAPACK_tzrzf(
          LAPACK.size(rank), LAPACK.size(size), &leading, LAPACK.size(rank), &scalars, &work,
          workSize) == 0
      else { return nil }
    }
    let triangle = TriangularFactor(size: rank, elements: leading)
    let smallest = triangle.smallestSingularValue
    // Otherwise an SVD has to decide what is zero.
    guard smallest > 0, smallest >= 1000 * remainder,
      smallest * PseudoInverse.deficientMargin >= threshold * largest
    else { return nil }
    // [T⁻ᵀ 0; 0 0] · Z, then the columns back in their places, then Q from the left.
    var inverse = Array(leading.prefix(rank * rank))
    guard unsafe CLAPACK_trtri(LAPACK.size(rank), &inverse, LAPACK.size(rank)) == 0 else {
      return nil
    }
    var turned = [Double](repeating: 0, count: size * size)
    for column in 0..<rank {
      for row in 0...column { turned[row * size + column] = inverse[column * rank + row] }
    }
    if rank < size {
      _ = unsafe CLAPACK_ormrz(
        LAPACK.size(size), LAPACK.size(size), LAPACK.size(rank), leading, LAPACK.size(rank),
        scalars, &turned,
        LAPACK.size(size), &work, workSize)
    }
    var placed = [Double](repeating: 0, count: size * size)
    for (place, column) in order.enumerated() {
      placed.replaceSubrange(
        (column * size)..<((column + 1) * size), with: turned[(place * size)..<((place + 1) * size)]
      )
    }
    return Result(
      transposedInverse: apply(placed), rank: rank, condition: largest / smallest)
  }

  /// The smallest leading part whose remainder, in Frobenius norm, is at most `limit`.
  private static func cut(
    _ factor: [Double], size: Int, at limit: Double
  ) -> (rank: Int, remainder: Double) {
    var sums = [Double](repeating: 0, count: size)
    for column in 0..<size {
      for row in 0...column {
        let value = factor[column * size + row]
        sums[row] += value * value
      }
    }
    var square = 0.0
    var rank = size
    while rank > 0, (square + sums[rank - 1]).squareRoot() <= limit {
      square += sums[rank - 1]
      rank -= 1
    }
    return (rank, square.squareRoot())
  }
}
