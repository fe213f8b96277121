import Networks
import Numerics

/// What the units of a folded network are given on a ball of changes, and lines around their activations.
struct ChangeRelaxation: Sendable {
  /// What the inputs of each stage surely lie in, `[stages][units]`.
  typealias Limits = [[ClosedRange<Double>]]

  let chain: ChangeChain
  let ball: ChangeBall
  /// What each stage's units are given.
  private(set) var limits: Limits = []
  /// Lines around each stage's activations.
  private(set) var units: [[UnitRelaxation]] = []
  /// How large the terms are that each unit sums up: rounding is in proportion to it.
  private(set) var sizes: [[Double]] = []

  /// Relaxes a network.
  ///
  /// - Parameters:
  ///   - chain: the network.
  ///   - ball: the changes.
  ///   - known: limits that hold already; empty for none.
  ///   - start: another relaxation whose first stages hold here, and how many of them do.
  /// - Returns: `nil` when limits contradict each other: no change meets them.
  init?(
    _ chain: ChangeChain, ball: ChangeBall, known: Limits = [],
    from start: (relaxation: ChangeRelaxation, stages: Int)? = nil
  ) {
    self.chain = chain
    self.ball = ball
    for index in chain.stages.indices {
      let stage = chain.stages[index]
      var found: [ClosedRange<Double>]
      sizes.append(size(stage.map, behind: index))
      if let start, index < start.stages {
        found = start.relaxation.limits[index]
      } else {
        found = intervals(stage.map)
      }
      if known.indices.contains(index) {
        for unit in found.indices {
          guard found[unit].overlaps(known[index][unit]) else { return nil }
          found[unit] = found[unit].clamped(to: known[index][unit])
        }
      }
      limits.append(found)
      if let start, start.relaxation.limits.indices.contains(index) {
        let before = start.relaxation
        units.append(
          found.indices.map { unit in
            before.limits[index][unit] == found[unit]
              ? before.units[index][unit] : UnitRelaxation(stage.curves[unit], on: found[unit])
          })
      } else {
        units.append(zip(stage.curves, found).map { UnitRelaxation($0, on: $1) })
      }
    }
  }

  /// How large the terms are that a map behind some stages sums up, `[units]`.
  func size(_ map: ChangeChain.Map, behind stage: Int) -> [Double] {
    let ranges = stage == 0 ? ball.bounds : units[stage - 1].map(\.range)
    var magnitudes = map.weights
    magnitudes.mapInPlace { abs($0) }
    var result = magnitudes.multiplied(
      onLeftBy: ranges.map { max(abs($0.lowerBound), abs($0.upperBound)) })
    for unit in result.indices { result[unit] += map.sizes[unit] }
    return result
  }

  /// The intervals of a map's outputs behind the stages that are relaxed already.
  private func intervals(_ map: ChangeChain.Map) -> [ClosedRange<Double>] {
    let count = map.bias.count
    var rows = map.weights.transposed().values
    rows += rows.map { -$0 }
    let coefficients = Matrix(rows: 2 * count, columns: map.weights.rows, values: rows)
    let highest = supports(coefficients)
    return (0..<count).map { unit in
      let slack = 8 * Double(map.weights.rows + 8) * Double.ulpOfOne * map.sizes[unit]
      let high = highest[unit] + map.bias[unit] + slack
      let low = -highest[count + unit] + map.bias[unit] - slack
      return min(low, high)...max(low, high)
    }
  }

  /// Numbers that combinations of what the relaxed stages give do not exceed.
  ///
  /// - Parameter combinations: one in each row, `[rows × units]`.
  private func supports(_ combinations: Matrix) -> [Double] {
    var current = combinations
    var sums = [Double](repeating: 0, count: current.rows)
    for index in units.indices.reversed() {
      let map = chain.stages[index].map
      for row in 0..<current.rows {
        var error = 0.0
        for (unit, relaxation) in units[index].enumerated() {
          let value = current[row, unit]
          guard value != 0 else { continue }
          let line = value < 0 ? relaxation.lower.0 : relaxation.upper.0
          let slope = value * line.slope
          let extent = max(
            abs(limits[index][unit].lowerBound), abs(limits[index][unit].upperBound))
          sums[row] += value * line.intercept + slope * map.bias[unit]
          error +=
            abs(value) * (abs(line.intercept) + abs(line.slope) * extent)
            + abs(slope) * sizes[index][unit]
          current[row, unit] = slope
        }
        sums[row] += 8 * Double(map.weights.rows + units[index].count + 8) * Double.ulpOfOne * error
      }
      current = Matrix.product(current, transposed: false, map.weights, transposed: true)
    }
    for row in 0..<current.rows { sums[row] += ball.largest(current.row(row)) }
    return sums
  }

  /// Whether no change of the ball meets a condition, as far as the lines tell.
  func excludes(_ condition: ChangeCondition) -> Bool {
    let combined = Matrix.product(
      condition.conditions, transposed: false, chain.last.weights, transposed: true)
    let sizes = size(chain.last, behind: units.count)
    let highest = supports(combined)
    return condition.offsets.indices.contains { index in
      var constant = -condition.offsets[index]
      var scale = abs(constant)
      for (output, factor) in condition.conditions.row(index).enumerated() where factor != 0 {
        constant += factor * chain.last.bias[output]
        scale += abs(factor) * sizes[output]
      }
      let slack = 16 * Double(chain.last.weights.rows + 8) * Double.ulpOfOne * scale
      return highest[index] + constant + slack < 0
    }
  }

  /// The same with other limits, which hold for a part of the changes.
  func narrowed(to limits: Limits) -> ChangeRelaxation {
    var result = self
    result.limits = limits
    for stage in limits.indices {
      for (unit, range) in limits[stage].enumerated() where range != self.limits[stage][unit] {
        result.units[stage][unit] = UnitRelaxation(units[stage][unit].curve, on: range)
      }
    }
    return result
  }

  /// The straight pieces that a change lies on, as far as they are inside the limits.
  func pieces(at change: [Double]) -> Limits {
    let values = chain.values(change).inputs
    return limits.indices.map { stage in
      zip(units[stage], zip(limits[stage], values[stage])).map { unit, place in
        let (range, value) = place
        guard unit.curve.isPiecewiseLinear else { return range }
        var (low, high) = (range.lowerBound, range.upperBound)
        for kink in unit.curve.breaks(inside: range) {
          if kink <= value { low = max(low, kink) } else { high = min(high, kink) }
        }
        return low...high
      }
    }
  }

  /// The units of a stage that bend inside their limits.
  func bending(_ stage: Int) -> [Int] {
    units[stage].indices.filter { unit in
      let curve = units[stage][unit].curve
      return !curve.isPiecewiseLinear || !curve.breaks(inside: limits[stage][unit]).isEmpty
    }
  }
}
