import CLAPACK
import Numerics

/// A matrix with at least as many rows as columns, column after column as LAPACK wants it.
///
/// Of a wide matrix it is the transpose, whose pseudo-inverse is the transposed pseudo-inverse.
struct TallMatrix {
  /// Number of rows, m.
  let rows: Int
  /// Number of columns, n ≤ m.
  let columns: Int
  /// The elements, column after column.
  var elements: [Double]
  /// Whether this is the transpose of the matrix that it was made of.
  let isTransposed: Bool

  init(_ matrix: Matrix) {
    isTransposed = matrix.rows < matrix.columns
    rows = max(matrix.rows, matrix.columns)
    columns = min(matrix.rows, matrix.columns)
    // Row after row of a wide matrix is column after column of its transpose.
    elements = isTransposed ? matrix.values : matrix.transposed().values
  }

  /// Turns the transposed inverse of this matrix, m × n and column after column, into the inverse of
  /// the matrix that it was made of.
  func inverse(fromTransposed elements: [Double]) -> Matrix {
    let inverse = Matrix(rows: columns, columns: rows, values: elements)
    return isTransposed ? inverse.transposed() : inverse
  }
}

/// An inverse that an algorithm proposes, before anything is proven of it.
struct InverseCandidate {
  /// How it was found.
  var algorithm: PseudoInverse.Algorithm
  /// The inverse of the matrix.
  var inverse: Matrix
  /// The numerical rank.
  var rank: Int
  /// An estimate of the largest over the smallest singular value that is not counted as zero.
  var condition: Double
}
