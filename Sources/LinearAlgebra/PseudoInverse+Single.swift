import CLAPACK

/// The pseudo-inverse as `numpy.linalg.pinv` computes it for a float32 matrix: every step in 32 bits.
///
/// - Returns: the inverse, the singular values, and how many exceed `threshold · σ₁`.
///
/// Calls `sgesdd` and `cblas_sgemm`.
func singlePrecisionPseudoInverse(
  _ matrix: Matrix, threshold: Double
) throws(LinearAlgebraError) -> (inverse: Matrix, singularValues: [Double], rank: Int) {
  guard matrix.isFinite else { throw .notFinite(rows: matrix.rows, columns: matrix.columns) }
  let count = min(matrix.rows, matrix.columns)
  guard count > 0 else {
    return (Matrix(rows: matrix.columns, columns: matrix.rows), [], 0)
  }
  var job = CChar(UInt8(ascii: "S"))
  var rows = blasInt(matrix.columns)
  var columns = blasInt(matrix.rows)
  var leading = rows
  var leftLeading = rows
  var rightLeading = blasInt(count)
  var elements = matrix.values.map(Float.init)
  var values = [Float](repeating: 0, count: count)
  var right = [Float](repeating: 0, count: count * matrix.columns)
  var left = [Float](repeating: 0, count: matrix.rows * count)
  var integers = [Int32](repeating: 0, count: 8 * count)
  var work: [Float] = [0]
  var workSize: Int32 = -1
  var info: Int32 = 0
  for _ in 0..<2 {
    unsafe sgesdd_(
      &job, &rows, &columns, &elements, &leading, &values, &right, &leftLeading, &left,
      &rightLeading, &work, &workSize, &integers, &info, 1)
    precondition(info >= 0, "sgesdd: argument \(-info) is wrong; this is a bug in MLPKit")
    guard info == 0 else { throw .notConverged(routine: "sgesdd", info: Int(info)) }
    if workSize == -1 {
      workSize = Int32(work[0])
      work = [Float](repeating: 0, count: Int(workSize))
    }
  }
  let rank = rankOf(values.map(Double.init), threshold: threshold)
  // diag(1/σ) · Uᵀ first, then V times that: NumPy's order of operations.
  var scaled = [Float](repeating: 0, count: count * matrix.rows)
  for index in 0..<rank {
    let factor = 1 / values[index]
    for row in 0..<matrix.rows {
      scaled[index * matrix.rows + row] = factor * left[row * count + index]
    }
  }
  var inverse = [Float](repeating: 0, count: matrix.columns * matrix.rows)
  unsafe cblas_sgemm(
    CblasRowMajor, CblasTrans, CblasNoTrans, rows, columns, blasInt(count), 1, right, rows, scaled,
    columns, 0, &inverse, columns)
  return (
    Matrix(rows: matrix.columns, columns: matrix.rows, values: inverse.map(Double.init)),
    values.map(Double.init), rank
  )
}
