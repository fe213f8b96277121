import LinearAlgebra
import Numerics
import TestSupport
import Testing

@Suite("Pseudo-inverses adapt to the condition, and are never silently wrong")
struct AdaptiveInverseTests {
  static let shapes = [
    (1, 1), (1, 9), (9, 1), (2, 2), (12, 12), (40, 40), (40, 12), (12, 40), (200, 30), (60, 59),
  ]
  static let exponents = Array(0...16)

  /// 10 to a whole power.
  private static func power(_ exponent: Int) -> Double {
    (0..<exponent).reduce(1.0) { product, _ in product * 10 }
  }

  /// Half of the singular values 1, the other half one over the condition, and a few in between.
  private static func values(_ count: Int, condition: Double) -> [Double] {
    var result = (0..<count).map { $0 < count / 2 ? 1 : 1 / condition }
    if count > 4 { result[count / 2] = 1 / condition.squareRoot() }
    if count == 1 { result = [1] }
    return result
  }

  /// What is reported is what the definition gives, up to the rounding of the products themselves.
  private static func agree(_ told: [Double], _ found: [Double], rounding: Double) -> Bool {
    told.count == 4 && zip(told, found).allSatisfy { abs($0 - $1) <= rounding }
  }

  @Test("hold Penrose's equations from condition 1 to 1e16", arguments: shapes, exponents)
  func conditions(_ shape: (Int, Int), exponent: Int) throws {
    let condition = Self.power(exponent)
    let (rows, columns) = shape
    let values = Self.values(min(rows, columns), condition: condition)
    let truth = Constructed(rows: rows, columns: columns, singularValues: values, seed: 31)
    let result = try PseudoInverse(of: truth.matrix)
    let found = naivePenroseResiduals(truth.matrix, result.matrix)
    // What counts decides how much rounding is amplified: the truncated inverse is well-conditioned.
    let counted = values[result.rank - 1]
    let tolerance = 1e-14 / counted + 1e-13
    #expect(found.allSatisfy { $0 <= tolerance }, "\(result.algorithm) \(found)")
    #expect(Self.agree(result.penroseResiduals, found, rounding: tolerance))
    #expect(!result.areResidualsEstimated)
    if exponent <= 12 {
      #expect(result.rank == values.count)
      #expect(relativeDifference(result.matrix.values, truth.inverse.values) <= tolerance)
    }
  }

  @Test(
    "take the cheapest algorithm that is good enough",
    arguments: [
      (40, 12, 1, .cholesky), (40, 12, 4, .choleskyQR2), (40, 12, 9, .qr), (12, 40, 1, .cholesky),
      (12, 12, 1, .qr), (12, 12, 9, .qr),
    ] as [(Int, Int, Int, PseudoInverse.Algorithm)])
  func choice(rows: Int, columns: Int, exponent: Int, algorithm: PseudoInverse.Algorithm) throws {
    let values = Self.values(12, condition: Self.power(exponent))
    let truth = Constructed(rows: rows, columns: columns, singularValues: values, seed: 32)
    #expect(try PseudoInverse(of: truth.matrix).algorithm == algorithm)
  }

  @Test(
    "of deficient rank leave the small part out",
    arguments: [
      (12, 12, 7), (40, 12, 11), (12, 40, 3), (40, 40, 39), (60, 20, 1), (300, 280, 100),
    ],
    [1.0, 1e5])
  func deficient(_ shape: (Int, Int, Int), condition: Double) throws {
    let (rows, columns, rank) = shape
    let values = Self.values(rank, condition: condition) + [0]
    let truth = Constructed(rows: rows, columns: columns, singularValues: values, seed: 33)
    let result = try PseudoInverse(of: truth.matrix)
    #expect(result.rank == rank)
    #expect(result.algorithm == .completeOrthogonal)
    #expect(!result.isExact)
    #expect(result.conditionNumber > 1e12)
    let tolerance = 1e-13 / (values[rank - 1])
    #expect(relativeDifference(result.matrix.values, truth.inverse.values) < tolerance)
    #expect(result.penroseResiduals.allSatisfy { $0 < tolerance })
  }

