import LinearAlgebra
import Numerics
import TestSupport
import Testing

@Suite("Singular value decompositions")
struct SingularValueTests {
  @Test("a diagonal matrix has the magnitudes of its diagonal, largest first")
  func diagonals() throws {
    let matrix = diagonal([0.25, -3, 0, 2])
    #expect(try SingularValueDecomposition(matrix).values == [3, 2, 0.25, 0])
    #expect(try SingularValueDecomposition.singularValues(of: matrix) == [3, 2, 0.25, 0])
  }

  @Test("a matrix of rank one has one value, the product of the two norms")
  func rankOne() throws {
    // (1, 2, 2)ᵀ · (2, 3, 6, 0): norms 3 and 7.
    let outer = naiveProduct(Matrix(rows: [[1], [2], [2]]), Matrix(rows: [[2, 3, 6, 0]]))
    let values = try SingularValueDecomposition(outer).values
    #expect(values.count == 3)
    #expect(abs(values[0] - 21) < 1e-13)
    #expect(values[1] < 1e-14 && values[2] < 1e-14)
  }

  @Test("a row or column has its norm")
  func vectors() throws {
    let row = Matrix(rows: [[2, -3, 6]])
    #expect(abs(try SingularValueDecomposition(row).values[0] - 7) < 1e-14)
    #expect(abs(try SingularValueDecomposition(row.transposed()).values[0] - 7) < 1e-14)
    #expect(try SingularValueDecomposition(Matrix(rows: [[-5]])).values == [5])
  }

  @Test("the golden ratio and its inverse belong to the Fibonacci matrix")
  func fibonacci() throws {
    let values = try SingularValueDecomposition(Matrix(rows: [[1, 1], [1, 0]])).values
    let golden = (1 + 5.0.squareRoot()) / 2
    #expect(relativeDifference(values, [golden, golden - 1]) < 1e-15)
  }

  @Test("Hilbert's matrix has NumPy's values, the small ones too")
  func hilbertMatrix() throws {
    // Recorded from NumPy 2.4.6.
    let truth = [
      1.6188998589243393, 0.2423608705752095, 0.01632152131987582, 0.0006157483541826447,
      1.2570757122632472e-05, 1.0827994844462713e-07,
    ]
    let values = try SingularValueDecomposition(hilbert(6)).values
    #expect(relativeDifference(values, truth) < 1e-15)
    for (value, wanted) in zip(values, truth) { #expect(abs(value / wanted - 1) < 1e-8) }
  }

  @Test("a matrix with random elements has NumPy's values")
  func recorded() throws {
    // Recorded from NumPy 2.4.6 on the same generator's numbers.
    let truth = [
      4.508873122886274, 3.8055589488260675, 3.447774557369457, 3.355059295393562,
      3.0941466490999465, 2.601864042526884,
    ]
    let matrix = seeded(40, 6, seed: 7)
    #expect(relativeDifference(try SingularValueDecomposition(matrix).values, truth) < 1e-14)
    #expect(
      relativeDifference(try SingularValueDecomposition(matrix.transposed()).values, truth) < 1e-14)
  }

  static let shapes = [
    (1, 1), (1, 6), (6, 1), (2, 2), (7, 3), (3, 7), (20, 20), (90, 4), (4, 90), (784, 30),
  ]

  @Test("the factors multiply back to the matrix and are orthonormal", arguments: shapes)
  func properties(rows: Int, columns: Int) throws {
    let matrix = seeded(rows, columns, seed: UInt64(rows * 1000 + columns))
    let factors = try SingularValueDecomposition(matrix)
    let count = min(rows, columns)
    #expect(factors.left.rows == rows && factors.left.columns == count)
    #expect(factors.rightTransposed.rows == count && factors.rightTransposed.columns == columns)
    #expect(factors.values.count == count)
    #expect(factors.values == factors.values.sorted(by: >))
    #expect(factors.values.allSatisfy { $0 >= 0 })
    let product = naiveProduct(
      naiveProduct(factors.left, diagonal(factors.values)), factors.rightTransposed)
    #expect(relativeDifference(product.values, matrix.values) < 1e-13)
    let unit = identity(count).values
    let left = naiveProduct(factors.left.transposed(), factors.left)
    let right = naiveProduct(factors.rightTransposed, factors.rightTransposed.transposed())
    #expect(relativeDifference(left.values, unit) < 1e-13)
    #expect(relativeDifference(right.values, unit) < 1e-13)
    let alone = try SingularValueDecomposition.singularValues(of: matrix)
    #expect(relativeDifference(alone, factors.values) < 1e-13)
  }

  @Test("an empty matrix has no values")
  func empty() throws {
    for matrix in [Matrix(rows: 0, columns: 3), Matrix(rows: 3, columns: 0)] {
      let factors = try SingularValueDecomposition(matrix)
      #expect(factors.values.isEmpty)
      #expect(factors.left.rows == matrix.rows && factors.rightTransposed.columns == matrix.columns)
    }
  }

  @Test(
    "NaN and infinity are refused with the matrix's shape",
    arguments: [Double.nan, .infinity, -.infinity])
  func notFinite(bad: Double) {
    let matrix = Matrix(rows: [[1, 2, 3], [4, bad, 6]])
    let error = LinearAlgebraError.notFinite(rows: 2, columns: 3)
    #expect(throws: error) { try SingularValueDecomposition(matrix) }
    #expect(throws: error) { try SingularValueDecomposition.singularValues(of: matrix) }
    #expect(error.description == "a matrix of 2 × 3 holds NaN or infinite values")
  }
}
