import LinearPrograms
import Numerics

/// The linear program of a ``ChangeLayout`` in the hands of a solver: its units can be narrowed while it is
/// solved again and again.
struct ChangeProgram: ~Copyable {
  /// The program, as it stands.
  var solver: SimplexSolver
  /// Where things stand in it.
  let layout: ChangeLayout
  /// What stands in the program for each unit.
  private var applied: ChangeRelaxation
  /// What the features' bounds are in the program.
  private var box: [ClosedRange<Double>]

  /// Writes a program.
  ///
  /// - Parameters:
  ///   - relaxation: the network on the ball.
  ///   - condition: what is to be met.
  ///   - space: groups of features.
  ///   - tangents: logits at which the probability is made a linear condition.
  /// - Throws: ``LinearProgramError`` when the program is too large or not finite.
  init(
    _ relaxation: ChangeRelaxation, _ condition: ChangeCondition, _ space: ChangeSpace,
    tangents: [[Double]]
  ) throws(LinearProgramError) {
    let layout = ChangeLayout(relaxation, condition, space, tangents: tangents)
    let solver = try SimplexSolver(layout.program)
    self.solver = solver
    self.layout = layout
    applied = relaxation
    box = layout.ball.bounds
  }

  /// What is minimized.
  var objective: [Double] { layout.objective }

  /// The units that bend, in the order of stages.
  var units: [ChangeLayout.Unit] { layout.units }

  /// Makes the program that of a part of the ball.
  ///
  /// - Parameters:
  ///   - part: a relaxation inside the one that the program was written for.
  ///   - box: what the features' changes lie in.
  /// - Throws: ``LinearProgramError`` when a number is not finite.
  mutating func apply(
    _ part: ChangeRelaxation, box: [ClosedRange<Double>]
  ) throws(LinearProgramError) {
    for unit in units
    where part.limits[unit.stage][unit.unit] != applied.limits[unit.stage][unit.unit] {
      let shape = part.units[unit.stage][unit.unit]
      try solver.setBounds(part.limits[unit.stage][unit.unit], ofColumn: unit.column)
      try solver.setBounds(shape.range, ofColumn: unit.column + 1)
      for (row, line) in zip(unit.lower, [shape.lower.0, shape.lower.1]) {
        try solver.changeRow(
          row, coefficient: (1, -line.slope), lower: line.intercept, upper: .infinity)
      }
      for (row, line) in zip(unit.upper, [shape.upper.0, shape.upper.1]) {
        try solver.changeRow(
          row, coefficient: (1, -line.slope), lower: -.infinity, upper: line.intercept)
      }
    }
    applied = part
    for (feature, range) in box.enumerated() where range != self.box[feature] {
      if layout.isSplit {
        let (low, high) = (range.lowerBound, range.upperBound)
        try solver.setBounds(max(low, 0)...max(high, 0), ofColumn: layout.features[feature])
        try solver.setBounds(max(-high, 0)...max(-low, 0), ofColumn: layout.features[feature] + 1)
      } else {
        try solver.setBounds(range, ofColumn: layout.features[feature])
      }
    }
    self.box = box
  }

  /// Asks for more than the condition, by its hair, or for no more than the condition.
  mutating func aim(beyond isBeyond: Bool) throws(LinearProgramError) {
    for (row, offset) in zip(layout.goals, layout.offsets) {
      try solver.changeRow(
        row, lower: isBeyond ? offset + layout.condition.hair : offset, upper: .infinity)
    }
  }

  /// What the hair is worth at multipliers of the rows.
  func price(_ multipliers: [Double]) -> Double {
    layout.condition.hair * multipliers[layout.goals.lowerBound...].reduce(0) { $0 + max($1, 0) }
  }

  /// Keeps the change inside the ball, or does so no more: while it is minimized itself, it need not be.
  mutating func keepInside(_ isKept: Bool) throws(LinearProgramError) {
    guard let cutoff = layout.cutoff else { return }
    try solver.changeRow(
      cutoff, lower: -.infinity, upper: isKept ? layout.ball.radius : .infinity)
  }

  /// Adds what the last solution showed to be missing: a tangent of the probability, or of the length.
  ///
  /// - Returns: whether there was something.
  mutating func sharpen(_ values: [Double]) throws(LinearProgramError) -> Bool {
    var isSharper = false
    if layout.ball.distance == .l2, let bound = layout.bound {
      let change = change(values)
      let length = change.euclideanNorm
      if length > values[bound] + 1e-9 * (1 + length), length > 0 {
        let safe = (1 - Double(change.count + 4) * Double.ulpOfOne) / length
        let places = layout.features.indices.filter { change[$0] != 0 }
        try solver.addRow(
          LinearProgram.Row(
            [bound] + places.map { layout.features[$0] }, [1] + places.map { -change[$0] * safe },
            lower: 0))
        isSharper = true
      }
    }
    if layout.condition.logOdds != nil {
      let reached = outputs(values)
      if let lacking = layout.condition.slack(reached).last, lacking < -1e-9,
        let tangent = layout.condition.tangent(reached)
      {
        try solver.addRow(
          ChangeLayout.goal(
            tangent.row, tangent.offset, layout.logits, layout.extents, layout.features,
            layout.unitColumns, layout.isSplit))
        isSharper = true
      }
    }
    return isSharper
  }

  // MARK: - Reading

  /// The change of a solution.
  func change(_ values: [Double]) -> [Double] {
    layout.features.map { layout.isSplit ? values[$0] - values[$0 + 1] : values[$0] }
  }

  /// The logits of the relaxed network at a solution.
  private func outputs(_ values: [Double]) -> [Double] {
    let terms = change(values) + layout.unitColumns.map { values[$0] }
    var result = layout.logits.coefficients.times(terms)
    for index in result.indices { result[index] += layout.logits.constants[index] }
    return result
  }
}
