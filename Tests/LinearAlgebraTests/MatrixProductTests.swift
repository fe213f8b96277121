import Numerics
import TestSupport
import Testing

@Suite("Products and norms")
struct MatrixProductTests {
  static let left = Matrix(rows: [
    [0.5, -1.25, 3], [2, 0.75, -0.125], [-4, 1.5, 0.25], [1e-3, -2, 7],
  ])
  static let right = Matrix(rows: [[1.5, -2, 0.1, 7], [0.3, 4, -6, 1], [-0.7, 0.9, 11, -3]])

  @Test("a product is the one on paper")
  func byHand() {
    let product = Matrix(rows: [[1, 2, 3], [4, 5, 6]]).multiplied(
      by: Matrix(rows: [[1, 0], [0, -1], [2, 0.5]]))
    #expect(product == Matrix(rows: [[7, -0.5], [16, -2]]))
    let row = Matrix(rows: [[1, 2, 3]])
    #expect(row.multiplied(by: row.transposed()) == Matrix(rows: [[14]]))
    #expect(
      row.transposed().multiplied(by: row) == Matrix(rows: [[1, 2, 3], [2, 4, 6], [3, 6, 9]]))
  }

  // Recorded from NumPy 2.4.6.
  static let leftTimesRight = [
    -1.7249999999999999, -3.3, 40.55, -6.75, 3.3125, -1.1125, -5.675, 15.125, -5.725, 14.225, -6.65,
    -27.25, -5.4985, -1.7020000000000004, 89.0001, -22.993,
  ]
  static let rightTimesLeft = [
    -3.643, -17.225, 53.775, 32.150999999999996, -8.375, 5.9, -42.553, 24.05, -20.4625,
  ]
  static let leftGram = [
    20.250001, -5.127, 0.257, -5.127, 8.375, -17.46875, 0.257, -17.46875, 58.078125,
  ]
  static let rightGram = [
    55.26, -1.1500000000000004, -22.75, -1.1500000000000004, 53.09, -65.61, -22.75, -65.61, 131.3,
  ]

  @Test("products of either factor transposed are NumPy's")
  func recorded() {
    let (a, b) = (Self.left, Self.right)
    #expect(relativeDifference(a.multiplied(by: b).values, Self.leftTimesRight) < 1e-15)
    #expect(relativeDifference(b.multiplied(by: a).values, Self.rightTimesLeft) < 1e-15)
    let gram = Matrix.product(a, transposed: true, a, transposed: false)
    #expect(relativeDifference(gram.values, Self.leftGram) < 1e-15)
    let outer = Matrix.product(b, transposed: false, b, transposed: true)
    #expect(relativeDifference(outer.values, Self.rightGram) < 1e-15)
    let both = Matrix.product(a, transposed: true, b, transposed: true)
    let transposed = Matrix(rows: 3, columns: 3, values: Self.rightTimesLeft).transposed()
    #expect(relativeDifference(both.values, transposed.values) < 1e-15)
  }

  @Test(
    "every shape and transposition agrees with the definition",
    arguments: [(1, 1, 1), (1, 7, 1), (5, 1, 3), (1, 1, 9), (17, 33, 9), (64, 3, 65)])
  func shapes(rows: Int, inner: Int, columns: Int) {
    let a = seeded(rows, inner, seed: 1)
    let b = seeded(inner, columns, seed: 2)
    let truth = naiveProduct(a, b)
    for (leftTransposed, rightTransposed) in [
      (false, false), (false, true), (true, false), (true, true),
    ] {
      let product = Matrix.product(
        leftTransposed ? a.transposed() : a, transposed: leftTransposed,
        rightTransposed ? b.transposed() : b, transposed: rightTransposed)
      #expect(product.rows == rows && product.columns == columns)
      #expect(relativeDifference(product.values, truth.values) < 1e-14)
    }
  }

  @Test("an empty sum is zero, and an empty side makes an empty product")
  func empty() {
    let zeros = Matrix(rows: 2, columns: 0).multiplied(by: Matrix(rows: 0, columns: 3))
    #expect(zeros == Matrix(rows: 2, columns: 3))
    #expect(
      Matrix(rows: 0, columns: 4).multiplied(by: Matrix(rows: 4, columns: 3))
        == Matrix(rows: 0, columns: 3))
    #expect(
      Matrix(rows: 4, columns: 2).multiplied(by: Matrix(rows: 2, columns: 0))
        == Matrix(rows: 4, columns: 0))
  }

  @Test("multiplying by the unit matrix changes no bit")
  func unit() {
    let matrix = seeded(9, 5, seed: 3)
    #expect(identity(9).multiplied(by: matrix) == matrix)
    #expect(matrix.multiplied(by: identity(5)) == matrix)
  }

  @Test("the number of threads does not change a product")
  func threads() {
    let (a, b) = (seeded(120, 90, seed: 4), seeded(90, 110, seed: 5))
    setLinearAlgebraThreads(2)
    let two = a.multiplied(by: b)
    setLinearAlgebraThreads(1)
    #expect(relativeDifference(two.values, a.multiplied(by: b).values) < 1e-14)
  }

  @Test("norms are right where squares overflow or vanish")
  func norms() {
    #expect(Matrix(rows: [[3, 0], [0, -4]]).frobeniusNorm == 5)
    #expect(euclideanNorm([2, 3, 6]) == 7)
    #expect(euclideanNorm([]) == 0)
    #expect(euclideanNorm([-0.0, 0]) == 0)
    #expect(abs(euclideanNorm([3e200, 4e200]) / 5e200 - 1) < 1e-15)
    #expect(abs(euclideanNorm([3e-200, 4e-200]) / 5e-200 - 1) < 1e-15)
  }
}
