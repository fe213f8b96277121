import LinearPrograms
import Networks
import Numerics

/// A relaxed network as a linear program: a column for each input of each stage, rows for what the stages
/// do, and a last column for the distance from wanted logits.
///
/// Every input of the box is a point of the program, whatever rounding does: rows of dense layers hold
/// exactly, and the lines around activations have their rounding in them.
struct RelaxationProgram {
  /// The program.
  private(set) var program = LinearProgram()
  /// The columns of each stage's inputs, and of the outputs.
  private(set) var columns: [Range<Int>] = []
  /// The first row of each stage.
  private var firstRows: [Int] = []
  /// The column of the distance; `nil` without a target.
  private(set) var distance: Int?
  private let target: [Double]

  /// How many rows surround an activation: two lines below, two above.
  private static let linesOfUnit = 4

  /// Writes a relaxation down.
  ///
  /// - Parameters:
  ///   - relaxation: what to write.
  ///   - stages: how many of its stages.
  ///   - target: the wanted logits z' when the distance from them is to be bounded, `[outputs]`.
  init(_ relaxation: NetworkRelaxation, stages: Int, target: [Double]? = nil) {
    self.target = target ?? []
    for intervals in relaxation.intervals.prefix(stages + 1) {
      columns.append(program.addColumns(intervals))
    }
    for (index, stage) in relaxation.stages.prefix(stages).enumerated() {
      firstRows.append(program.rows.count)
      let before = columns[index].lowerBound
      let after = columns[index + 1].lowerBound
      switch stage {
      case .dense(let weights, let bias, _):
        for unit in bias.indices {
          let inputs = (0..<weights.rows).filter { weights[$0, unit] != 0 }
          program.addRow(
            LinearProgram.Row(
              [after + unit] + inputs.map { before + $0 },
              [1] + inputs.map { -weights[$0, unit] }, lower: bias[unit], upper: bias[unit]))
        }
      case .scaled(let scale, let shift):
        for unit in scale.indices {
          program.addRow(
            LinearProgram.Row(
              [after + unit, before + unit], [1, -scale[unit]], lower: shift[unit],
              upper: shift[unit]))
        }
      case .bent(let units):
        for (unit, relaxation) in units.enumerated() {
          let pair = [after + unit, before + unit]
          for line in [relaxation.lower.0, relaxation.lower.1] {
            program.addRow(LinearProgram.Row(pair, [1, -line.slope], lower: line.intercept))
          }
          for line in [relaxation.upper.0, relaxation.upper.1] {
            program.addRow(LinearProgram.Row(pair, [1, -line.slope], upper: line.intercept))
          }
        }
      }
    }
    if let target, let outputs = relaxation.intervals.last {
      let farthest = zip(target, outputs).map { wanted, range in
        max(abs(wanted - range.lowerBound), abs(wanted - range.upperBound))
      }
      distance = program.addColumns([0...(farthest.euclideanNorm * 1.001 + 1e-9)]).lowerBound
    }
  }

  /// The row that says: the distance is at least what is missed along a direction.
  ///
  /// - Parameter direction: not longer than 1, `[outputs]`.
  func cut(_ direction: [Double]) -> LinearProgram.Row? {
    guard let distance, let outputs = columns.last else { return nil }
    var product = 0.0
    var size = 0.0
    for (value, wanted) in zip(direction, target) {
      product += value * wanted
      size += abs(value * wanted)
    }
    let slack = Double(direction.count + 8) * Double.ulpOfOne * size
    return LinearProgram.Row(
      [distance] + Array(outputs), [1] + direction, lower: product - slack)
  }

  /// How much each unit of a stage contributes to the multipliers, by its lines.
  func weights(ofStage stage: Int, _ multipliers: [Double]) -> [Double] {
    let first = firstRows[stage]
    return (0..<columns[stage].count).map { unit in
      let start = first + Self.linesOfUnit * unit
      return multipliers[start..<(start + Self.linesOfUnit)].reduce(0) { $0 + abs($1) }
    }
  }
}
