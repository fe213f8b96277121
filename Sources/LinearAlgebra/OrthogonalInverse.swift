import CLAPACK
import Numerics

/// Pseudo-inverses through Householder's QR: as accurate as an SVD, whatever the condition.
///
/// B = Q · R, and B⁺ = R⁺ · Qᵀ. A well-conditioned R is inverted; of another the complete orthogonal
/// decomposition is taken (Golub and Van Loan, section 5.5). Calls `dgeqrt` and `dgemqrt`.
enum OrthogonalInverse {
  /// Proposes an inverse.
  ///
  /// - Parameters:
  ///   - matrix: B, m × n; its elements are used up.
  ///   - threshold: below which fraction of the largest a singular value counts as zero.
  /// - Returns: `nil` when it is not clear which singular values those are.
  static func propose(_ matrix: inout TallMatrix, threshold: Double) -> InverseCandidate? {
    guard let factors = BlockedQR(&matrix.elements, rows: matrix.rows, columns: matrix.columns)
    else { return nil }
    let count = matrix.columns
    var triangle = factors.triangle
    let condition = TriangularFactor(size: count, elements: triangle).condition
    if condition * threshold <= PseudoInverse.clearMargin {
      guard unsafe CLAPACK_trtri(LAPACK.size(count), &triangle, LAPACK.size(count)) == 0 else {
        return nil
      }
      let turned = Matrix(rows: count, columns: count, values: triangle).transposed().values
      return InverseCandidate(
        algorithm: .qr, inverse: matrix.inverse(fromTransposed: factors.applied(toTop: turned)),
        rank: count, condition: condition)
    }
    let complete =
      CompleteOrthogonal.propose(triangle, size: count, threshold: threshold, pivots: .gram)
      ?? CompleteOrthogonal.propose(triangle, size: count, threshold: threshold, pivots: .columns)
    guard let complete else { return nil }
    return InverseCandidate(
      algorithm: .completeOrthogonal,
      inverse: matrix.inverse(
        fromTransposed: factors.applied(toTop: complete.transposedInverse)),
      rank: complete.rank, condition: complete.condition)
  }
}

/// Householder's QR of a tall matrix, in blocks of columns.
struct BlockedQR {
  private let rows: Int
  private let columns: Int
  private let blockColumns: Int
  private var reflectors: [Double] = []
  private let blocks: [Double]

  /// Factorizes in place: large matrices are not copied, and what is given is empty afterwards.
  ///
  /// - Returns: `nil` when LAPACK refuses, which it does for no finite matrix.
  init?(_ elements: inout [Double], rows: Int, columns: Int) {
    self.rows = rows
    self.columns = columns
    // Measured: 192 is the fastest from 2000 columns on, small matrices want one block.
    blockColumns = max(1, min(columns, 192))
    swap(&reflectors, &elements)
    var blocks = [Double](repeating: 0, count: blockColumns * columns)
    var work = [Double](repeating: 0, count: blockColumns * columns)
    let info = unsafe CLAPACK_geqrt(
      LAPACK.size(rows), LAPACK.size(columns), LAPACK.size(blockColumns), &reflectors, &blocks,
      &work)
    guard info == 0 else { return nil }
    self.blocks = blocks
  }

  /// R, n × n and column after column, with zeros below the diagonal.
  var triangle: [Double] {
    var result = [Double](repeating: 0, count: columns * columns)
    for column in 0..<columns {
      for row in 0...column { result[column * columns + row] = reflectors[column * rows + row] }
    }
    return result
  }

  /// Q times the m × n matrix whose upper n × n part is given, and the rest zero.
  func applied(toTop square: consuming [Double]) -> [Double] {
    var result = rows > columns ? padded(square) : square
    var work = [Double](repeating: 0, count: blockColumns * columns)
    _ = unsafe CLAPACK_gemqrt(
      LAPACK.size(rows), LAPACK.size(columns), LAPACK.size(columns), LAPACK.size(blockColumns),
      reflectors, blocks,
      &result, LAPACK.size(rows), &work)
    return result
  }

  /// An n × n matrix with m − n rows of zeros below it.
  private func padded(_ square: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: rows * columns)
    for column in 0..<columns {
      for row in 0..<columns { result[column * rows + row] = square[column * columns + row] }
    }
    return result
  }
}
