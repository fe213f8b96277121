import LinearAlgebra
import Numerics
import TestSupport
import Testing

@Suite("Penrose's equations")
struct PenroseTests {
  static let shapes = [(1, 1), (1, 8), (8, 1), (6, 6), (30, 5), (5, 30), (150, 12)]
  static let conditions = [1, 1e3, 1e6, 1e9, 1e12]

  /// Singular values from 1 down to 1/condition in equal ratios; a lone one is 1.
  private static func values(_ count: Int, condition: Double) -> [Double] {
    var ratio = 1.0
    if count > 1 {
      // The (count − 1)-th root by bisection, so that no library function is needed.
      var (low, high) = (0.0, 1.0)
      for _ in 0..<200 {
        let middle = (low + high) / 2
        let power = (1..<count).reduce(1.0) { product, _ in product * middle }
        if power < 1 / condition { low = middle } else { high = middle }
      }
      ratio = low
    }
    return (0..<count).map { index in (0..<index).reduce(1.0) { product, _ in product * ratio } }
  }

  @Test("hold for every shape and condition", arguments: shapes, conditions)
  func fullRank(_ shape: (Int, Int), condition: Double) throws {
    let (rows, columns) = shape
    let values = Self.values(min(rows, columns), condition: condition)
    let truth = Constructed(rows: rows, columns: columns, singularValues: values, seed: 11)
    let result = try PseudoInverse(of: truth.matrix)
    // Rounding is amplified by the condition.
    let tolerance = 1e-14 * max(condition, 10)
    #expect(naivePenroseResiduals(truth.matrix, result.matrix).allSatisfy { $0 < tolerance })
    #expect(result.penroseResiduals.count == 4)
    #expect(result.penroseResiduals.allSatisfy { $0 < tolerance })
    #expect(relativeDifference(result.matrix.values, truth.inverse.values) < tolerance)
    #expect(relativeDifference(result.singularValues ?? [], values) < 1e-14)
    #expect(result.rank == values.count)
  }

  @Test(
    "hold for deficient rank, where the small part is left out",
    arguments: [(6, 6, 3), (30, 5, 4), (5, 30, 1), (40, 40, 39)])
  func deficient(rows: Int, columns: Int, rank: Int) throws {
    let values = (0..<rank).map { 5 / Double($0 + 1) } + [0]
    let truth = Constructed(rows: rows, columns: columns, singularValues: values, seed: 12)
    let result = try PseudoInverse(of: truth.matrix)
    #expect(result.rank == rank)
    #expect(naivePenroseResiduals(truth.matrix, result.matrix).allSatisfy { $0 < 1e-12 })
    #expect(relativeDifference(result.matrix.values, truth.inverse.values) < 1e-12)
  }

  @Test("hold for rows of very different sizes")
  func scaledRows() throws {
    var matrix = seeded(6, 3, seed: 13)
    for (row, scale) in [1e-8, 1e8, 1, 1e-4, 1e4, 1].enumerated() {
      for column in 0..<3 { matrix[row, column] *= scale }
    }
    let result = try PseudoInverse(of: matrix)
    #expect(result.rank == 3)
    #expect(naivePenroseResiduals(matrix, result.matrix).allSatisfy { $0 < 1e-7 })
  }

  @Test("the inverse of the inverse is the matrix, and transposing commutes")
  func involution() throws {
    let matrix = seeded(9, 4, seed: 14)
    let inverse = try PseudoInverse(of: matrix).matrix
    #expect(relativeDifference(try PseudoInverse(of: inverse).matrix.values, matrix.values) < 1e-12)
    let turned = try PseudoInverse(of: matrix.transposed()).matrix.transposed()
    #expect(relativeDifference(turned.values, inverse.values) < 1e-12)
  }

  @Test(
    "a wrong inverse has the residuals of a computation on paper",
    arguments: [
      (
        "square", [[1, 0], [0, 2]], [[1, 1], [0, 1]],
        [8.0 / 5, 5.0 / 3, 1.0 / 3, 8.0 / 9]
      ),
      ("tall: only AP is not symmetric", [[1], [2]], [[1, 0]], [0, 0, 8.0 / 5, 0]),
      ("wide: only PA is not symmetric", [[1, 2]], [[1], [0]], [0, 0, 0, 8.0 / 5]),
      (
        "twice the inverse: APA = 2A and PAP = 2P", [[3, 0], [0, 4]], [[2.0 / 3, 0], [0, 0.5]],
        [1, 1, 0, 0]
      ),
      ("a zero matrix", [[0, 0], [0, 0]], [[1, 0], [0, 0]], [0, 1, 0, 0]),
      ("a zero inverse", [[2]], [[0]], [1, 0, 0, 0]),
    ] as [(String, [[Double]], [[Double]], [Double])])
  func wrong(_ what: String, matrix: [[Double]], inverse: [[Double]], squares: [Double]) {
    let residuals = PseudoInverse.penroseResiduals(
      of: Matrix(rows: matrix), inverse: Matrix(rows: inverse))
    #expect(residuals.count == 4)
    for (residual, square) in zip(residuals, squares) {
      #expect(abs(residual - square.squareRoot()) < 1e-15)
    }
  }

  @Test(
    "are right for products that are visited in blocks",
    arguments: [(255, 3), (256, 3), (257, 3), (600, 4), (4, 600), (513, 1)])
  func blocks(rows: Int, columns: Int) {
    // Two unrelated matrices, so that all four residuals are far from 0.
    let matrix = seeded(rows, columns, seed: 15)
    let inverse = seeded(columns, rows, seed: 16)
    let truth = naivePenroseResiduals(matrix, inverse)
    let residuals = PseudoInverse.penroseResiduals(of: matrix, inverse: inverse)
    #expect(relativeDifference(residuals, truth) < 1e-12)
    #expect(truth[0] > 0.1 && truth[1] > 0.1)
    #expect(max(truth[2], truth[3]) > 0.1)
  }
}
