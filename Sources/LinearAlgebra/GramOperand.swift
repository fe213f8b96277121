import CLAPACK
package import Numerics

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
  /// Calls `cblas_dsyrk`.
  func gram() -> [Double] {
    var result = [Double](repeating: 0, count: columns * columns)
    unsafe cblas_dsyrk(
      CblasColMajor, CblasUpper, isTall ? CblasNoTrans : CblasTrans, blasInt(columns),
      blasInt(rows), 1, elements, blasInt(stride), 0, &result, blasInt(columns))
    return result
  }

  /// B becomes B · R⁻¹.
  ///
  /// Calls `cblas_dtrsm`.
  ///
  /// - Parameter factor: R, n × n and column after column, upper triangular, its diagonal without zeros.
  mutating func divide(by factor: [Double]) {
    unsafe cblas_dtrsm(
      CblasColMajor, isTall ? CblasLeft : CblasRight, CblasUpper,
      isTall ? CblasTrans : CblasNoTrans, CblasNonUnit, blasInt(isTall ? columns : rows),
      blasInt(isTall ? rows : columns), 1, factor, blasInt(columns), &elements, blasInt(stride))
  }

  /// The inverse of the matrix when W · Bᵀ is that of B.
  ///
  /// Calls `cblas_dgemm`.
  ///
  /// - Parameter weight: W, n × n and column after column.
  func inverse(weight: [Double]) -> Matrix {
    let values = unsafe [Double](unsafeUninitializedCapacity: rows * columns) { buffer, count in
      if isTall {
        unsafe cblas_dgemm(
          CblasColMajor, CblasTrans, CblasTrans, blasInt(rows), blasInt(columns),
          blasInt(columns), 1, elements, blasInt(columns), weight, blasInt(columns), 0,
          buffer.baseAddress, blasInt(rows))
      } else {
        unsafe cblas_dgemm(
          CblasColMajor, CblasNoTrans, CblasTrans, blasInt(columns), blasInt(rows),
          blasInt(columns), 1, weight, blasInt(columns), elements, blasInt(rows), 0,
          buffer.baseAddress, blasInt(columns))
      }
      count = rows * columns
    }
    return Matrix(
      rows: isTall ? columns : rows, columns: isTall ? rows : columns, values: values)
  }
}
