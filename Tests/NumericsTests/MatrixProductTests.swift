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

  /// Shapes that take each way through the kernels: few rows, many, narrow and wide factors, long sums.
  static let ways = [
    (1, 784, 30), (2, 300, 17), (5, 30, 10), (7, 520, 3), (13, 257, 65), (80, 600, 90), (3, 40, 70),
    (40, 256, 1100),
  ]

  @Test(
    "an element is a sum in blocks of 256 terms, bit for bit, however the factors lie",
    arguments: ways)
  func order(rows: Int, inner: Int, columns: Int) {
    let a = seeded(rows, inner, seed: 6)
    let b = seeded(inner, columns, seed: 7)
    let truth = orderedProduct(a, b)
    let products = [(false, false), (false, true), (true, false), (true, true)].map { left, right in
      Matrix.product(
        left ? a.transposed() : a, transposed: left, right ? b.transposed() : b, transposed: right)
    }
    #expect(products == [truth, truth, truth, truth])
  }

  @Test("a row of a product does not depend on the other rows", arguments: ways)
  func independence(rows: Int, inner: Int, columns: Int) {
    let a = seeded(rows, inner, seed: 8)
    let b = seeded(inner, columns, seed: 9)
    let product = a.multiplied(by: b)
    let rowByRow = (0..<rows).map { Array(a.rows($0..<($0 + 1)).multiplied(by: b).values) }
    #expect(product == Matrix(rows: rowByRow))
    #expect(a.multiplied(onLeftBy: product.columns(at: [0]).values).count == inner)
  }

  @Test(
    "products of lines with each other are those of the matrix with its transpose", arguments: ways)
  func grams(rows: Int, inner: Int, columns: Int) {
    let matrix = seeded(inner, rows + columns, seed: 10)
    #expect(
      matrix.gram(ofColumns: true)
        == Matrix.product(matrix, transposed: true, matrix, transposed: false))
    #expect(matrix.transposed().gram(ofColumns: false) == matrix.gram(ofColumns: true))
  }

  @Test("a dot product agrees with the sum of products", arguments: [0, 1, 7, 8, 15, 16, 33, 1000])
  func dots(count: Int) {
    let (x, y) = (seeded(1, count, seed: 11), seeded(1, count, seed: 12))
    let truth = zip(x.values, y.values).reduce(0) { $0 + $1.0 * $1.1 }
    #expect(abs(x.values.dot(y.values) - truth) <= 1e-15 * Double(count))
    #expect(x.times(y.values) == [x.values.dot(y.values)])
    var sum = x.values
    sum.add(-2, times: y.values)
    #expect(relativeDifference(sum, zip(x.values, y.values).map { $0 - 2 * $1 }) < 1e-15)
  }

  let matrix = Matrix(rows: [[1, 2, 3], [4, 5, 6]])

  @Test("a matrix times a vector from either side")
  func vectors() {
    #expect(matrix.times([1, 0, -1]) == [-2, -2])
    #expect(matrix.multiplied(onLeftBy: [1, -1]) == [-3, -3, -3])
    #expect([1, 2].dot([3, 4]) == 11)
    var sum = [1.0, 1]
    sum.add(2, times: [3, -4])
    #expect(sum == [7, -7])
    #expect(matrix.columns(at: [2, 0]) == Matrix(rows: [[3, 1], [6, 4]]))
    #expect(matrix.rows([1, 1]) == Matrix(rows: [[4, 5, 6], [4, 5, 6]]))
  }

  @Test("products of rows and of columns fill both halves")
  func gram() {
    #expect(matrix.gram(ofColumns: false) == Matrix(rows: [[14, 32], [32, 77]]))
    #expect(
      matrix.gram(ofColumns: true) == Matrix(rows: [[17, 22, 27], [22, 29, 36], [27, 36, 45]]))
  }

  @Test("norms are right where squares overflow or vanish")
  func norms() {
    #expect(Matrix(rows: [[3, 0], [0, -4]]).frobeniusNorm == 5)
    #expect([2, 3, 6].euclideanNorm == 7)
    #expect([].euclideanNorm == 0)
    #expect([-0.0, 0].euclideanNorm == 0)
    #expect([Double.leastNonzeroMagnitude, 0].euclideanNorm == .leastNonzeroMagnitude)
    #expect([1, -Double.infinity].euclideanNorm == .infinity)
    #expect([1, Double.nan].euclideanNorm.isNaN)
    #expect(abs([3e200, 4e200].euclideanNorm / 5e200 - 1) < 1e-15)
    #expect(abs([3e-200, 4e-200].euclideanNorm / 5e-200 - 1) < 1e-15)
  }
}

/// The product with the sums in the order that is promised: blocks of 256 terms.
private func orderedProduct(_ left: Matrix, _ right: Matrix) -> Matrix {
  let isFused = Kernels.instructionSet != "SSE2"
  var result = Matrix(rows: left.rows, columns: right.columns)
  for row in 0..<left.rows {
    for column in 0..<right.columns {
      var total = 0.0
      for start in stride(from: 0, to: left.columns, by: 256) {
        var sum = 0.0
        for term in start..<min(start + 256, left.columns) {
          let (x, y) = (left[row, term], right[term, column])
          sum = isFused ? sum.addingProduct(x, y) : sum + x * y
        }
        total += sum
      }
      result[row, column] = total
    }
  }
  return result
}
