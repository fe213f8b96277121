#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension Activation {
  /// Which of two pre-activations is taken where an activation is not monotone.
  public enum Branch: String, Sendable, Equatable, CaseIterable {
    /// The one right of the minimum, where the function rises. The default.
    case right
    /// The one left of the minimum, where it falls.
    case left
  }

  /// How near to an open end of its range a wanted value may come: a saturated unit has no finite
  /// pre-activation.
  ///
  /// 10⁻⁶ keeps tanh within ±7.25 and the logistic function within ±13.8.
  package static let saturationMargin = 1e-6

  /// Why the activation has no inverse; `nil` when it has one.
  public var inverseObstacle: String? {
    switch self {
    case .relu(_, _, let threshold) where threshold != 0:
      "it jumps at its threshold, so it has no inverse there"
    case .relu(let slope, _, _) where slope < 0, .leakyReLU(let slope) where slope < 0:
      "its negative slope is below zero, so two inputs give the same output"
    case .parametricReLU(let slopes) where slopes.contains { $0 < 0 }:
      "a slope is below zero, so two inputs give the same output"
    case .elu(let alpha) where alpha <= 0, .celu(let alpha) where alpha <= 0:
      "its alpha is not positive, so it is not monotone"
    case .glu: "it halves the width, so many inputs give the same output"
    case .sparsemax: "it projects onto a simplex, so many inputs give the same output"
    default: nil
    }
  }

  /// Finds a pre-activation for wanted activations.
  ///
  /// Values outside the activation's range are moved to its nearest value; on a flat part the end next
  /// to the steep part is taken; GELU, SiLU, Mish and hard SiLU, which are not monotone, use the branch
  /// asked for wherever both exist. The result says how often each happened.
  ///
  /// - Parameters:
  ///   - wanted: the activations, one for each unit.
  ///   - branch: the side of the minimum of a function that is not monotone.
  /// - Returns: `nil` when the activation has no inverse; ``inverseObstacle`` then says why.
  package func preimage(of wanted: [Double], branch: Branch = .right) -> Preimage? {
    guard inverseObstacle == nil else { return nil }
    if self == .softmax || self == .logSoftmax { return simplexPreimage(of: wanted) }
    var result = Preimage()
    result.values.reserveCapacity(wanted.count)
    for (unit, value) in wanted.enumerated() {
      let solution = solve(value, unit: unit, branch)
      result.values.append(solution.input)
      result.recordClip(from: value, to: solution.reached)
      if solution.choice != .only { result.ambiguousCount += 1 }
      if solution.choice == .interval { result.intervalCount += 1 }
    }
    return result
  }

  /// The logarithms of the wanted probabilities; those that do not sum to 1 cannot be reached as they
  /// are, and what softmax makes of them counts as clipped.
  private func simplexPreimage(of wanted: [Double]) -> Preimage {
    var result = Preimage()
    let isLogarithm = self == .logSoftmax
    result.values = isLogarithm ? wanted : wanted.map { log(max($0, Self.saturationMargin)) }
    var reached = result.values[...]
    softmaxInPlace(&reached)
    for (value, probability) in zip(wanted, reached) {
      let used = isLogarithm ? log(probability) : probability
      // Rounding is no clipping.
      if abs(used - value) > 1e-12 { result.recordClip(from: value, to: used) }
    }
    return result
  }

  /// The pre-activation of one value, the value it really reaches, and whether others would do too.
  private func solve(_ h: Double, unit: Int, _ branch: Branch) -> UnitPreimage {
    let margin = Self.saturationMargin
    // What overflowed on the way stays so: no search would end.
    guard h.isFinite else { return UnitPreimage(h, h) }
    switch self {
    case .linear: return UnitPreimage(h, h)
    case .relu(let slope, let maximum, _):
      return rectifiedPreimage(h, slope: slope, maximum: maximum ?? .infinity)
    case .leakyReLU(let slope): return rectifiedPreimage(h, slope: slope, maximum: .infinity)
    case .parametricReLU(let slopes):
      return rectifiedPreimage(h, slope: slopes[unit], maximum: .infinity)
    case .thresholdedReLU(let theta): return thresholdedPreimage(h, theta)
    case .hardShrink(let threshold): return gappedPreimage(h, low: -threshold, high: threshold)
    case .elu(let alpha): return exponentialLinearPreimage(h, alpha, scale: 1, stretch: 1)
    case .celu(let alpha): return exponentialLinearPreimage(h, alpha, scale: 1, stretch: alpha)
    case .selu: return exponentialLinearPreimage(h, seluAlpha, scale: seluScale, stretch: 1)
    case .softplus:
      let y = max(h, margin)
      return UnitPreimage(inverseSoftplus(y), y)
    case .logSigmoid:
      let y = min(h, -margin)
      return UnitPreimage(-inverseSoftplus(-y), y)
    case .softsign:
      let y = min(max(h, margin - 1), 1 - margin)
      return UnitPreimage(y / (1 - abs(y)), y)
    case .tanh:
      let y = min(max(h, margin - 1), 1 - margin)
      return UnitPreimage(atanh(y), y)
    case .sigmoid:
      let y = min(max(h, margin), 1 - margin)
      return UnitPreimage(log(y) - log1p(-y), y)
    case .exponential:
      let y = max(h, margin)
      return UnitPreimage(log(y), y)
    case .squareplus(let b):
      let y = max(h, margin)
      return UnitPreimage(y - b / (4 * y), y)
    case .hardSigmoid(let slope):
      return clippedPreimage(h, to: 0...1) { ($0 - 0.5) / slope }
    case .hardTanh: return clippedPreimage(h, to: -1...1) { $0 }
    case .sparseSigmoid: return clippedPreimage(h, to: 0...1) { 2 * $0 - 1 }
    case .sparsePlus:
      if h >= 1 { return UnitPreimage(h, h) }
      let y = max(h, 0)
      return UnitPreimage(2 * y.squareRoot() - 1, y, y == 0 ? .interval : .only)
    case .softShrink(let threshold):
      if h == 0 { return UnitPreimage(0, 0, .interval) }
      return UnitPreimage(h > 0 ? h + threshold : h - threshold, h)
    case .hardSilu: return hardSiluPreimage(h, branch)
    case .tanhShrink: return h == 0 ? UnitPreimage(0, 0) : monotone(h, from: h - 1, to: h + 1)
    case .silu: return valley(h, branch, minimumAt: -1.2784645427610738)
    case .mish: return valley(h, branch, minimumAt: -1.1924312145910193)
    case .gelu(let approximate):
      let bottom = approximate ? -0.7524614220710162 : -0.7517915246935645
      return valley(h, branch, minimumAt: bottom)
    case .softmax, .logSoftmax, .glu, .sparsemax:
      preconditionFailure("\(self) has no inverse of single values")
    }
  }

  /// A function that falls from 0 to a minimum, then rises for ever past x.
  private func valley(_ h: Double, _ branch: Branch, minimumAt bottom: Double) -> UnitPreimage {
    let lowest = value(bottom)
    if h <= lowest { return UnitPreimage(bottom, lowest) }
    if h < 0, branch == .left {
      var far = bottom - 1
      // The function comes up to 0 as an exponential does: a thousand is past all numbers below it.
      while value(far) < h, far > -2000 { far *= 2 }
      let found = monotone(-h, from: far, to: bottom) { -value($0) }
      return UnitPreimage(found.input, h, .branch)
    }
    let found = monotone(h, from: bottom, to: max(h, 0) + 1)
    return UnitPreimage(found.input, h, h < 0 ? .branch : .only)
  }

  private func monotone(_ h: Double, from low: Double, to high: Double) -> UnitPreimage {
    monotone(h, from: low, to: high, value)
  }

  /// Bisection in a bracket where the function rises, to the last bit.
  private func monotone(
    _ h: Double, from low: Double, to high: Double, _ value: (Double) -> Double
  ) -> UnitPreimage {
    var low = low
    var high = high
    while true {
      let middle = low + (high - low) / 2
      if middle <= low || middle >= high { break }
      if value(middle) < h { low = middle } else { high = middle }
    }
    let nearer = abs(value(low) - h) <= abs(value(high) - h) ? low : high
    return UnitPreimage(nearer, h)
  }
}
