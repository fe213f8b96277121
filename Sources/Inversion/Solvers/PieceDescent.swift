import Networks
import Numerics

/// Descent over the straight pieces of a network whose activations consist of lines.
///
/// With every unit on one of its pieces the logits are an affine function of the change from a reference, so
/// that the best change of a piece is a projection: its limits are inequalities. From there the pieces that
/// meet at that change are looked at, until none of them holds a better one.
struct PieceDescent {
  /// The network, of changes from the reference.
  let chain: ChangeChain
  let goal: LogitGoal
  /// What changes may be.
  let box: Box
  private let pieces: [[[ScalarCurve.Piece]]]

  /// What is made small.
  enum Aim {
    /// The change, while the goal holds.
    case nearest
    /// What the goal lacks.
    case closest
  }

  /// The piece of each unit of each stage.
  typealias Pattern = [[Int]]

  /// Where a descent came to.
  struct Outcome {
    var change: [Double]
    /// The length of the change, or what the goal lacks.
    var value: Double
    /// How many pieces meet there.
    var meeting = 1
    /// Whether all of them were looked at, so that nothing around is better.
    var isLocalOptimum = false
  }

  /// More kinks than that, and not all pieces that meet can be looked at: pairs of kinks are.
  private static let mostKinks = 6
  /// More units than that, and a projection takes too long.
  private static let mostUnits = 160

  /// - Returns: `nil` when an activation is not piecewise linear, or there are too many units.
  init?(_ chain: ChangeChain, goal: LogitGoal, box: Box) {
    guard chain.isPiecewiseLinear,
      chain.stages.reduce(0, { $0 + $1.curves.count }) <= Self.mostUnits
    else { return nil }
    self.chain = chain
    self.goal = goal
    self.box = box
    pieces = chain.stages.map { $0.curves.map(\.pieces) }
  }

  /// Descends from a change.
  ///
  /// - Parameters:
  ///   - start: a change inside the box; for the nearest one that meets the goal.
  ///   - aim: what is made small.
  ///   - solves: how many pieces are looked at, at most.
  func descend(from start: [Double], _ aim: Aim, solves: Int) -> Outcome {
    let values = chain.values(start)
    var best = Outcome(
      change: start,
      value: aim == .nearest ? start.euclideanNorm : goal.distance(values.logits))
    var seen: Set<Pattern> = []
    var left = solves
    var isUnsure = false
    var isExact = false
    /// The best change of a piece, when it is better than what is known.
    func better(_ pattern: Pattern) -> Bool {
      guard left > 0, seen.insert(pattern).inserted else { return false }
      left -= 1
      guard let change = solved(pattern, aim, near: best.change) else {
        isUnsure = true
        seen.remove(pattern)
        return false
      }
      let value: Double
      let lacking = goal.distance(chain.values(change).logits)
      switch aim {
      case .nearest:
        // To the rounding of a projection; a repair brings the last digits.
        guard lacking <= 1e-8 * (1 + goal.offsets.euclideanNorm) else { return false }
        value = change.euclideanNorm
      case .closest: value = lacking
      }
      guard value < best.value * (1 - 1e-9) else {
        // As good to rounding, but exact, where a search stops some digits earlier.
        if value <= best.value * (1 + 1e-9), !isExact {
          (best.change, best.value) = (change, value)
          isExact = true
        }
        return false
      }
      isExact = true
      best = Outcome(change: change, value: value)
      return true
    }
    _ = better(pattern(values.inputs, kinks: []))
    while left > 0 {
      let inputs = chain.values(best.change).inputs
      let kinks = kinks(inputs)
      let own = pattern(inputs, kinks: kinks)
      let isSmall = kinks.count <= Self.mostKinks
      best.meeting = 1 << min(kinks.count, 62)
      var flips = Self.flips(kinks.count, all: isSmall)
      // What was known of these pieces before was no better, or it would be known.
      isUnsure = false
      while let flip = flips.popLast() {
        var other = own
        for (place, kink) in kinks.enumerated() where flip.contains(place) {
          other[kink.stage][kink.unit] = kink.piece + 1
        }
        if better(other) { break }
        if flips.isEmpty {
          // The input itself is on each of these pieces: one without an answer is one that rounding hides.
          best.isLocalOptimum = isSmall && left > 0 && !isUnsure
          return best
        }
      }
    }
    return best
  }

