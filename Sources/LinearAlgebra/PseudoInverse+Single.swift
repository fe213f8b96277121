import CLAPACK
import Numerics

/// A singular value decomposition rounded to 32 bits, and the pseudo-inverse multiplied from it there.
///
/// `numpy.linalg.pinv` does this with a float32 matrix: LAPACK works in 64 bits, the factors are
/// rounded, and only the multiplication is single.
struct SinglePrecisionFactors {
  private let left: [Float]
  /// The singular values, largest first.
  let values: [Float]
  private let rightTransposed: [Float]
  private let rows: Int
  private let columns: Int

  init(_ factors: SingularValueDecomposition) {
    left = factors.left.values.map(Float.init)
    values = factors.values.map(Float.init)
    rightTransposed = factors.rightTransposed.values.map(Float.init)
    rows = factors.left.rows
    columns = factors.rightTransposed.columns
  }

  /// V · (diag(1/σ) · Uᵀ) over the first `rank` singular values, in NumPy's order of operations.
  ///
  /// Calls `sgemm`.
  func inverse(rank: Int) -> Matrix {
    let count = values.count
    guard count > 0 else { return Matrix(rows: columns, columns: rows) }
    var scaled = [Float](repeating: 0, count: count * rows)
    for index in 0..<rank {
      let factor = 1 / values[index]
      for row in 0..<rows { scaled[index * rows + row] = factor * left[row * count + index] }
    }
    var inverse = [Float](repeating: 0, count: columns * rows)
    unsafe CLAPACK_sgemm(
      CblasRowMajor, CblasTrans, CblasNoTrans, LAPACK.size(columns), LAPACK.size(rows),
      LAPACK.size(count), rightTransposed, LAPACK.size(columns), scaled, LAPACK.size(rows),
      &inverse,
      LAPACK.size(rows))
    return Matrix(rows: columns, columns: rows, values: inverse.map(Double.init))
  }
}
