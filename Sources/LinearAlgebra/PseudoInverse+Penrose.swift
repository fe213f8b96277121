package import Numerics

extension PseudoInverse {
  /// The relative residuals of Penrose's four equations, in Frobenius norms.
  ///
  /// In order: ‖APA − A‖/‖A‖, ‖PAP − P‖/‖P‖, ‖AP − (AP)ᵀ‖/‖AP‖, ‖PA − (PA)ᵀ‖/‖PA‖. A residual
  /// whose denominator is zero is the numerator itself.
  ///
  /// - Parameters:
  ///   - matrix: A, `[rows × columns]`.
  ///   - inverse: P, `[columns × rows]`.
  /// - Complexity: four products; the larger of AP and PA is visited in blocks of rows, so that it
  ///   never stands in memory whole.
  package static func penroseResiduals(of matrix: Matrix, inverse: Matrix) -> [Double] {
    let tall = matrix.rows >= matrix.columns
    // The small one of AP and PA carries the first two equations.
    let small = tall ? inverse.multiplied(by: matrix) : matrix.multiplied(by: inverse)
    let reproduced = tall ? matrix.multiplied(by: small) : small.multiplied(by: matrix)
    let inverseReproduced = tall ? small.multiplied(by: inverse) : inverse.multiplied(by: small)
    let smallAsymmetry = asymmetry(of: small)
    let largeAsymmetry =
      tall ? blockedAsymmetry(matrix, inverse) : blockedAsymmetry(inverse, matrix)
    return [
      relativeDifference(reproduced, matrix),
      relativeDifference(inverseReproduced, inverse),
      tall ? largeAsymmetry : smallAsymmetry,
      tall ? smallAsymmetry : largeAsymmetry,
    ]
  }

  /// The residuals, or estimates from random probes where the four products would cost more than the inverse.
  static func certificate(
    of matrix: Matrix, inverse: Matrix
  ) -> (residuals: [Double], areEstimated: Bool) {
    let work =
      Double(matrix.rows) * Double(matrix.columns) * Double(max(matrix.rows, matrix.columns))
    if work <= 5e7 { return (penroseResiduals(of: matrix, inverse: inverse), false) }
    return (estimatedPenroseResiduals(of: matrix, inverse: inverse), true)
  }

  /// Estimates of the four residuals from products with a few random vectors.
  ///
  /// For vectors v and w of independent numbers with variance 1, ‖Mv‖² and (vᵀMw)² are ‖M‖² on average
  /// (Hutchinson 1990); eight vectors, and their 28 pairs, bring that within a factor of two.
  ///
  /// - Parameters:
  ///   - matrix: A, `[rows × columns]`.
  ///   - inverse: P, `[columns × rows]`.
  ///   - probes: how many vectors.
  /// - Complexity: two passes over A and two over P.
  package static func estimatedPenroseResiduals(
    of matrix: Matrix, inverse: Matrix, probes: Int = 8
  ) -> [Double] {
    var numbers = ProbeNumbers()
    let wide = Matrix(
      rows: matrix.columns, columns: probes, values: numbers.next(matrix.columns * probes))
    let high = Matrix(
      rows: matrix.rows, columns: probes, values: numbers.next(matrix.rows * probes))
    // What goes through the same matrix goes together: reading it is what costs.
    func both(_ factor: Matrix, _ first: Matrix, _ second: Matrix) -> (Matrix, Matrix) {
      let product = factor.multiplied(by: first.beside(second))
      return (product.columns(0..<probes), product.columns(probes..<(2 * probes)))
    }
    let inverseImage = inverse.multiplied(by: high)
    let (image, inverseCycle) = both(matrix, wide, inverseImage)
    let (cycle, inverseAgain) = both(inverse, image, inverseCycle)
    let again = matrix.multiplied(by: cycle)
    return [
      relativeDifference(again, image, over: matrix.frobeniusNorm, probes),
      relativeDifference(inverseAgain, inverseImage, over: inverse.frobeniusNorm, probes),
      estimatedAsymmetry(high, image: inverseCycle),
      estimatedAsymmetry(wide, image: cycle),
    ]
  }

  /// The asymmetry of a matrix, from random vectors and what it makes of them: vᵀMw − wᵀMv for each pair.
  private static func estimatedAsymmetry(_ vectors: Matrix, image: Matrix) -> Double {
    let forms = Matrix.product(vectors, transposed: true, image, transposed: false)
    let count = vectors.columns
    var differences: [Double] = []
    for first in 0..<count {
      for second in 0..<first { differences.append(forms[first, second] - forms[second, first]) }
    }
    return ratio(
      differences.euclideanNorm / Double(differences.count).squareRoot(),
      to: image.frobeniusNorm / Double(count).squareRoot())
  }

  private static func relativeDifference(
    _ first: Matrix, _ second: Matrix, over norm: Double, _ probes: Int
  ) -> Double {
    let difference = zip(first.values, second.values).map { $0 - $1 }.euclideanNorm
    return ratio(difference / Double(probes).squareRoot(), to: norm)
  }

  private static func relativeDifference(_ first: Matrix, _ second: Matrix) -> Double {
    ratio(
      zip(first.values, second.values).map { $0 - $1 }.euclideanNorm, to: second.frobeniusNorm)
  }

  private static func asymmetry(of square: Matrix) -> Double {
    let transposed = square.transposed()
    let difference = zip(square.values, transposed.values).map { $0 - $1 }.euclideanNorm
    return ratio(difference, to: square.frobeniusNorm)
  }

  /// The asymmetry of `left · right`, from blocks of its rows and of its columns.
  private static func blockedAsymmetry(_ left: Matrix, _ right: Matrix) -> Double {
    let blockRows = 256
    var differences: [Double] = []
    var norms: [Double] = []
    for start in stride(from: 0, to: left.rows, by: blockRows) {
      let range = start..<min(start + blockRows, left.rows)
      let rows = left.rows(range).multiplied(by: right)
      let columns = Matrix.product(
        right.columns(range), transposed: true, left, transposed: true)
      differences.append(zip(rows.values, columns.values).map { $0 - $1 }.euclideanNorm)
      norms.append(rows.frobeniusNorm)
    }
    return ratio(differences.euclideanNorm, to: norms.euclideanNorm)
  }

  private static func ratio(_ numerator: Double, to denominator: Double) -> Double {
    denominator > 0 ? numerator / denominator : numerator
  }
}

extension Matrix {
  /// The columns of this matrix, then those of another with as many rows.
  func beside(_ other: Matrix) -> Matrix {
    var joined: [Double] = []
    joined.reserveCapacity(values.count + other.values.count)
    for row in 0..<rows {
      joined += self.row(row)
      joined += other.row(row)
    }
    return Matrix(rows: rows, columns: columns + other.columns, values: joined)
  }

  /// Some columns, in the order of the range.
  func columns(_ range: Range<Int>) -> Matrix {
    var result = Matrix(rows: rows, columns: range.count)
    for row in 0..<rows {
      for column in range {
        result.values[row * range.count + column - range.lowerBound] =
          values[row * columns + column]
      }
    }
    return result
  }
}