  /// Which kinks are crossed, the fewest last.
  private static func flips(_ count: Int, all: Bool) -> [[Int]] {
    guard !all else {
      return (0..<(1 << count)).map { bits in (0..<count).filter { bits >> $0 & 1 == 1 } }
        .sorted { $0.count > $1.count }
    }
    var result: [[Int]] = []
    for first in 0..<count {
      for second in (first + 1)..<max(count, first + 1) { result.append([first, second]) }
    }
    return result + (0..<count).map { [$0] } + [[]]
  }

  // MARK: - Pieces

  /// A unit at a kink, on the piece to the left of it or the next one.
  private struct Kink {
    let (stage, unit, piece): (Int, Int, Int)
  }

  private func kinks(_ inputs: [[Double]]) -> [Kink] {
    var result: [Kink] = []
    for (stage, units) in pieces.enumerated() {
      for (unit, all) in units.enumerated() {
        let value = inputs[stage][unit]
        let near = 1e-8 * max(1, chain.stages[stage].map.sizes[unit])
        for (piece, range) in all.dropLast().enumerated() where abs(value - range.high) <= near {
          result.append(Kink(stage: stage, unit: unit, piece: piece))
        }
      }
    }
    return result
  }

  /// The pieces that units are on; at a kink the left one.
  private func pattern(_ inputs: [[Double]], kinks: [Kink]) -> Pattern {
    var result = zip(pieces, inputs).map { units, values in
      zip(units, values).map { all, value in all.firstIndex { value <= $0.high } ?? 0 }
    }
    for kink in kinks { result[kink.stage][kink.unit] = kink.piece }
    return result
  }

  /// An affine function of the change for each of some numbers.
  private struct Forms {
    /// `[features × numbers]`.
    var slopes: Matrix
    var offsets: [Double]

    func followed(by map: ChangeChain.Map) -> Forms {
      var offsets = map.weights.multiplied(onLeftBy: self.offsets)
      for unit in offsets.indices { offsets[unit] += map.bias[unit] }
      return Forms(slopes: slopes.multiplied(by: map.weights), offsets: offsets)
    }
  }

  /// The best change on the closure of a piece; `nil` when there is none, or rounding hides it.
  private func solved(_ pattern: Pattern, _ aim: Aim, near: [Double]) -> [Double]? {
    var inputs: [Forms] = []
    var current: Forms?
    for (stage, units) in zip(chain.stages, zip(pieces, pattern)) {
      var forms =
        current?.followed(by: stage.map)
        ?? Forms(slopes: stage.map.weights, offsets: stage.map.bias)
      inputs.append(forms)
      let lines = zip(units.0, units.1).map { $0[$1].line }
      forms.slopes.mapColumnsInPlace { value, unit in value * lines[unit].slope }
      forms.offsets = zip(forms.offsets, lines).map { $1.value($0) }
      current = forms
    }
    let logits =
      current?.followed(by: chain.last)
      ?? Forms(slopes: chain.last.weights, offsets: chain.last.bias)
    let goals = Matrix.product(logits.slopes, transposed: false, goal.conditions, transposed: true)
    let lacking = goal.slack(logits.offsets).map { -$0 }
    switch aim {
    case .nearest:
      return projected(goals, lacking, inputs, pattern, box, scale: 1, origin: nil)
    case .closest:
      var point = near
      // Each step may move the change a little; a few come to where nothing moves it.
      for _ in 0..<20 {
        guard
          let next = projected(goals, lacking, inputs, pattern, box, scale: 1e3, origin: point)
        else { return nil }
        let moved = zip(next, point).reduce(0) { max($0, abs($1.0 - $1.1)) }
        point = next
        if moved <= 1e-10 { break }
      }
      return point
    }
  }

