import LinearPrograms
import Networks
import Numerics

extension NetworkRelaxation {
  /// How much work linear programs for all bent units would be: their number times the weights.
  var tighteningWork: Double {
    var weights = 0.0
    var units = 0.0
    for (index, stage) in stages.enumerated() {
      switch stage {
      case .dense(let matrix, _, _): weights += Double(matrix.values.count)
      case .scaled(let scale, _): weights += Double(scale.count)
      case .bent: units += Double(undecided(index).count)
      }
    }
    return units * weights
  }

  /// The units of a stage that bend inside their interval.
  func undecided(_ stage: Int) -> [Int] {
    guard case .bent(let units) = stages[stage] else { return [] }
    return units.indices.filter { unit in
      let curve = units[unit].curve
      return !curve.isPiecewiseLinear || !curve.breaks(inside: intervals[stage][unit]).isEmpty
    }
  }

  /// The relaxation with the interval of each unit that bends narrowed by two linear programs.
  func tightened() throws(LinearProgramError) -> NetworkRelaxation {
    var result = self
    var isBent = false
    for stage in stages.indices {
      guard case .bent = stages[stage] else { continue }
      // Before the first bend intervals are exact.
      defer { isBent = true }
      let units = result.undecided(stage)
      guard isBent, !units.isEmpty else { continue }
      let written = RelaxationProgram(result, stages: stage)
      var solver = try SimplexSolver(written.program)
      var limits = result.intervals
      var isFirst = true
      for unit in units {
        var ends = [limits[stage][unit].lowerBound, -limits[stage][unit].upperBound]
        for (side, sign) in [1.0, -1].enumerated() {
          var objective = [Double](repeating: 0, count: written.program.bounds.count)
          objective[written.columns[stage].lowerBound + unit] = sign
          let found = try solver.minimize(objective, isNew: !isFirst)
          isFirst = false
          guard found.isFeasible else { continue }
          ends[side] = max(
            ends[side], solver.program.bound(objective, multipliers: found.multipliers))
        }
        limits[stage][unit] = ends[0]...max(ends[0], -ends[1])
      }
      guard let narrow = result.restricted(to: limits) else { return result }
      result = narrow
    }
    return result
  }
}
