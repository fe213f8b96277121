import LinearPrograms
import Networks
import Numerics

/// The smallest distance between wanted logits and the outputs of a relaxed network, by linear programs.
///
/// The distance is the largest of what is missed along all directions. Directions are added where the last
/// answer misses the target (Kelley 1960), and where the nearest point between all answers does, which
/// steadies the search (Ben-Ameur and Neto 2007).
struct ResidualProgram {
  /// The wanted logits, `[outputs]`.
  let target: [Double]
  /// How many answers may be asked for.
  var rounds = 30
  /// Which share of what is missing from enough may be left to be gained.
  var sharpness = 0.1

  /// What is known of a relaxation.
  struct Answer {
    /// No point of the relaxation is nearer; infinite when it is empty.
    var bound = 0.0
    /// The unit vector along which the bound holds, if one does.
    var direction: [Double] = []
    /// The directions that hold the last answer in place.
    var cuts: [[Double]] = []
    /// What each column is at the nearest point that is known.
    var values: [Double] = []
    /// The multipliers of all rows at the last answer.
    var multipliers: [Double] = []
    /// Where a narrower relaxation can begin.
    var basis: SimplexSolver.Basis?
  }

  /// Bounds a relaxation.
  ///
  /// - Parameters:
  ///   - written: the relaxation, with the target.
  ///   - cuts: directions to begin with.
  ///   - basis: where to begin.
  ///   - enough: the bound that suffices.
  func answer(
    _ written: RelaxationProgram, cuts: [[Double]], basis: SimplexSolver.Basis?, enough: Double
  ) throws(LinearProgramError) -> Answer {
    var answer = Answer()
    guard let distance = written.distance, let outputs = written.columns.last else { return answer }
    var solver = try SimplexSolver(written.program)
    var directions: [[Double]] = []
    let fixed = written.program.rows.count
    for cut in cuts { try add(cut, written, &solver, &directions) }
    if let basis { solver.start(at: basis) }
    var objective = [Double](repeating: 0, count: written.program.bounds.count)
    objective[distance] = 1
    for _ in 0..<rounds {
      let solution = try solver.minimize(objective)
      guard solution.isFeasible else {
        if solver.program.contradicts(solution.multipliers) {
          answer.bound = .infinity
        } else if basis != nil {
          // A bad start can mislead the solver.
          return try self.answer(written, cuts: cuts, basis: nil, enough: enough)
        }
        return answer
      }
      answer.bound = max(
        answer.bound, solver.program.bound(objective, multipliers: solution.multipliers))
      answer.multipliers = solution.multipliers
      answer.values =
        answer.values.isEmpty
        ? solution.values : closer(answer.values, solution.values, outputs)
      let missed = [answer.values, solution.values].map { values in
        zip(target, outputs).map { $0 - values[$1] }
      }
      let reach = missed[0].euclideanNorm
      // What more directions could still bring.
      let open = min(reach, enough) - answer.bound
      let scale = target.euclideanNorm
      if answer.bound >= enough || open <= 1e-7 * scale + sharpness * (enough - answer.bound) {
        break
      }
      let mean = combination(directions, answer.multipliers.suffix(directions.count))
      let length = mean.euclideanNorm
      if length > 1e-6, length < 1 - 1e-6 {
        try add(mean.map { $0 / length }, written, &solver, &directions)
      }
      for missed in missed[0] == missed[1] ? [missed[0]] : missed {
        let length = missed.euclideanNorm
        guard length > 0 else { continue }
        try add(missed.map { $0 / length }, written, &solver, &directions)
      }
    }
    answer.basis = solver.basis(rows: fixed)
    let weights = answer.multipliers.dropFirst(fixed)
    answer.cuts = zip(directions, weights).filter { abs($0.1) > 1e-9 }.map(\.0)
    let mean = combination(directions, weights)
    let length = mean.euclideanNorm
    if length > 0 { answer.direction = mean.map { $0 / length } }
    return answer
  }

  /// The point between two whose outputs are nearest to the target.
  private func closer(
    _ first: [Double], _ second: [Double], _ outputs: Range<Int>
  ) -> [Double] {
    let step = outputs.map { second[$0] - first[$0] }
    let length = step.dot(step)
    guard length > 0 else { return first }
    let share = step.dot(zip(target, outputs).map { $0 - first[$1] }) / length
    let kept = min(max(share, 0), 1)
    return zip(first, second).map { (1 - kept) * $0 + kept * $1 }
  }

  private func add(
    _ direction: [Double], _ written: RelaxationProgram, _ solver: inout SimplexSolver,
    _ directions: inout [[Double]]
  ) throws(LinearProgramError) {
    // Not longer than 1 whatever rounding did to it.
    let safe = 1 - Double(direction.count + 4) * Double.ulpOfOne
    guard let row = written.cut(direction.map { $0 * safe }) else { return }
    try solver.addRow(row)
    directions.append(direction)
  }

  private func combination(_ directions: [[Double]], _ weights: ArraySlice<Double>) -> [Double] {
    var sum = [Double](repeating: 0, count: target.count)
    for (direction, weight) in zip(directions, weights) {
      for index in sum.indices { sum[index] += weight * direction[index] }
    }
    return sum
  }
}
