package import Numerics

/// The product by the definition: three loops, no library.
package func naiveProduct(_ left: Matrix, _ right: Matrix) -> Matrix {
  precondition(left.columns == right.rows)
  var result = Matrix(rows: left.rows, columns: right.columns)
  for row in 0..<left.rows {
    for column in 0..<right.columns {
      var sum = 0.0
      for index in 0..<left.columns { sum += left[row, index] * right[index, column] }
      result[row, column] = sum
    }
  }
  return result
}

/// A matrix with ones on the diagonal.
package func identity(_ size: Int) -> Matrix { diagonal([Double](repeating: 1, count: size)) }

/// A square matrix from its diagonal.
package func diagonal(_ values: [Double]) -> Matrix {
  var result = Matrix(rows: values.count, columns: values.count)
  for (index, value) in values.enumerated() { result[index, index] = value }
  return result
}

/// Elements that look random, −1...1.
package func seeded(_ rows: Int, _ columns: Int, seed: UInt64) -> Matrix {
  var numbers = SeededNumbers(seed: seed)
  return Matrix(rows: rows, columns: columns, values: numbers.next(rows * columns))
}
