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
  public static func penroseResiduals(of matrix: Matrix, inverse: Matrix) -> [Double] {
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

  private static func relativeDifference(_ first: Matrix, _ second: Matrix) -> Double {
    ratio(
      euclideanNorm(zip(first.values, second.values).map { $0 - $1 }), to: second.frobeniusNorm)
  }

  private static func asymmetry(of square: Matrix) -> Double {
    let transposed = square.transposed()
    let difference = euclideanNorm(zip(square.values, transposed.values).map { $0 - $1 })
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
      differences.append(euclideanNorm(zip(rows.values, columns.values).map { $0 - $1 }))
      norms.append(rows.frobeniusNorm)
    }
    return ratio(euclideanNorm(differences), to: euclideanNorm(norms))
  }

  private static func ratio(_ numerator: Double, to denominator: Double) -> Double {
    denominator > 0 ? numerator / denominator : numerator
  }
}

extension Matrix {
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
