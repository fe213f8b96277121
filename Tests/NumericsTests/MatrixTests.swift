import Numerics
import Testing

@Suite("Matrices")
struct MatrixTests {
  static let matrix = Matrix(rows: [[1, 2, 3], [4, 5, 6]])

  @Test("elements lie row after row, whichever way a matrix is made")
  func layout() {
    #expect(Self.matrix == Matrix(rows: 2, columns: 3, values: [1, 2, 3, 4, 5, 6]))
    #expect(Self.matrix[0, 2] == 3)
    #expect(Self.matrix[1, 0] == 4)
    #expect(Array(Self.matrix.row(1)) == [4, 5, 6])
    #expect(Matrix(rows: 2, columns: 2, repeating: 7).values == [7, 7, 7, 7])
    #expect(Matrix(rows: 1, columns: 3).values == [0, 0, 0])
  }

  @Test("the shape is part of what makes two matrices equal")
  func equality() {
    #expect(Matrix(rows: 2, columns: 3) != Matrix(rows: 3, columns: 2))
    #expect(Matrix(rows: 0, columns: 3) != Matrix(rows: 0, columns: 2))
  }

  @Test("an element that is set is the only one that changes")
  func setting() {
    var matrix = Self.matrix
    matrix[1, 1] = -1
    #expect(matrix.values == [1, 2, 3, 4, -1, 6])
  }

  @Test("a range of rows keeps their order, and may be empty")
  func rowRange() {
    let tall = Matrix(rows: [[1, 2], [3, 4], [5, 6]])
    #expect(tall.rows(1..<3) == Matrix(rows: [[3, 4], [5, 6]]))
    #expect(tall.rows(2..<2) == Matrix(rows: 0, columns: 2))
  }

  @Test("transposing swaps rows and columns, and twice gives the matrix again")
  func transposing() {
    #expect(Self.matrix.transposed() == Matrix(rows: [[1, 4], [2, 5], [3, 6]]))
    #expect(Self.matrix.transposed().transposed() == Self.matrix)
    #expect(Matrix(rows: 0, columns: 4).transposed() == Matrix(rows: 4, columns: 0))
  }

  @Test(
    "one NaN or infinity anywhere makes a matrix not finite",
    arguments: [Double.nan, .infinity, -.infinity])
  func finite(bad: Double) {
    #expect(Self.matrix.isFinite)
    #expect(Matrix(rows: 0, columns: 0).isFinite)
    for index in 0..<6 {
      var matrix = Self.matrix
      matrix.values[index] = bad
      #expect(!matrix.isFinite)
    }
  }

  @Test("vectors are added to and subtracted from every row")
  func vectors() {
    var matrix = Self.matrix
    matrix.addToRows([10, 20, 30])
    #expect(matrix.values == [11, 22, 33, 14, 25, 36])
    matrix.subtractFromRows([1, 2, 3])
    #expect(matrix.values == [10, 20, 30, 13, 23, 33])
  }

  @Test("functions see each element, its column, or its whole row")
  func functions() {
    var matrix = Self.matrix
    matrix.mapInPlace { $0 * $0 }
    #expect(matrix.values == [1, 4, 9, 16, 25, 36])
    matrix.mapColumnsInPlace { value, column in value + Double(1000 * column) }
    #expect(matrix.values == [1, 1004, 2009, 16, 1025, 2036])
    matrix = Self.matrix
    matrix.mapRowsInPlace { row in
      let sum = row.reduce(0, +)
      for index in row.indices { row[index] /= sum }
    }
    let shares: [Double] = [1.0 / 6, 2.0 / 6, 0.5, 4.0 / 15, 5.0 / 15, 6.0 / 15]
    #expect(matrix.values == shares)
  }

  @Test("shapes that do not fit stop the program instead of reading elsewhere")
  func shapes() async {
    await #expect(processExitsWith: .failure) {
      _ = Matrix(rows: 2, columns: 2, values: [1, 2, 3])
    }
    await #expect(processExitsWith: .failure) { _ = Matrix(rows: [[1, 2], [3]]) }
    await #expect(processExitsWith: .failure) {
      _ = Matrix(rows: 2, columns: 3).multiplied(by: Matrix(rows: 2, columns: 3))
    }
    await #expect(processExitsWith: .failure) {
      var matrix = Matrix(rows: 2, columns: 3)
      matrix.addToRows([1, 2])
    }
  }
}
