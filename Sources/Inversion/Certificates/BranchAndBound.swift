import LinearPrograms
import Networks
import Numerics

/// The smallest residual over the whole box: the pre-activations' intervals are split until the relaxation
/// of each part is sharp enough.
///
/// A unit that is split at its kink is straight on both sides, so that piecewise linear networks come to an
/// end (Bunel et al. 2020); other activations only come nearer. The part with the smallest bound is next,
/// and the smallest bound of all parts holds for the box.
struct BranchAndBound {
  let network: NeuralNetwork
  let target: [Double]
  /// What the nearest inputs are sought in; parts are those of the raw box.
  let coordinates: SearchCoordinates
  /// After how many parts the search ends.
  var nodes: Int
  /// When the search ends, whatever it has found.
  var deadline: ContinuousClock.Instant?
  /// By which share of the best residual the bound may fall short.
  static let gap = 1e-4

  /// What a search comes to.
  struct Outcome {
    /// No input has a smaller residual.
    var bound: Double
    /// The smallest residual of an input of the box that is known.
    var reached: Double
    /// That input, `[inputs]`; empty when there is none.
    var input: [Double]
    /// How many parts were bounded.
    var nodes: Int
  }

  /// The nearest input that is known.
  private struct Known {
    var residual = Double.infinity
    /// What its logits miss of the target.
    var missed: [Double] = []
    var input: [Double] = []

    /// The direction in which it misses: that of the bound, when it is the best.
    var cuts: [[Double]] {
      residual > 0 && residual.isFinite ? [missed.map { $0 / residual }] : []
    }
  }

  /// A part of the box.
  private struct Part {
    var bound: Double
    var relaxation: NetworkRelaxation
    var answer: ResidualProgram.Answer
  }

  /// The residual that counts as none.
  private static func nothing(_ target: [Double]) -> Double {
    1e-10 * (1 + target.euclideanNorm)
  }

  /// Whether a bound and a residual that is reached meet.
  static func isClosed(_ bound: Double, reached: Double, _ target: [Double]) -> Bool {
    reached <= nothing(target) || bound >= (1 - 1.01 * gap) * reached
  }

  /// Searches.
  ///
  /// - Parameters:
  ///   - root: the relaxation of the whole box.
  ///   - first: what is known of it.
  ///   - inputs: inputs of the box that are near the target.
  func search(
    _ root: NetworkRelaxation, _ first: ResidualProgram.Answer, inputs: [[Double]]
  ) -> Outcome {
    var known = Known()
    for input in inputs { learn(input, &known) }
    let program = ResidualProgram(target: target)
    let importance = importance(root)
    // Parts differ in numbers only, not in where these stand.
    let places = RelaxationProgram(root, stages: root.stages.count, target: target)
    // The part with the smallest bound stands last.
    var open = [Part(bound: first.bound, relaxation: root, answer: first)]
    var done = 1
    var closed = Double.infinity
    improve(
      &known, from: first,
      widths: coordinates.network.smoothingWidths(over: coordinates.box))
    // What is reached exactly needs no search.
    let nothing = Self.nothing(target)
    while known.residual > nothing, let part = open.popLast() {
      let enough = (1 - Self.gap) * known.residual
      guard part.bound < enough else {
        closed = min(closed, part.bound)
        continue
      }
      guard let split = split(part, importance, places) else {
        // Straight everywhere: the part's best input is the relaxation's.
        improve(&known, from: part.answer, widths: [0])
        let last = sharpened(part, known)
        improve(&known, from: last, widths: [0])
        closed = min(closed, max(part.bound, last.bound))
        continue
      }
      guard done < nodes, deadline.map({ ContinuousClock.now < $0 }) ?? true else {
        closed = min(closed, part.bound)
        break
      }
      for half in split {
        guard let narrow = part.relaxation.restricted(to: half) else { continue }
        done += 1
        let written = RelaxationProgram(narrow, stages: narrow.stages.count, target: target)
        // Where the solver fails, what holds for the part holds for its halves.
        guard
          var answer = try? program.answer(
            written, cuts: part.answer.cuts + known.cuts, basis: part.answer.basis, enough: enough)
        else {
          closed = min(closed, part.bound)
          continue
        }
        answer.bound = max(answer.bound, part.bound)
        guard answer.bound < enough else {
          closed = min(closed, answer.bound)
          continue
        }
        improve(&known, from: answer, widths: done & (done - 1) == 0 ? [0] : [])
        let place = open.firstIndex { $0.bound <= answer.bound } ?? open.count
        open.insert(Part(bound: answer.bound, relaxation: narrow, answer: answer), at: place)
      }
    }
    let reached = known.residual
    let bound = min(closed, open.last?.bound ?? .infinity, reached)
    return Outcome(bound: bound, reached: reached, input: known.input, nodes: done)
  }

