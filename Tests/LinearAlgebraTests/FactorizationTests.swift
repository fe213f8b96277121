import LinearAlgebra
import Numerics
import TestSupport
import Testing

@Suite("Cholesky factors and eigenvectors")
struct FactorizationTests {
  @Test("a Cholesky factor is the textbook's, and solves")
  func cholesky() throws {
    // The example of the Wikipedia article: all whole numbers.
    let matrix = Matrix(rows: [[4, 12, -16], [12, 37, -43], [-16, -43, 98]])
    let factor = try #require(CholeskyFactorization(matrix))
    #expect(factor.lower == Matrix(rows: [[2, 0, 0], [6, 1, 0], [-8, 5, 3]]))
    let solution = factor.solve(matrix.times([1, -2, 3]))
    #expect(relativeDifference(solution, [1, -2, 3]) <= 1e-12)
    let both = factor.solve(matrix.multiplied(by: Matrix(rows: [[1, 0], [0, 1], [2, -1]])))
    #expect(relativeDifference(both.values, [1, 0, 0, 1, 2, -1]) <= 1e-12)
    #expect(CholeskyFactorization(Matrix(rows: [[1, 2], [2, 1]])) == nil)
    #expect(CholeskyFactorization(Matrix(rows: [[Double.nan]])) == nil)
  }

  @Test("the largest eigenvalues come first, with eigenvectors of length 1")
  func eigenvectors() throws {
    // The path of three: 2 + √2, 2, 2 − √2.
    let matrix = Matrix(rows: [[2, -1, 0], [-1, 2, -1], [0, -1, 2]])
    let found = try SymmetricEigenvectors(matrix, largest: 2)
    #expect(relativeDifference(found.values, [3.414213562373095, 2]) <= 1e-14)
    for index in 0..<2 {
      let vector = Array(found.vectors.row(index))
      #expect(abs(vector.euclideanNorm - 1) <= 1e-14)
      let image = matrix.times(vector)
      #expect(relativeDifference(image, vector.map { $0 * found.values[index] }) <= 1e-13)
    }
    #expect(try SymmetricEigenvectors(matrix, largest: 0).values.isEmpty)
    #expect(throws: LinearAlgebraError.self) {
      try SymmetricEigenvectors(Matrix(rows: [[Double.infinity]]), largest: 1)
    }
  }
}
