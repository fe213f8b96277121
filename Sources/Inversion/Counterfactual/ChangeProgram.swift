import LinearPrograms
import Numerics

/// The smallest change that meets a condition on a relaxed network, as a linear program whose units can be
/// narrowed while it is solved again and again.
///
/// Columns: how far each feature rises and falls (or, where the largest or the Euclidean change counts, the
/// change itself and a bound of all), then for each bending unit what it is given and what it gives. Units that
/// are straight are folded into the rows. Every change of the ball is a point of the program, whatever rounding
/// does.
struct ChangeProgram: ~Copyable {
  /// A unit that bends.
  struct Unit {
    let stage: Int
    let unit: Int
    /// Its column of what it is given; the next one is what it gives.
    let column: Int
    /// The rows of its lines: below, and above.
    let lower: [Int]
    let upper: [Int]
  }

  /// The program, as it stands.
  var solver: SimplexSolver
  /// What is minimized.
  private(set) var objective: [Double]
  /// The units that bend, in the order of stages.
  private(set) var units: [Unit] = []
  /// The rows of the condition, as far as they are linear.
  private(set) var goals: Range<Int> = 0..<0
  /// What those rows are at least.
  private let offsets: [Double]
  /// The logits as combinations of columns.
  private let logits: ChangeForms
  /// The features' columns: of the change itself, or of rising and then of falling.
  private let features: [Int]
  private let isSplit: Bool
  /// The column that bounds the change, and the row or nothing.
  private let bound: Int?
  /// The row that keeps the change inside the ball while something else is minimized.
  private let cutoff: Int?
  private let condition: ChangeCondition
  private let ball: ChangeBall
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
    let chain = relaxation.chain
    ball = relaxation.ball
    box = ball.bounds
    self.condition = condition
    applied = relaxation
    var program = LinearProgram()
    isSplit = ball.distance == .l1 || ball.distance == .count
    var objective: [Double] = []
    features = Self.addFeatures(&program, &objective, ball, isSplit)
    if isSplit {
      bound = nil
    } else {
      bound = objective.count
      objective.append(1)
      Self.addLargest(&program, ball, features)
    }
    // What each term can be: a feature's change, or what a unit gives.
    let bends = chain.stages.indices.map { relaxation.bending($0) }
    let terms = ball.bounds.count + bends.reduce(0) { $0 + $1.count }
    var extents = ball.bounds.map { max(abs($0.lowerBound), abs($0.upperBound)) }
    extents += [Double](repeating: 0, count: terms - extents.count)
    var columns: [Int] = []
    var forms: ChangeForms?
    for (index, stage) in chain.stages.enumerated() {
      var inputs =
        forms?.mapped(stage.map, extents: extents)
        ?? ChangeForms(stage.map, terms: terms, extents: extents)
      let bending = Set(bends[index])
      for unit in stage.curves.indices {
        let shape = relaxation.units[index][unit]
        guard bending.contains(unit) else {
          // Straight: one line, and what rounding leaves between those below and above.
          let slope = shape.lower.0.slope
          let extent = shape.curve.extent(minus: slope, on: relaxation.limits[index][unit])
          inputs.scale(
            unit, slope, (extent.low + extent.high) / 2,
            error: (extent.high - extent.low) / 2)
          continue
        }
        let column = program.addColumns([relaxation.limits[index][unit], shape.range]).lowerBound
        objective += [0, 0]
        let row = Self.row(inputs, unit, features, columns, isSplit)
        let constant = inputs.constants[unit]
        let error = inputs.errors[unit]
        program.addRow(
          LinearProgram.Row(
            [column] + row.columns, [1] + row.coefficients.map { -$0 }, lower: constant - error,
            upper: constant + error))
        units.append(Self.addLines(&program, shape, index, unit, column))
        let term = ball.bounds.count + columns.count
        columns.append(column + 1)
        extents[term] = max(abs(shape.range.lowerBound), abs(shape.range.upperBound))
        inputs.replace(unit, byTerm: term)
      }
      forms = inputs
    }
    logits =
      forms?.mapped(chain.last, extents: extents)
      ?? ChangeForms(chain.last, terms: terms, extents: extents)
    unitColumns = columns
    for group in space.groups {
      let members = group.filter { space.widths[$0] > 0 }
      var (places, widths): ([Int], [Double]) = ([], [])
      for member in members {
        places += isSplit ? [features[member], features[member] + 1] : [features[member]]
        widths += isSplit ? [space.widths[member], -space.widths[member]] : [space.widths[member]]
      }
      program.addRow(LinearProgram.Row(places, widths, lower: -1e-9, upper: 1e-9))
    }
    let first = program.rows.count
    self.extents = extents
    self.objective = objective
    for index in condition.offsets.indices {
      let row = Self.goal(
        Array(condition.conditions.row(index)), condition.offsets[index], logits, extents,
        features, columns, isSplit)
      program.addRow(row)
    }
    for tangent in tangents {
      guard let tangent = condition.tangent(tangent) else { continue }
      program.addRow(
        Self.goal(tangent.row, tangent.offset, logits, extents, features, columns, isSplit))
    }
    goals = first..<program.rows.count
    offsets = program.rows[first...].map(\.lower)
    cutoff = isSplit ? program.rows.count : nil
    if isSplit {
      let counted = objective.indices.filter { objective[$0] != 0 }
      program.addRow(LinearProgram.Row(counted, counted.map { objective[$0] }))
    }
    solver = try SimplexSolver(program)
  }

  private let unitColumns: [Int]
  private let extents: [Double]

  // MARK: - Writing

  private static func addFeatures(
    _ program: inout LinearProgram, _ objective: inout [Double], _ ball: ChangeBall,
    _ isSplit: Bool
  ) -> [Int] {
    var columns: [Int] = []
    for range in ball.bounds {
      columns.append(objective.count)
      if isSplit {
        program.addColumns([0...max(range.upperBound, 0), 0...max(-range.lowerBound, 0)])
        // Of the features that change, each counts as much as it changes of what it could.
        objective +=
          ball.distance == .count
          ? [range.upperBound, -range.lowerBound].map { $0 > 0 ? (1 - 1e-12) / $0 : 1 } : [1, 1]
      } else {
        program.addColumns([range])
        objective.append(0)
      }
    }
    return columns
  }

  /// The column that no change exceeds in magnitude.
  private static func addLargest(
    _ program: inout LinearProgram, _ ball: ChangeBall, _ features: [Int]
  ) {
    let extents = ball.bounds.map { max(abs($0.lowerBound), abs($0.upperBound)) }
    let most = min(ball.distance.value(extents) * (1 + 1e-12), ball.radius)
    let bound = program.addColumns([0...most]).lowerBound
    for (column, extent) in zip(features, extents) where extent > 0 {
      program.addRow(LinearProgram.Row([bound, column], [1, 1], lower: 0))
      program.addRow(LinearProgram.Row([bound, column], [1, -1], lower: 0))
    }
  }

  private static func addLines(
    _ program: inout LinearProgram, _ shape: UnitRelaxation, _ stage: Int, _ unit: Int,
    _ column: Int
  ) -> Unit {
    let pair = [column + 1, column]
    let first = program.rows.count
    let below = shape.lower.0 == shape.lower.1 ? [shape.lower.0] : [shape.lower.0, shape.lower.1]
    let above = shape.upper.0 == shape.upper.1 ? [shape.upper.0] : [shape.upper.0, shape.upper.1]
    for line in below {
      program.addRow(LinearProgram.Row(pair, [1, -line.slope], lower: line.intercept))
    }
    for line in above {
      program.addRow(LinearProgram.Row(pair, [1, -line.slope], upper: line.intercept))
    }
    return Unit(
      stage: stage, unit: unit, column: column, lower: Array(first..<(first + below.count)),
      upper: Array((first + below.count)..<program.rows.count))
  }

  /// A form over the program's columns.
  private static func row(
    _ forms: ChangeForms, _ number: Int, _ features: [Int], _ units: [Int], _ isSplit: Bool
  ) -> (columns: [Int], coefficients: [Double]) {
    var columns: [Int] = []
    var coefficients: [Double] = []
    let values = forms.coefficients.row(number)
    for (term, value) in values.enumerated() where value != 0 {
      if term >= features.count {
        columns.append(units[term - features.count])
        coefficients.append(value)
      } else if isSplit {
        columns += [features[term], features[term] + 1]
        coefficients += [value, -value]
      } else {
        columns.append(features[term])
        coefficients.append(value)
      }
    }
    return (columns, coefficients)
  }

  /// The row that says: a combination of logits is at least an offset.
  private static func goal(
    _ combination: [Double], _ offset: Double, _ logits: ChangeForms, _ extents: [Double],
    _ features: [Int], _ units: [Int], _ isSplit: Bool
  ) -> LinearProgram.Row {
    let map = ChangeChain.Map(
      weights: Matrix(rows: combination.count, columns: 1, values: combination), bias: [0],
      sizes: [abs(offset)])
    let form = logits.mapped(map, extents: extents)
    let row = row(form, 0, features, units, isSplit)
    // A forward pass rounds as much as this does.
    return LinearProgram.Row(
      row.columns, row.coefficients, lower: offset - form.constants[0] - 4 * form.errors[0])
  }

  // MARK: - Narrowing

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
      if isSplit {
        let (low, high) = (range.lowerBound, range.upperBound)
        try solver.setBounds(max(low, 0)...max(high, 0), ofColumn: features[feature])
        try solver.setBounds(max(-high, 0)...max(-low, 0), ofColumn: features[feature] + 1)
      } else {
        try solver.setBounds(range, ofColumn: features[feature])
      }
    }
    self.box = box
  }

  /// Asks for more than the condition, by its hair, or for no more than the condition.
  mutating func aim(beyond isBeyond: Bool) throws(LinearProgramError) {
    for (row, offset) in zip(goals, offsets) {
      try solver.changeRow(
        row, lower: isBeyond ? offset + condition.hair : offset, upper: .infinity)
    }
  }

  /// What the hair is worth at multipliers of the rows.
  func price(_ multipliers: [Double]) -> Double {
    condition.hair * multipliers[goals.lowerBound...].reduce(0) { $0 + max($1, 0) }
  }

  /// Keeps the change inside the ball, or does so no more: while it is minimized itself, it need not be.
  mutating func keepInside(_ isKept: Bool) throws(LinearProgramError) {
    guard let cutoff else { return }
    try solver.changeRow(
      cutoff, lower: -.infinity, upper: isKept ? ball.radius : .infinity)
  }

  /// Adds what the last solution showed to be missing: a tangent of the probability, or of the length.
  ///
  /// - Returns: whether there was something.
  mutating func sharpen(_ values: [Double]) throws(LinearProgramError) -> Bool {
    var isSharper = false
    if ball.distance == .l2, let bound {
      let change = change(values)
      let length = change.euclideanNorm
      if length > values[bound] + 1e-9 * (1 + length), length > 0 {
        let safe = (1 - Double(change.count + 4) * Double.ulpOfOne) / length
        let places = features.indices.filter { change[$0] != 0 }
        try solver.addRow(
          LinearProgram.Row(
            [bound] + places.map { features[$0] }, [1] + places.map { -change[$0] * safe },
            lower: 0))
        isSharper = true
      }
    }
    if condition.logOdds != nil {
      let reached = outputs(values)
      if let lacking = condition.slack(reached).last, lacking < -1e-9,
        let tangent = condition.tangent(reached)
      {
        try solver.addRow(
          Self.goal(tangent.row, tangent.offset, logits, extents, features, unitColumns, isSplit))
        isSharper = true
      }
    }
    return isSharper
  }

  // MARK: - Reading

  /// The change of a solution.
  func change(_ values: [Double]) -> [Double] {
    features.map { isSplit ? values[$0] - values[$0 + 1] : values[$0] }
  }

  /// The logits of the relaxed network at a solution.
  private func outputs(_ values: [Double]) -> [Double] {
    let terms = change(values) + unitColumns.map { values[$0] }
    var result = logits.coefficients.times(terms)
    for index in result.indices { result[index] += logits.constants[index] }
    return result
  }
}

extension ChangeForms {
  /// Applies a line to one of the numbers.
  fileprivate mutating func scale(
    _ number: Int, _ slope: Double, _ summand: Double, error: Double
  ) {
    for term in 0..<coefficients.columns { coefficients[number, term] *= slope }
    constants[number] = constants[number] * slope + summand
    errors[number] =
      errors[number] * abs(slope) + error + 4 * Double.ulpOfOne * (abs(constants[number]) + abs(summand))
  }

  /// Makes one of the numbers a term itself.
  fileprivate mutating func replace(_ number: Int, byTerm place: Int) {
    for term in 0..<coefficients.columns { coefficients[number, term] = term == place ? 1 : 0 }
    constants[number] = 0
    errors[number] = 0
  }
}
