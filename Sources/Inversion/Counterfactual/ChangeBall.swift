/// The changes that a search looks at: those inside the ranges, and not larger than a radius.
struct ChangeBall: Sendable {
  /// How far each feature may fall and rise.
  let bounds: [ClosedRange<Double>]
  /// How changes are measured.
  let distance: ChangeDistance
  /// How large a change may be; ∞ for no limit.
  let radius: Double

  /// The changes of a row up to a radius.
  init(_ space: ChangeSpace, _ distance: ChangeDistance, radius: Double) {
    self.distance = distance
    self.radius = radius
    // A change that is not counted by its size may be as large as the range.
    let reach = distance == .count ? .infinity : radius
    bounds = zip(space.lower, space.upper).map { max($0, -reach)...min($1, reach) }
  }

  /// A number that `coefficients · u` does not exceed on the ball, whatever rounding does.
  func largest(_ coefficients: ArraySlice<Double>) -> Double {
    var sum = 0.0
    var size = 0.0
    var gains: [(rate: Double, most: Double)] = []
    let isLimited = radius.isFinite && (distance == .l1 || distance == .count)
    var square = 0.0
    for (coefficient, range) in zip(coefficients, bounds) where coefficient != 0 {
      let gain = coefficient * (coefficient > 0 ? range.upperBound : range.lowerBound)
      sum += gain
      size += abs(gain)
      square += coefficient * coefficient
      if isLimited, gain > 0 { gains.append((abs(coefficient), gain)) }
    }
    let slack = Double(bounds.count + 8) * Double.ulpOfOne * size
    switch distance {
    case .linf: break
    case .l2:
      if radius.isFinite { sum = min(sum, radius * square.squareRoot() * (1 + 1e-12)) }
    case .count:
      guard isLimited else { break }
      gains.sort { $0.most > $1.most }
      sum = gains.prefix(Int(radius)).reduce(0) { $0 + $1.most }
    case .l1:
      guard isLimited else { break }
      // The steepest features first, until the radius is used up.
      gains.sort { $0.rate > $1.rate }
      var left = radius
      sum = 0
      for gain in gains where left > 0 {
        let used = gain.most / gain.rate
        if used <= left {
          sum += gain.most
          left -= used
        } else {
          sum += left * gain.rate
          left = 0
        }
      }
      sum += slack
    }
    return sum + slack
  }
}
