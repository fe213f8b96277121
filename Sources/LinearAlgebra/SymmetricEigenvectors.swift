import CLAPACK
package import Numerics

/// The largest eigenvalues of a symmetric matrix, with their eigenvectors.
///
/// Calls `dsyevr`.
package struct SymmetricEigenvectors: Sendable {
  /// The eigenvalues, largest first.
  package let values: [Double]
  /// Their eigenvectors as rows, of length 1; the largest component of each is positive.
  package let vectors: Matrix

  /// Finds the `count` largest eigenvalues of a symmetric matrix.
  ///
  /// - Throws: ``LinearAlgebraError`` when the matrix is not finite or the iteration does not converge.
  package init(_ matrix: Matrix, largest count: Int) throws(LinearAlgebraError) {
    precondition(matrix.rows == matrix.columns, "a square matrix has eigenvalues")
    guard matrix.isFinite else { throw .notFinite(rows: matrix.rows, columns: matrix.columns) }
    let size = matrix.rows
    let wanted = min(max(count, 0), size)
    guard wanted > 0 else {
      values = []
      vectors = Matrix(rows: 0, columns: size)
      return
    }
    try LAPACK.load()
    var elements = matrix.values
    var eigenvalues = [Double](repeating: 0, count: size)
    var eigenvectors = [Double](repeating: 0, count: size * wanted)
    var support = [Int32](repeating: 0, count: 2 * wanted)
    var work: [Double] = [0]
    var workSize: Int32 = -1
    var integers: [Int32] = [0]
    var integerSize: Int32 = -1
    // The first call asks for the best workspace, the second factorizes.
    for _ in 0..<2 {
      let info = unsafe CLAPACK_syevr(
        LAPACK.size(size), &elements, LAPACK.size(size - wanted + 1), LAPACK.size(size),
        &eigenvalues, &eigenvectors, &support, &work, workSize, &integers, integerSize)
      precondition(info >= 0, "dsyevr: argument \(-info) is wrong; this is a bug in MLPKit")
      guard info == 0 else { throw .notConverged(routine: "dsyevr", info: Int(info)) }
      if workSize == -1 {
        workSize = Int32(work[0])
        integerSize = integers[0]
        work = [Double](repeating: 0, count: Int(workSize))
        integers = [Int32](repeating: 0, count: Int(integerSize))
      }
    }
    values = eigenvalues.prefix(wanted).reversed()
    var ordered: [Double] = []
    ordered.reserveCapacity(size * wanted)
    for index in (0..<wanted).reversed() {
      let vector = eigenvectors[(index * size)..<((index + 1) * size)]
      let largest = vector.max { abs($0) < abs($1) } ?? 1
      ordered += largest < 0 ? vector.map { -$0 } : Array(vector)
    }
    vectors = Matrix(rows: wanted, columns: size, values: ordered)
  }
}
