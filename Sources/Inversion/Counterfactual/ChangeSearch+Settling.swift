import Numerics

extension ChangeSearch {
  /// The smallest change that descents from some points come to.
  func best(from starts: [[Double]], bounds: [ClosedRange<Double>]) -> Found? {
    var best: Found?
    for start in starts {
      guard let found = settled(descend(from: start, bounds: bounds), bounds) else { continue }
      if found.distance < best?.distance ?? .infinity { best = found }
    }
    return best
  }

  /// What a descent found with whole features whole, unimportant ones at rest, and checked.
  private func settled(_ found: Found?, _ bounds: [ClosedRange<Double>]) -> Found? {
    guard var found else { return nil }
    for index in found.change.indices where abs(found.change[index]) < 1e-9 {
      found.change[index] = 0
    }
    if !space.whole.isEmpty {
      guard let whole = rounded(found, bounds) else { return nil }
      found = whole
    }
    if distance == .count { found = thinned(found, bounds) }
    found.distance = distance.value(found.change)
    return isMet(found.change) ? found : nil
  }

  /// Rounds one whole feature after the other, the one that is nearest to a whole number first.
  private func rounded(_ found: Found, _ bounds: [ClosedRange<Double>]) -> Found? {
    var (found, bounds) = (found, bounds)
    var left = Set(space.whole)
    func value(_ index: Int) -> Double {
      space.row[index] + found.change[index] * space.widths[index]
    }
    while let index = left.min(by: {
      let misses = [$0, $1].map { abs(value($0) - value($0).rounded()) }
      return (misses[0], $0) < (misses[1], $1)
    }) {
      left.remove(index)
      let near = value(index).rounded()
      let other = near > value(index) ? near - 1 : near + 1
      var isSettled = false
      for choice in [near, other] where space.ranges[index].contains(choice) {
        let share = (choice - space.row[index]) / space.widths[index]
        guard bounds[index].contains(share) else { continue }
        var trial = bounds
        trial[index] = share...share
        if abs(found.change[index] - share) < 1e-9 {
          bounds = trial
          found.change[index] = share
          isSettled = true
          break
        }
        if let next = descend(from: found.change, bounds: trial, steps: 20) {
          (found, bounds) = (next, trial)
          isSettled = true
          break
        }
      }
      guard isSettled else { return nil }
    }
    return found
  }

  /// Drops features one by one, those that change least first.
  private func thinned(_ found: Found, _ bounds: [ClosedRange<Double>]) -> Found {
    var (found, bounds) = (found, bounds)
    for _ in 0..<2 {
      let weights = found.change.map { 1 / (abs($0) + 1e-3) }
      if let next = descend(from: found.change, bounds: bounds, weights: weights, steps: 20),
        ChangeDistance.count.value(next.change) < ChangeDistance.count.value(found.change)
      {
        found = next
      }
    }
    let order = found.change.indices.filter { found.change[$0] != 0 }
      .sorted { abs(found.change[$0]) < abs(found.change[$1]) }
    for index in bounds.indices where found.change[index] == 0 { bounds[index] = 0...0 }
    for index in order where found.change[index] != 0 {
      let before = bounds[index]
      bounds[index] = 0...0
      if let next = descend(from: found.change, bounds: bounds, steps: 15) {
        found = next
      } else {
        bounds[index] = before
      }
    }
    return found
  }

  /// The largest radius, below a limit, inside which the lines of a relaxation exclude the condition.
  func certified(_ chain: ChangeChain, below limit: Double) -> Double {
    let widest = ChangeBall(space, distance, radius: .infinity)
    let most = distance.value(
      widest.bounds.map { max(abs($0.lowerBound), abs($0.upperBound)) })
    var (low, high) = (0.0, min(limit, most))
    for _ in 0..<14 {
      let middle = (low + high) / 2
      let ball = ChangeBall(space, distance, radius: middle)
      let isExcluded = ChangeRelaxation(chain, ball: ball)?.excludes(condition) ?? true
      if isExcluded { low = middle } else { high = middle }
    }
    return low
  }
}
