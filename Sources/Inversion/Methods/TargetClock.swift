import Numerics
import Synchronization

/// How long a method takes for each of its targets.
package final class TargetClock: Sendable {
  private struct State {
    var seconds: [Double]
    var last = ContinuousClock.now
    var current: Int?
  }

  private let state: Mutex<State>

  /// Starts the clock.
  package init(targets: Int) {
    state = Mutex(State(seconds: [Double](repeating: 0, count: targets)))
  }

  /// What came before belongs to the target before, and what comes now to this one; to all when `nil`.
  func turn(to target: Int?) {
    state.withLock { state in
      let now = ContinuousClock.now
      let elapsed = (now - state.last) / .seconds(1)
      state.last = now
      if let current = state.current, state.seconds.indices.contains(current) {
        state.seconds[current] += elapsed
      } else {
        let share = elapsed / Double(max(state.seconds.count, 1))
        for index in state.seconds.indices { state.seconds[index] += share }
      }
      state.current = target
    }
  }

  /// Seconds of each target until now, to a millisecond; what all of them need counts in equal parts.
  package var seconds: [Double] {
    turn(to: nil)
    return state.withLock { $0.seconds.map { ($0 * 1000).rounded() / 1000 } }
  }
}

/// The targets of a request in their order; whoever goes through them is timed.
struct TimedTargets: Sequence, IteratorProtocol {
  let clock: TargetClock?
  let count: Int
  private var upcoming = 0

  init(clock: TargetClock?, count: Int) {
    self.clock = clock
    self.count = count
  }

  mutating func next() -> Int? {
    guard upcoming < count else {
      clock?.turn(to: nil)
      return nil
    }
    clock?.turn(to: upcoming)
    upcoming += 1
    return upcoming - 1
  }
}

extension MethodRequest {
  /// The rows of the targets, for a loop over them that is timed.
  var timedTargets: TimedTargets { TimedTargets(clock: clock, count: targets.logits.rows) }
}