  @Test("a rank that no gap settles is left to the singular values")
  func ambiguous() throws {
    // From 1 in equal steps down to 1e-17: somewhere on the way is the cut-off.
    let values = (0..<35).map { 1 / Self.power($0 / 2) / ($0 % 2 == 0 ? 1 : 3.1622776601683795) }
    let truth = Constructed(rows: 60, columns: 35, singularValues: values, seed: 34)
    let result = try PseudoInverse(of: truth.matrix)
    #expect(result.algorithm == .svd)
    // Recorded from numpy.linalg.matrix_rank, NumPy 2.4.6: 60ε = 1.3e-14 lies between two values.
    #expect(result.rank == 28)
    let found = naivePenroseResiduals(truth.matrix, result.matrix)
    #expect(found.allSatisfy { $0 < 1e-14 / values[27] })
    #expect(Self.agree(result.penroseResiduals, found, rounding: 1e-14 / values[27]))
  }

  @Test(
    "rows and columns of very different sizes",
    arguments: [(30, 8), (8, 30), (20, 20)], [1.0, 1e3, 1e5])
  func scaled(_ shape: (Int, Int), spread: Double) throws {
    let (rows, columns) = shape
    var matrix = seeded(rows, columns, seed: 35)
    for row in 0..<rows {
      for column in 0..<columns {
        matrix[row, column] *= [1, spread, 1 / spread][row % 3] * [1, 1 / spread][column % 2]
      }
    }
    let result = try PseudoInverse(of: matrix)
    let found = naivePenroseResiduals(matrix, result.matrix)
    let tolerance = 1e-14 * result.conditionNumber + 1e-13
    #expect(found.allSatisfy { $0 <= tolerance })
    #expect(Self.agree(result.penroseResiduals, found, rounding: tolerance))
  }

  @Test("columns of zeros and equal columns give the inverse that shares them out")
  func zeroColumns() throws {
    // Pivots tie here: [a a 0] has the inverse [a⁺/2; a⁺/2; 0].
    let matrix = Matrix(rows: [[3, 3, 0], [4, 4, 0], [0, 0, 0], [0, 0, 0]])
    let result = try PseudoInverse(of: matrix)
    #expect(result.rank == 1)
    let expected = [0.06, 0.08, 0, 0, 0.06, 0.08, 0, 0, 0, 0, 0, 0]
    #expect(relativeDifference(result.matrix.values, expected) < 1e-14)
  }

  @Test("larger matrices are certified by random probes, which see what is wrong")
  func probes() throws {
    let matrix = seeded(420, 300, seed: 36)
    let result = try PseudoInverse(of: matrix)
    #expect(result.areResidualsEstimated && result.isConditionEstimated)
    #expect(result.singularValues == nil && result.rank == 300)
    let exact = PseudoInverse.penroseResiduals(of: matrix, inverse: result.matrix)
    #expect(exact.allSatisfy { $0 < 1e-12 })
    // Recorded from numpy.linalg.cond, NumPy 2.4.6, on the same numbers.
    let condition = 11.224819041787974
    #expect(result.conditionNumber <= condition * 1.001)
    #expect(result.conditionNumber > condition * 0.85)
    var wrong = result.matrix
    wrong[7, 11] += 1e-6 * wrong.values.reduce(0) { max($0, abs($1)) }
    let estimated = PseudoInverse.estimatedPenroseResiduals(of: matrix, inverse: wrong)
    let truth = PseudoInverse.penroseResiduals(of: matrix, inverse: wrong)
    for (estimate, residual) in zip(estimated, truth) {
      #expect(estimate > residual / 4 && estimate < residual * 4)
      #expect(residual > 1e-9)
    }
  }

  @Test("the transpose has the transposed inverse, tile by tile", arguments: [(17, 33), (1, 40)])
  func transposing(rows: Int, columns: Int) {
    let matrix = seeded(rows, columns, seed: 37)
    let turned = matrix.transposed()
    for row in 0..<rows {
      for column in 0..<columns { #expect(turned[column, row] == matrix[row, column]) }
    }
  }
}
