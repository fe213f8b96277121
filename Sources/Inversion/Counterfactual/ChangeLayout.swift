import LinearPrograms
import Numerics

/// A relaxed network as a linear program for the smallest change that meets a condition.
///
/// Columns: how far each feature rises and falls (or, where the largest or the Euclidean change counts, the
/// change itself and a bound of all), then for each bending unit what it is given and what it gives. Units that
/// are straight are folded into the rows. Every change of the ball is a point of the program, whatever rounding
/// does.
struct ChangeLayout {
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

  /// The program.
  private(set) var program = LinearProgram()
  /// What is minimized.
  private(set) var objective: [Double]
  /// The units that bend, in the order of stages.
  private(set) var units: [Unit] = []
  /// The rows of the condition, as far as they are linear.
  private(set) var goals: Range<Int> = 0..<0
  /// What those rows are at least.
  let offsets: [Double]
  /// The logits as combinations of columns.
  let logits: ChangeForms
  /// The features' columns: of the change itself, or of rising and then of falling.
  let features: [Int]
  let isSplit: Bool
  /// The column that bounds the change, and the row or nothing.
  let bound: Int?
  /// The row that keeps the change inside the ball while something else is minimized.
  let cutoff: Int?
  let condition: ChangeCondition
  let ball: ChangeBall

  /// Writes a program.
  ///
  /// - Parameters:
  ///   - relaxation: the network on the ball.
  ///   - condition: what is to be met.
  ///   - space: groups of features.
  ///   - tangents: logits at which the probability is made a linear condition.
  init(
    _ relaxation: ChangeRelaxation, _ condition: ChangeCondition, _ space: ChangeSpace,
    tangents: [[Double]]
  ) {
    let chain = relaxation.chain
    ball = relaxation.ball
    self.condition = condition
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
    self.program = program
  }

  let unitColumns: [Int]
  let extents: [Double]

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
    // A feature at the end of its range moves one way only.
    for (column, range) in zip(features, ball.bounds) {
      if range.lowerBound < 0 {
        program.addRow(LinearProgram.Row([bound, column], [1, 1], lower: 0))
      }
      if range.upperBound > 0 {
        program.addRow(LinearProgram.Row([bound, column], [1, -1], lower: 0))
      }
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
  static func goal(
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
}

extension ChangeForms {
  /// Applies a line to one of the numbers.
  fileprivate mutating func scale(
    _ number: Int, _ slope: Double, _ summand: Double, error: Double
  ) {
    for term in 0..<coefficients.columns { coefficients[number, term] *= slope }
    constants[number] = constants[number] * slope + summand
    errors[number] =
      errors[number] * abs(slope) + error + 4 * Double.ulpOfOne
      * (abs(constants[number]) + abs(summand))
  }

  /// Makes one of the numbers a term itself.
  fileprivate mutating func replace(_ number: Int, byTerm place: Int) {
    for term in 0..<coefficients.columns { coefficients[number, term] = term == place ? 1 : 0 }
    constants[number] = 0
    errors[number] = 0
  }
}
