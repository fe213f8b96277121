import Numerics
import TestSupport

/// The root of the sum of squares, by the definition.
func naiveNorm(_ values: [Double]) -> Double { values.reduce(0) { $0 + $1 * $1 }.squareRoot() }

/// The relative residuals of Penrose's four equations, by the definition.
func naivePenroseResiduals(_ a: Matrix, _ p: Matrix) -> [Double] {
  let (ap, pa) = (naiveProduct(a, p), naiveProduct(p, a))
  func ratio(_ first: Matrix, _ second: Matrix, to denominator: Matrix) -> Double {
    let numerator = naiveNorm(difference(first, second).values)
    let norm = naiveNorm(denominator.values)
    return norm > 0 ? numerator / norm : numerator
  }
  return [
    ratio(naiveProduct(ap, a), a, to: a), ratio(naiveProduct(pa, p), p, to: p),
    ratio(ap, ap.transposed(), to: ap), ratio(pa, pa.transposed(), to: pa),
  ]
}

/// The difference of two matrices.
func difference(_ first: Matrix, _ second: Matrix) -> Matrix {
  precondition(first.rows == second.rows && first.columns == second.columns)
  return Matrix(
    rows: first.rows, columns: first.columns, values: zip(first.values, second.values).map(-))
}

/// Elements 1 / (row + column + 1).
func hilbert(_ size: Int) -> Matrix {
  Matrix(
    rows: (0..<size).map { row in (0..<size).map { column in 1 / Double(row + column + 1) } })
}

/// The first columns of an orthogonal matrix, a product of three Householder reflections.
func orthonormalColumns(_ rows: Int, _ columns: Int, seed: UInt64) -> Matrix {
  var numbers = SeededNumbers(seed: seed)
  var result = identity(rows)
  for _ in 0..<3 {
    let normal = numbers.next(rows)
    let square = normal.reduce(0) { $0 + $1 * $1 }
    for row in 0..<rows {
      let dot = zip(result.row(row), normal).reduce(0) { $0 + $1.0 * $1.1 }
      for column in 0..<rows { result[row, column] -= 2 * dot / square * normal[column] }
    }
  }
  return Matrix(rows: (0..<rows).map { Array(result.row($0).prefix(columns)) })
}

/// A matrix with known singular values, and the inverse that follows from its construction.
struct Constructed {
  let matrix: Matrix
  let inverse: Matrix

  /// `U · diag(values) · Vᵀ`; zeros make it rank-deficient.
  init(rows: Int, columns: Int, singularValues: [Double], seed: UInt64) {
    let left = orthonormalColumns(rows, singularValues.count, seed: seed)
    let right = orthonormalColumns(columns, singularValues.count, seed: seed &+ 1)
    matrix = naiveProduct(naiveProduct(left, diagonal(singularValues)), right.transposed())
    let reciprocals = singularValues.map { $0 > 0 ? 1 / $0 : 0 }
    inverse = naiveProduct(naiveProduct(right, diagonal(reciprocals)), left.transposed())
  }
}
