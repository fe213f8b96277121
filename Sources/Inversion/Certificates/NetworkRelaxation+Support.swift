import Numerics

extension NetworkRelaxation {
  /// How large a combination of outputs can become.
  struct Support {
    /// Larger than the combination for any input of the box, rounding included.
    var bound = Double.infinity
    /// The outputs of the relaxed network where it is largest.
    var outputs: [Double] = []
  }

  /// Which mixture of its two lower and two upper lines each unit of each stage uses, `[rows × units]`.
  fileprivate struct Mixtures {
    var lower: [Int: Matrix] = [:]
    var upper: [Int: Matrix] = [:]
  }

  /// Bounds combinations of the last stage's outputs from above.
  ///
  /// - Parameters:
  ///   - combinations: one in each row, `[rows × outputs]`.
  ///   - rounds: how often the lines are improved; 1 for no improvement.
  func supports(_ combinations: Matrix, rounds: Int) -> [Support] {
    let count = combinations.rows
    var mixtures = Mixtures()
    for (index, stage) in stages.enumerated() {
      guard case .bent(let units) = stage else { continue }
      mixtures.lower[index] = Matrix(rows: count, columns: units.count)
      mixtures.upper[index] = Matrix(rows: count, columns: units.count)
    }
    var best = [Support](repeating: Support(), count: count)
    for round in 0..<max(rounds, 1) {
      let pass = back(combinations, mixtures)
      let outputs = forth(pass, mixtures, step: 0.5 / (1 + Double(round) / 8))
      for row in 0..<count where pass.bounds[row] < best[row].bound {
        best[row].bound = pass.bounds[row]
        best[row].outputs = Array(outputs.values.row(row))
      }
      mixtures = outputs.mixtures
    }
    return best
  }

  /// What a walk to the inputs leaves behind.
  private struct BackwardPass {
    /// The coefficients of what each stage gives, `[rows × outputs of the stage]`.
    var coefficients: [Matrix]
    /// The coefficients of the inputs.
    var inputs: Matrix
    /// The bounds, with rounding added.
    var bounds: [Double]
  }

  private func back(_ combinations: Matrix, _ mixtures: Mixtures) -> BackwardPass {
    let count = combinations.rows
    var coefficients = [Matrix](repeating: combinations, count: stages.count)
    var current = combinations
    var sums = [Double](repeating: 0, count: count)
    var errors = [Double](repeating: 0, count: count)
    for index in stages.indices.reversed() {
      coefficients[index] = current
      switch stages[index] {
      case .dense(let weights, let bias, let magnitudes):
        // What rounding does to a coefficient counts as often as its feature is large.
        let extents = intervals[index].map { max(abs($0.lowerBound), abs($0.upperBound)) }
        let sizes = Matrix(rows: 1, columns: extents.count, values: extents)
          .multiplied(by: magnitudes)
        let factor = 2 * Double(weights.rows + weights.columns + 8) * Double.ulpOfOne
        for row in 0..<count {
          for (unit, value) in current.row(row).enumerated() {
            sums[row] += value * bias[unit]
            errors[row] += factor * abs(value) * (abs(bias[unit]) + sizes[0, unit])
          }
        }
        current = Matrix.product(current, transposed: false, weights, transposed: true)
      case .scaled(let scale, let shift):
        for row in 0..<count {
          for feature in scale.indices {
            let value = current[row, feature]
            let extent = max(
              abs(intervals[index][feature].lowerBound), abs(intervals[index][feature].upperBound))
            sums[row] += value * shift[feature]
            errors[row] +=
              8 * Double.ulpOfOne * abs(value)
              * (abs(shift[feature]) + abs(scale[feature]) * extent)
            current[row, feature] = value * scale[feature]
          }
        }
      case .bent(let units):
        for row in 0..<count {
          for (unit, relaxation) in units.enumerated() {
            let value = current[row, unit]
            let line = relaxation.line(for: value, mixtures.share(index, row, unit, value))
            let extent = max(
              abs(intervals[index][unit].lowerBound), abs(intervals[index][unit].upperBound))
            sums[row] += value * line.intercept
            errors[row] +=
              8 * Double.ulpOfOne * abs(value) * (abs(line.intercept) + abs(line.slope) * extent)
            current[row, unit] = value * line.slope
          }
        }
      }
    }
    var bounds = sums
    for row in 0..<count {
      var size = abs(sums[row])
      for (feature, value) in current.row(row).enumerated() {
        let interval = intervals[0][feature]
        let term = value * (value > 0 ? interval.upperBound : interval.lowerBound)
        bounds[row] += term
        size += abs(term)
      }
      bounds[row] += errors[row] + Double(current.columns + 8) * Double.ulpOfOne * size
    }
    return BackwardPass(coefficients: coefficients, inputs: current, bounds: bounds)
  }