  /// Projects onto conditions and the limits of a piece, of which those are added that matter.
  ///
  /// - Parameters:
  ///   - goals: the slopes of the goal's conditions, `[features × conditions]`.
  ///   - target: what they have to be.
  ///   - scale: how cheap it is to move, where what is lacking counts.
  ///   - origin: where what the goal lacks is made small from; `nil` when the goal is to hold.
  private func projected(
    _ goals: Matrix, _ target: [Double], _ inputs: [Forms], _ pattern: Pattern, _ box: Box,
    scale: Double, origin: [Double]?
  ) -> [Double]? {
    let features = goals.rows
    let slacks = origin == nil ? 0 : target.count
    let center = origin ?? [Double](repeating: 0, count: features)
    let far = 1e3 * (1 + target.euclideanNorm)
    guard
      let region = try? Box(
        lower: zip(box.lower, center).map { ($0 - $1) / scale }
          + [Double](repeating: -far, count: slacks),
        upper: zip(box.upper, center).map { ($0 - $1) / scale }
          + [Double](repeating: far, count: slacks))
    else { return nil }
    /// Conditions, each a column of slopes and what it has to be.
    var columns: [[Double]] = []
    var wanted: [Double] = []
    for (index, value) in target.enumerated() {
      let slopes = (0..<features).map { goals[$0, index] }
      var column = slopes.map { $0 * scale }
      column += (0..<slacks).map { $0 == index ? 1 : 0 }
      columns.append(column)
      wanted.append(value - slopes.dot(center))
    }
    var inequalities = [Bool](repeating: goal.isInequality, count: target.count)
    var added: Set<[Int]> = []
    for _ in 0..<40 {
      var matrix = Matrix(rows: features + slacks, columns: columns.count)
      for (index, column) in columns.enumerated() {
        for row in column.indices { matrix[row, index] = column[row] }
      }
      var projection = BoxProjection(
        matrix: matrix, target: wanted, inequalities: inequalities, box: region)
      projection.hardness = scale * scale
      let found = projection.nearest(to: [Double](repeating: 0, count: features + slacks))
      guard found.residual <= 1e-9 * (1 + wanted.euclideanNorm) else { return nil }
      let change = (0..<features).map { center[$0] + scale * found.point[$0] }
      var isNew = false
      for (stage, forms) in inputs.enumerated() {
        let values = forms.slopes.multiplied(onLeftBy: change)
        for (unit, value) in values.enumerated() {
          let piece = pieces[stage][unit][pattern[stage][unit]]
          let given = value + forms.offsets[unit]
          let size = max(1, chain.stages[stage].map.sizes[unit])
          for (side, miss) in [piece.low - given, given - piece.high].enumerated()
          where miss > 1e-10 * size && added.insert([stage, unit, side]).inserted {
            isNew = true
            let sign = side == 0 ? 1.0 : -1
            let slopes = (0..<features).map { forms.slopes[$0, unit] }
            let norm = slopes.euclideanNorm
            guard norm > 0 else { return nil }
            let limit = side == 0 ? piece.low : piece.high
            let weight = sign / norm
            // In the units of the change, so that all limits weigh alike.
            columns.append(
              slopes.map { $0 * weight * scale } + [Double](repeating: 0, count: slacks))
            wanted.append(weight * (limit - forms.offsets[unit] - slopes.dot(center)))
            inequalities.append(true)
          }
        }
      }
      if !isNew { return box.clamped(change) }
    }
    return nil
  }
}

extension PieceDescent {
  /// How far a change is from the best one on its piece, as a share of its length.
  func kktResidual(_ change: [Double], _ aim: Aim) -> Double {
    let inputs = chain.values(change).inputs
    let length = change.euclideanNorm
    guard length > 0 else { return 0 }
    // What rounding hides is no evidence: as far as can be.
    guard let best = solved(pattern(inputs, kinks: kinks(inputs)), aim, near: change) else {
      return 1
    }
    return zip(best, change).map { $0 - $1 }.euclideanNorm / length
  }
}
