import CLAPACK
package import Numerics

/// The thin singular value decomposition `A = left · diag(values) · rightTransposed`.
///
/// With k = min(rows, columns). Calls `dgesdd`.
package struct SingularValueDecomposition: Sendable {
  /// Left singular vectors as columns, `[rows × k]`.
  package let left: Matrix
  /// Singular values, largest first, `[k]`.
  package let values: [Double]
  /// Right singular vectors as rows, `[k × columns]`.
  package let rightTransposed: Matrix

  /// Factorizes `matrix`.
  ///
  /// - Throws: ``LinearAlgebraError`` when the matrix is not finite or the iteration does not converge.
  package init(_ matrix: Matrix) throws(LinearAlgebraError) {
    let count = min(matrix.rows, matrix.columns)
    var left = Matrix(rows: matrix.rows, columns: count)
    var right = Matrix(rows: count, columns: matrix.columns)
    values = try Self.factorize(matrix, left: &left.values, right: &right.values, vectors: true)
    self.left = left
    rightTransposed = right
  }

  /// The singular values alone, largest first.
  ///
  /// - Throws: ``LinearAlgebraError`` when the matrix is not finite or the iteration does not converge.
  package static func singularValues(of matrix: Matrix) throws(LinearAlgebraError) -> [Double] {
    var none: [Double] = [0]
    var alsoNone: [Double] = [0]
    return try factorize(matrix, left: &none, right: &alsoNone, vectors: false)
  }

  /// LAPACK is column-major: it sees the transpose, whose left vectors are our right ones.
  private static func factorize(
    _ matrix: Matrix, left: inout [Double], right: inout [Double], vectors: Bool
  ) throws(LinearAlgebraError) -> [Double] {
    guard matrix.isFinite else {
      throw .notFinite(rows: matrix.rows, columns: matrix.columns)
    }
    let count = min(matrix.rows, matrix.columns)
    guard count > 0 else { return [] }
    try LAPACK.load()
    var elements = matrix.values
    var values = [Double](repeating: 0, count: count)
    var integers = [Int32](repeating: 0, count: 8 * count)
    var work: [Double] = [0]
    var workSize: Int32 = -1
    // The first call asks for the best workspace, the second factorizes.
    for _ in 0..<2 {
      let (rows, columns) = (LAPACK.size(matrix.columns), LAPACK.size(matrix.rows))
      let info =
        vectors
        ? unsafe CLAPACK_gesdd(
          rows, columns, &elements, &values, &right, &left, &work, workSize, &integers)
        : unsafe CLAPACK_gesdd(
          rows, columns, &elements, &values, nil, nil, &work, workSize, &integers)
      precondition(info >= 0, "dgesdd: argument \(-info) is wrong; this is a bug in MLPKit")
      guard info == 0 else { throw .notConverged(routine: "dgesdd", info: Int(info)) }
      if workSize == -1 {
        workSize = Int32(work[0])
        work = [Double](repeating: 0, count: Int(workSize))
      }
    }
    return values
  }
}