  /// Runs the relaxed network on the inputs that reach the bounds, and moves each mixture against its
  /// slope.
  private func forth(
    _ pass: BackwardPass, _ mixtures: Mixtures, step: Double
  ) -> (values: Matrix, mixtures: Mixtures) {
    var next = mixtures
    var values = pass.inputs
    values.mapColumnsInPlace { value, feature in
      value > 0 ? intervals[0][feature].upperBound : intervals[0][feature].lowerBound
    }
    for index in stages.indices {
      switch stages[index] {
      case .dense(let weights, let bias, _):
        values = values.multiplied(by: weights)
        values.addToRows(bias)
      case .scaled(let scale, let shift):
        values.mapColumnsInPlace { value, feature in value * scale[feature] + shift[feature] }
      case .bent(let units):
        for row in 0..<values.rows {
          var largest = 0.0
          var slopes = [Double](repeating: 0, count: units.count)
          for (unit, relaxation) in units.enumerated() {
            let value = pass.coefficients[index][row, unit]
            let pair = value < 0 ? relaxation.lower : relaxation.upper
            slopes[unit] =
              value * (pair.1.value(values[row, unit]) - pair.0.value(values[row, unit]))
            largest = max(largest, abs(slopes[unit]))
          }
          for (unit, relaxation) in units.enumerated() {
            let value = pass.coefficients[index][row, unit]
            let share = mixtures.share(index, row, unit, value)
            if largest > 0 {
              // The roots of the slopes, so that the small ones move too.
              let move = step * (abs(slopes[unit]) / largest).squareRoot()
              let moved = min(max(share - (slopes[unit] > 0 ? move : -move), 0), 1)
              next.setShare(index, row, unit, value, moved)
            }
            values[row, unit] = relaxation.line(for: value, share).value(values[row, unit])
          }
        }
      }
    }
    return (values, next)
  }
}

extension NetworkRelaxation.Mixtures {
  /// The share of the second line that a coefficient's side uses.
  fileprivate func share(_ stage: Int, _ row: Int, _ unit: Int, _ coefficient: Double) -> Double {
    (coefficient < 0 ? lower[stage] : upper[stage])?[row, unit] ?? 0
  }

  fileprivate mutating func setShare(
    _ stage: Int, _ row: Int, _ unit: Int, _ coefficient: Double, _ share: Double
  ) {
    if coefficient < 0 {
      lower[stage]?[row, unit] = share
    } else {
      upper[stage]?[row, unit] = share
    }
  }
}

extension UnitRelaxation {
  /// The line that bounds `coefficient` times the activation from above.
  fileprivate func line(for coefficient: Double, _ share: Double) -> BoundLine {
    let pair = coefficient < 0 ? lower : upper
    guard share > 0 else { return pair.0 }
    return BoundLine(
      slope: (1 - share) * pair.0.slope + share * pair.1.slope,
      intercept: (1 - share) * pair.0.intercept + share * pair.1.intercept)
  }
}
