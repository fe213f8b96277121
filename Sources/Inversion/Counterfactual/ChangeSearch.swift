import LinearPrograms
import Networks
import Numerics

/// A small change that meets a condition on any network: linear programs for the network as it is near a point,
/// one after another, inside a region that they can be trusted in.
struct ChangeSearch {
  let network: NeuralNetwork
  let space: ChangeSpace
  let condition: ChangeCondition
  let distance: ChangeDistance
  /// Makes of a change the smallest around it that meets the condition; `nil` where a descent by linear
  /// programs does.
  var refine: (([Double]) -> Found?)?

  /// A change that meets the condition.
  struct Found: Sendable {
    var change: [Double]
    var distance: Double
  }

  /// What is tried at a point.
  private struct State {
    var change: [Double]
    /// What the conditions have too much, the hair taken off.
    var slack: [Double]
    var lacking: Double { slack.reduce(0) { max($0, -$1) } }
  }

  /// The conditions at a change; as the network will be run, on the input that the change leads to.
  func slack(_ change: [Double]) -> [Double] {
    let input = space.input(change)
    let logits = network.logits(for: Matrix(rows: 1, columns: input.count, values: input)).values
    return condition.slack(logits)
  }

  /// Whether a change meets the condition, and by more than rounding.
  func isMet(_ change: [Double]) -> Bool {
    slack(change).allSatisfy { $0 >= 0.5 * condition.hair }
  }

  /// Descends from a point.
  ///
  /// - Parameters:
  ///   - start: a change, met or not.
  ///   - bounds: what each feature's change lies in.
  ///   - weights: what a share of each feature's range costs; 1 when `nil`.
  ///   - steps: how many programs at most.
  /// - Returns: the smallest change that was met on the way.
  func descend(
    from start: [Double], bounds: [ClosedRange<Double>], weights: [Double]? = nil, steps: Int = 40
  ) -> Found? {
    var best: Found?
    func cost(_ change: [Double]) -> Double {
      guard let weights else {
        return distance == .count ? ChangeDistance.l1.value(change) : distance.value(change)
      }
      return zip(change, weights).reduce(0) { $0 + abs($1.0) * $1.1 }
    }
    func state(_ change: [Double]) -> State {
      State(change: change, slack: slack(change).map { $0 - condition.hair })
    }
    func keep(_ state: State) {
      guard state.slack.allSatisfy({ $0 >= -0.5 * condition.hair }) else { return }
      let size = cost(state.change)
      if size < best?.distance ?? .infinity { best = Found(change: state.change, distance: size) }
    }
    var current = state(zip(start, bounds).map { min(max($0, $1.lowerBound), $1.upperBound) })
    keep(current)
    var reach = 0.5
    var penalty = 1.0
    for _ in 0..<steps {
      guard let slopes = slopes(at: current.change), slopes.isFinite else { break }
      let region = zip(current.change, bounds).map { value, range in
        let low = max(value - reach, range.lowerBound)
        return low...max(low, min(value + reach, range.upperBound))
      }
      guard
        let step = LinearChange(
          slopes: slopes,
          offsets: zip(slopes.times(current.change), current.slack).map { $0 - $1 }, region: region,
          distance: distance, weights: weights, groups: groups
        ).smallest()
      else { break }
      let next = state(step.change)
      keep(next)
      // What a unit of the condition costs decides when a longer way is worth it.
      penalty = max(penalty, 2 * step.price)
      let before = cost(current.change) + penalty * current.lacking
      let after = cost(next.change) + penalty * next.lacking
      let expected = before - cost(next.change) - penalty * step.lacking
      guard expected > 1e-10 * (1 + before) else { break }
      if before - after >= 0.1 * expected {
        current = next
        if before - after > 0.7 * expected { reach = min(2 * reach, 2) }
      } else {
        reach /= 4
        if reach < 1e-8 { break }
      }
    }
    return best.map { Found(change: $0.change, distance: distance.value($0.change)) }
  }

  private var groups: [(members: [Int], widths: [Double])] {
    space.groups.map { group in (group, group.map { space.widths[$0] }) }
  }

  /// The slopes of the conditions with respect to the change, `[conditions × features]`.
  private func slopes(at change: [Double]) -> Matrix? {
    let input = zip(space.row, zip(change, space.widths)).map { $0 + $1.0 * $1.1 }
    let trace = network.trace(Matrix(rows: 1, columns: input.count, values: input))
    var result = network.gradients(trace, of: condition.slopes(trace.logits.values))
    result.mapColumnsInPlace { value, feature in value * space.widths[feature] }
    return result
  }

  /// The nearest change on the way from the row to a change that meets the condition.
  func nearer(_ change: [Double]) -> [Double] {
    var (low, high) = (0.0, 1.0)
    for _ in 0..<30 {
      let middle = (low + high) / 2
      let slack = slack(change.map { $0 * middle })
      if slack.allSatisfy({ $0 >= condition.hair }) { high = middle } else { low = middle }
    }
    return change.map { $0 * high }
  }

  /// A change that meets the condition wherever one is easily found: against the slope of what it lacks most.
  ///
  /// - Parameters:
  ///   - start: where the climb begins.
  ///   - bounds: what each feature's change lies in.
  func climb(from start: [Double], bounds: [ClosedRange<Double>]) -> [Double]? {
    var change = start
    var length = 0.5
    for _ in 0..<40 {
      let slack = slack(change)
      if slack.allSatisfy({ $0 >= condition.hair }) { return nearer(change) }
      guard let slopes = slopes(at: change),
        let worst = slack.indices.min(by: { slack[$0] < slack[$1] })
      else { return nil }
      for (feature, slope) in slopes.row(worst).enumerated() where slope != 0 {
        let moved = change[feature] + (slope > 0 ? length : -length)
        change[feature] = min(max(moved, bounds[feature].lowerBound), bounds[feature].upperBound)
      }
      length *= 0.9
    }
    return nil
  }
}
