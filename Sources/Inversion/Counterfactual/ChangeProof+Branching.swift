import LinearPrograms
import Networks
import Numerics

extension ChangeProof {
  /// Where a part is split: at a feature that is not whole, or at the unit whose lines cost most.
  func branch(
    _ part: Part, _ program: borrowing ChangeProgram, _ solution: SimplexSolver.Solution
  ) -> Branch? {
    if let feature = fractional(program.change(solution.values), part.box) { return feature }
    var best: (score: Double, branch: Branch)?
    for unit in program.units {
      let range = part.relaxation.limits[unit.stage][unit.unit]
      let shape = part.relaxation.units[unit.stage][unit.unit]
      let before = solution.values[unit.column]
      let after = solution.values[unit.column + 1]
      guard let point = Self.point(shape.curve, range, near: before) else { continue }
      let weight = (unit.lower + unit.upper).reduce(0) { $0 + abs(solution.multipliers[$1]) }
      let miss = abs(after - shape.curve.value(before))
      let width = range.upperBound - range.lowerBound
      let score = miss * (weight + 1e-3) + 1e-9 * width
      if score > best?.score ?? -1 {
        best = (score, .unit(stage: unit.stage, unit: unit.unit, at: point))
      }
    }
    return best?.branch
  }

  /// The feature that should be whole and is farthest from it.
  private func fractional(_ change: [Double], _ box: [ClosedRange<Double>]) -> Branch? {
    let space = search.space
    var best: (miss: Double, branch: Branch)?
    for feature in space.whole {
      let value = space.row[feature] + change[feature] * space.widths[feature]
      let miss = abs(value - value.rounded())
      guard miss > 1e-7, miss > best?.miss ?? 0 else { continue }
      func share(_ value: Double) -> Double { (value - space.row[feature]) / space.widths[feature] }
      best = (
        miss,
        .feature(feature, below: share(value.rounded(.down)), above: share(value.rounded(.up)))
      )
    }
    return best?.branch
  }

  /// Where to split what a unit is given: at a kink, or near where the solution lies.
  private static func point(
    _ curve: ScalarCurve, _ range: ClosedRange<Double>, near value: Double
  ) -> Double? {
    if curve.isPiecewiseLinear {
      return curve.breaks(inside: range).min { abs($0 - value) < abs($1 - value) }
    }
    let width = range.upperBound - range.lowerBound
    guard width > 1e-6 * max(abs(range.lowerBound), abs(range.upperBound), 1) else { return nil }
    return min(max(value, range.lowerBound + 0.2 * width), range.upperBound - 0.2 * width)
  }

  /// Keeps a change that meets the condition and is smaller than what is known.
  func learn(_ change: [Double], _ walk: inout Walk) {
    let change = snapped(change)
    let size = search.distance.value(change)
    guard size < walk.found?.distance ?? .infinity, search.isMet(change) else { return }
    walk.found = ChangeSearch.Found(change: change, distance: size)
  }

  /// The change without what a solver's tolerance leaves, with whole features whole.
  private func snapped(_ change: [Double]) -> [Double] {
    let space = search.space
    var result = change
    for index in result.indices {
      if abs(result[index]) < 1e-9 { result[index] = 0 }
      result[index] = min(max(result[index], space.lower[index]), space.upper[index])
    }
    for index in space.whole {
      let value = (space.row[index] + result[index] * space.widths[index]).rounded()
      result[index] = (value - space.row[index]) / space.widths[index]
    }
    return result
  }

  /// Looks for the smallest change on the straight pieces that the solution of a part lies on.
  func polish(
    _ part: Part, _ program: inout ChangeProgram, _ walk: inout Walk
  ) throws(LinearProgramError) {
    var start = part.change
    if let refine = search.refine {
      if let found = refine(start), found.distance < walk.found?.distance ?? .infinity {
        walk.found = found
      }
      return
    }
    if !search.space.whole.isEmpty || !chain.isPiecewiseLinear {
      // Whole features first, then the others around them.
      start = snapped(start)
      var bounds = part.relaxation.ball.bounds
      for index in search.space.whole { bounds[index] = start[index]...start[index] }
      if let found = search.descend(from: start, bounds: bounds, steps: 15) {
        learn(found.change, &walk)
      }
    }
    guard chain.isPiecewiseLinear else { return }
    for _ in 0..<3 {
      let before = walk.found?.distance ?? .infinity
      let piece = part.relaxation.narrowed(to: part.relaxation.pieces(at: start))
      try program.apply(piece, box: part.box)
      try program.aim(beyond: true)
      var solution = try? program.solver.minimize(program.objective)
      for _ in 0..<30 {
        guard let values = solution?.values, solution?.isFeasible == true,
          try program.sharpen(values)
        else { break }
        solution = try? program.solver.minimize(program.objective)
      }
      try program.aim(beyond: false)
      guard let solution, solution.isFeasible else { return }
      start = program.change(solution.values)
      learn(start, &walk)
      guard walk.found?.distance ?? .infinity < before else { return }
    }
  }

  /// Narrows what units are given to what small changes that meet the condition give them.
  ///
  /// - Returns: `nil` when nothing became narrower.
  func tightened(
    _ root: ChangeRelaxation, _ program: inout ChangeProgram
  ) throws(LinearProgramError) -> ChangeRelaxation? {
    var limits = root.limits
    try program.apply(root, box: root.ball.bounds)
    try program.keepInside(true)
    var gained = 0
    var isFirst = true
    for unit in program.units {
      let range = limits[unit.stage][unit.unit]
      var ends = [range.lowerBound, -range.upperBound]
      for (side, sign) in [1.0, -1].enumerated() {
        var objective = [Double](repeating: 0, count: program.objective.count)
        objective[unit.column] = sign
        guard let solution = try? program.solver.minimize(objective, isNew: !isFirst),
          solution.isFeasible
        else { continue }
        isFirst = false
        ends[side] = max(
          ends[side],
          program.solver.program.bound(objective, multipliers: solution.multipliers))
      }
      limits[unit.stage][unit.unit] = ends[0]...max(ends[0], -ends[1])
      if -ends[1] - ends[0] < 0.9 * (range.upperBound - range.lowerBound) { gained += 1 }
    }
    try program.keepInside(false)
    guard gained > 0 else { return nil }
    return ChangeRelaxation(chain, ball: root.ball, known: limits)
  }
}