  /// What is known of a part that is not split any more, as sharp as it gets.
  private func sharpened(_ part: Part, _ known: Known) -> ResidualProgram.Answer {
    guard !part.answer.values.isEmpty else { return part.answer }
    var program = ResidualProgram(target: target, rounds: 200)
    program.sharpness = 0
    let written = RelaxationProgram(
      part.relaxation, stages: part.relaxation.stages.count, target: target)
    let answer = try? program.answer(
      written, cuts: part.answer.cuts + known.cuts, basis: part.answer.basis,
      enough: .greatestFiniteMagnitude)
    return answer ?? part.answer
  }

  private func learn(_ input: [Double], _ known: inout Known) {
    let logits = network.logits(for: Matrix(rows: 1, columns: input.count, values: input)).values
    let missed = zip(target, logits).map { $0 - $1 }
    let residual = missed.euclideanNorm
    if residual < known.residual {
      known = Known(residual: residual, missed: missed, input: input)
    }
  }

  /// Looks whether the input of an answer, or one near it, is nearer than what is known.
  private func improve(
    _ known: inout Known, from answer: ResidualProgram.Answer, widths: [Double]
  ) {
    guard answer.values.count >= network.inputs else { return }
    let raw = coordinates.inputs.box
    let input = raw.clamped(Array(answer.values.prefix(network.inputs)))
    learn(input, &known)
    guard !widths.isEmpty else { return }
    let search = ClosestSearch(
      network: coordinates.network, goal: LogitGoal(exactly: target), box: coordinates.box,
      widths: widths)
    learn(coordinates.raw(search.search(from: coordinates.coordinates(of: input))), &known)
  }

  /// How much a unit of each bent stage matters to the outputs, roughly.
  private func importance(_ relaxation: NetworkRelaxation) -> [[Double]] {
    var product: Matrix?
    var result = [[Double]](repeating: [], count: relaxation.stages.count)
    for (index, stage) in relaxation.stages.enumerated().reversed() {
      switch stage {
      case .dense(let weights, _, _):
        product = product.map { weights.multiplied(by: $0) } ?? weights
      case .scaled(let scale, _):
        guard var rows = product else { continue }
        for row in 0..<rows.rows {
          for column in 0..<rows.columns { rows[row, column] *= scale[row] }
        }
        product = rows
      case .bent(let units):
        result[index] = units.indices.map { unit in
          product.map { Array($0.row(unit)).euclideanNorm } ?? 1
        }
      }
    }
    return result
  }

  /// The two halves of a part, by the unit whose relaxation costs most; `nil` when all are straight.
  private func split(
    _ part: Part, _ importance: [[Double]], _ written: RelaxationProgram
  ) -> [[[ClosedRange<Double>]]]? {
    let relaxation = part.relaxation
    guard !part.answer.values.isEmpty else { return nil }
    var best: (score: Double, stage: Int, unit: Int, point: Double)?
    for (stage, kind) in relaxation.stages.enumerated() {
      guard case .bent(let units) = kind else { continue }
      let weights = written.weights(ofStage: stage, part.answer.multipliers)
      for (unit, shape) in units.enumerated() {
        let interval = relaxation.intervals[stage][unit]
        let before = part.answer.values[written.columns[stage].lowerBound + unit]
        let after = part.answer.values[written.columns[stage + 1].lowerBound + unit]
        guard let point = Self.point(shape.curve, interval, near: before) else { continue }
        let miss = abs(after - shape.curve.value(before))
        let score = miss * (weights[unit] + 1e-3 * importance[stage][unit])
        if score > best?.score ?? -1 { best = (score, stage, unit, point) }
      }
    }
    guard let best else { return nil }
    let interval = relaxation.intervals[best.stage][best.unit]
    return [interval.lowerBound...best.point, best.point...interval.upperBound].map { half in
      var limits = relaxation.intervals
      limits[best.stage][best.unit] = half
      return limits
    }
  }

  /// Where to split an interval: at a kink, or near where the answer lies.
  private static func point(
    _ curve: ScalarCurve, _ interval: ClosedRange<Double>, near value: Double
  ) -> Double? {
    if curve.isPiecewiseLinear {
      return curve.breaks(inside: interval).min { abs($0 - value) < abs($1 - value) }
    }
    let width = interval.upperBound - interval.lowerBound
    guard width > 1e-6 * max(abs(interval.lowerBound), abs(interval.upperBound), 1) else {
      return nil
    }
    return min(max(value, interval.lowerBound + 0.2 * width), interval.upperBound - 0.2 * width)
  }
}
