import LinearPrograms
import Numerics

/// The smallest change that meets linear conditions in a region, or comes nearest to meeting them.
struct LinearChange {
  /// G of G·u ≥ h, `[conditions × features]`.
  let slopes: Matrix
  /// h, `[conditions]`.
  let offsets: [Double]
  /// What each feature's change lies in.
  let region: [ClosedRange<Double>]
  /// What is smallest.
  let distance: ChangeDistance
  /// What a share of each feature's range costs; 1 when `nil`.
  let weights: [Double]?
  /// Features whose changes, times their widths, sum to 0.
  let groups: [(members: [Int], widths: [Double])]

  /// A change.
  struct Step {
    var change: [Double]
    /// What the worst condition lacks there.
    var lacking: Double
    /// What a unit of the conditions costs.
    var price: Double
  }

  /// Solves it.
  ///
  /// - Returns: `nil` when the solver gives up.
  func smallest() -> Step? {
    if distance == .l2, weights == nil, groups.isEmpty, let step = shortest() { return step }
    return linear()
  }

  /// What the conditions lack at a change.
  private func lacking(_ change: [Double]) -> Double {
    zip(slopes.times(change), offsets).reduce(0) { max($0, $1.1 - $1.0) }
  }

  /// By a linear program; lengths are measured by the sum where nothing else is linear.
  private func linear() -> Step? {
    var program = LinearProgram()
    var objective: [Double] = []
    let isSplit = distance != .linf || weights != nil
    for (feature, range) in region.enumerated() {
      let (low, high) = (range.lowerBound, range.upperBound)
      if isSplit {
        program.addColumns([max(low, 0)...max(high, 0), max(-high, 0)...max(-low, 0)])
        objective += [weights?[feature] ?? 1, weights?[feature] ?? 1]
      } else {
        program.addColumns([range])
        objective.append(0)
      }
    }
    func places(_ feature: Int) -> [Int] {
      isSplit ? [2 * feature, 2 * feature + 1] : [feature]
    }
    if !isSplit {
      let most = region.reduce(0) { max($0, abs($1.lowerBound), abs($1.upperBound)) }
      let bound = program.addColumns([0...most]).lowerBound
      objective.append(1)
      for (feature, range) in region.enumerated() where range.upperBound > range.lowerBound {
        if range.lowerBound < 0 {
          program.addRow(LinearProgram.Row([bound, feature], [1, 1], lower: 0))
        }
        if range.upperBound > 0 {
          program.addRow(LinearProgram.Row([bound, feature], [1, -1], lower: 0))
        }
      }
    }
    func row(_ values: [(feature: Int, value: Double)]) -> ([Int], [Double]) {
      (
        values.flatMap { places($0.feature) },
        values.flatMap { isSplit ? [$0.value, -$0.value] : [$0.value] }
      )
    }
    for group in groups {
      let (columns, values) = row(Array(zip(group.members, group.widths)))
      program.addRow(LinearProgram.Row(columns, values, lower: 0, upper: 0))
    }
    let first = program.rows.count
    let missing = program.addColumns([0...1e6]).lowerBound
    // More than any condition is worth, so that it is met where it can be.
    objective.append(1e4)
    for index in offsets.indices {
      let (columns, values) = row(
        slopes.row(index).enumerated().filter { $0.element != 0 }.map { ($0.offset, $0.element) })
      program.addRow(
        LinearProgram.Row(columns + [missing], values + [1], lower: offsets[index]))
    }
    guard var solver = try? SimplexSolver(program),
      let solution = try? solver.minimize(objective, isNew: !isSplit), solution.isFeasible
    else { return nil }
    let values = solution.values
    let change = region.indices.map { feature in
      isSplit ? values[2 * feature] - values[2 * feature + 1] : values[feature]
    }
    let price = solution.multipliers[first...].reduce(0) { $0 + abs($1) }
    return Step(change: change, lacking: lacking(change), price: min(price, 1e3))
  }

  /// By ascent on the multipliers, one after another, of the sum of squares.
  ///
  /// - Returns: `nil` when the conditions cannot be met in the region.
  private func shortest() -> Step? {
    var multipliers = [Double](repeating: 0, count: offsets.count)
    var pull = [Double](repeating: 0, count: region.count)
    func change() -> [Double] {
      zip(pull, region).map { min(max($0, $1.lowerBound), $1.upperBound) }
    }
    for _ in 0..<200 {
      var moved = 0.0
      for index in offsets.indices {
        let row = Array(slopes.row(index))
        func value(_ step: Double) -> Double {
          var sum = 0.0
          for (feature, slope) in row.enumerated() where slope != 0 {
            let range = region[feature]
            sum +=
              slope * min(max(pull[feature] + step * slope, range.lowerBound), range.upperBound)
          }
          return sum - offsets[index]
        }
        // The value rises with the step: its root, but not below what makes the multiplier 0.
        var (low, high) = (-multipliers[index], 1.0)
        if value(low) >= 0 {
          high = low
        } else {
          while value(high) < 0 {
            high *= 4
            if high > 1e9 { return nil }
          }
          for _ in 0..<60 {
            let middle = (low + high) / 2
            if value(middle) < 0 { low = middle } else { high = middle }
          }
        }
        multipliers[index] += high
        pull.add(high, times: row)
        moved = max(moved, abs(high))
      }
      if moved < 1e-11 { break }
    }
    let result = change()
    return Step(
      change: result, lacking: lacking(result), price: multipliers.reduce(0, +))
  }
}
