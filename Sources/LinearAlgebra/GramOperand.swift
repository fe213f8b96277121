import CLAPACK
import Numerics

/// A matrix as it lies in memory, seen as the tall B, m × n, whose Gram matrix BᵀB is small.
///
/// B is the matrix or its transpose. Nothing is ever transposed in memory, which would cost a large matrix
/// as much as a tenth of its inverse.
struct GramOperand {
  /// m, the longer side.
  let rows: Int
  /// n, the shorter side.
  let columns: Int
  /// The elements, row after row.
  ///
  /// Column after column, as BLAS sees them, they are Bᵀ of a tall matrix and B of a wide one.
  private var elements: [Double]
  private let isTall: Bool

  init(_ matrix: Matrix) {
    isTall = matrix.rows >= matrix.columns
    rows = max(matrix.rows, matrix.columns)
    columns = min(matrix.rows, matrix.columns)
    elements = matrix.values
  }

  /// The distance between BLAS's columns.
  private var stride: Int { isTall ? columns : rows }

  /// BᵀB: its upper triangle, n × n and column after column.
  ///
  /// Calls `dsyrk`.
  func gram() -> [Double] {
    var result = [Double](repeating: 0, count: columns * columns)
    unsafe CLAPACK_syrk(
      isTall ? CblasNoTrans : CblasTrans, LAPACK.size(columns), LAPACK.size(rows), elements,
      LAPACK.size(stride), &result, LAPACK.size(columns))
    return result
  }

  /// B becomes B · R⁻¹.
  ///
  /// Calls `dtrsm`.
  ///
  /// - Parameter factor: R, n × n and column after column, upper triangular, its diagonal without zeros.
  mutating func divide(by factor: [Double]) {
    unsafe CLAPACK_trsm(
      isTall ? CblasLeft : CblasRight, isTall ? CblasTrans : CblasNoTrans,
      LAPACK.size(isTall ? columns : rows), LAPACK.size(isTall ? rows : columns), factor,
      LAPACK.size(columns), &elements, LAPACK.size(stride))
  }

  /// The inverse of the matrix when W · Bᵀ is that of B.
  ///
  /// Calls `dgemm`.
  ///
  /// - Parameter weight: W, n × n and column after column.
  func inverse(weight: [Double]) -> Matrix {
    let values = unsafe [Double](unsafeUninitializedCapacity: rows * columns) { buffer, count in
      if isTall {
        unsafe CLAPACK_dgemm(
          CblasColMajor, CblasTrans, CblasTrans, LAPACK.size(rows), LAPACK.size(columns),
          LAPACK.size(columns), elements, LAPACK.size(columns), weight, LAPACK.size(columns),
          buffer.baseAddress, LAPACK.size(rows))
      } else {
        unsafe CLAPACK_dgemm(
          CblasColMajor, CblasNoTrans, CblasTrans, LAPACK.size(columns), LAPACK.size(rows),
          LAPACK.size(columns), weight, LAPACK.size(columns), elements, LAPACK.size(rows),
          buffer.baseAddress, LAPACK.size(columns))
      }
      count = rows * columns
    }
    return Matrix(
      rows: isTall ? columns : rows, columns: isTall ? rows : columns, values: values)
  }
}
