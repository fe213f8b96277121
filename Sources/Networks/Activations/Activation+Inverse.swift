#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension Activation {
  /// How near to an open end of its range a wanted value may come: a saturated unit has no finite
  /// pre-activation.
  ///
  /// 10⁻⁶ keeps tanh within ±7.25 and the logistic function within ±13.8.
  public static let saturationMargin = 1e-6

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
  /// to the steep part is taken; GELU, SiLU and Mish, which are not monotone, use the branch to the
  /// right of their minimum. The result says how often each happened.
  ///
  /// - Parameter wanted: the activations, one for each unit.
  /// - Returns: `nil` when the activation has no inverse; ``inverseObstacle`` then says why.
  public func preimage(of wanted: [Double]) -> Preimage? {
    guard inverseObstacle == nil else { return nil }
    if self == .softmax || self == .logSoftmax { return simplexPreimage(of: wanted) }
    var result = Preimage()
    result.values.reserveCapacity(wanted.count)
    for (unit, value) in wanted.enumerated() {
      let solution = solve(value, unit: unit)
      result.values.append(solution.input)
      result.recordClip(from: value, to: solution.reached)
      if solution.isAmbiguous { result.ambiguousCount += 1 }
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
  private func solve(_ h: Double, unit: Int) -> Solution {
    let margin = Self.saturationMargin
    // What overflowed on the way stays so: no search would end.
    guard h.isFinite else { return Solution(h, h) }
    switch self {
    case .linear: return Solution(h, h)
    case .relu(let slope, let maximum, _):
      return rectified(h, slope: slope, maximum: maximum ?? .infinity)
    case .leakyReLU(let slope): return rectified(h, slope: slope, maximum: .infinity)
    case .parametricReLU(let slopes): return rectified(h, slope: slopes[unit], maximum: .infinity)
    case .thresholdedReLU(let theta): return thresholded(h, theta)
    case .hardShrink(let threshold): return gapped(h, low: -threshold, high: threshold)
    case .elu(let alpha): return exponentialLinear(h, alpha, scale: 1, stretch: 1)
    case .celu(let alpha): return exponentialLinear(h, alpha, scale: 1, stretch: alpha)
    case .selu: return exponentialLinear(h, seluAlpha, scale: seluScale, stretch: 1)
    case .softplus:
      let y = max(h, margin)
      return Solution(inverseSoftplus(y), y)
    case .logSigmoid:
      let y = min(h, -margin)
      return Solution(-inverseSoftplus(-y), y)
    case .softsign:
      let y = min(max(h, margin - 1), 1 - margin)
      return Solution(y / (1 - abs(y)), y)
    case .tanh:
      let y = min(max(h, margin - 1), 1 - margin)
      return Solution(atanh(y), y)
    case .sigmoid:
      let y = min(max(h, margin), 1 - margin)
      return Solution(log(y) - log1p(-y), y)
    case .exponential:
      let y = max(h, margin)
      return Solution(log(y), y)
    case .squareplus(let b):
      let y = max(h, margin)
      return Solution(y - b / (4 * y), y)
    case .hardSigmoid(let slope):
      return clipped(h, to: 0...1) { ($0 - 0.5) / slope }
    case .hardTanh: return clipped(h, to: -1...1) { $0 }
    case .sparseSigmoid: return clipped(h, to: 0...1) { 2 * $0 - 1 }
    case .sparsePlus:
      if h >= 1 { return Solution(h, h) }
      let y = max(h, 0)
      return Solution(2 * y.squareRoot() - 1, y, isAmbiguous: y == 0)
    case .softShrink(let threshold):
      if h == 0 { return Solution(0, 0, isAmbiguous: true) }
      return Solution(h > 0 ? h + threshold : h - threshold, h)
    case .hardSilu: return hardSiluInverse(h)
    case .tanhShrink: return h == 0 ? Solution(0, 0) : monotone(h, from: h - 1, to: h + 1)
    case .silu: return valley(h, minimumAt: -1.2784645427610738)
    case .mish: return valley(h, minimumAt: -1.1924312145910193)
    case .gelu(let approximate):
      return valley(h, minimumAt: approximate ? -0.7524614220710162 : -0.7517915246935645)
    case .softmax, .logSoftmax, .glu, .sparsemax:
      preconditionFailure("\(self) has no inverse of single values")
    }
  }

  /// A function that falls from 0 to a minimum, then rises for ever past x.
  private func valley(_ h: Double, minimumAt bottom: Double) -> Solution {
    let lowest = value(bottom)
    if h <= lowest { return Solution(bottom, lowest) }
    let found = monotone(h, from: bottom, to: max(h, 0) + 1)
    return Solution(found.input, h, isAmbiguous: h < 0)
  }

  /// Bisection in a bracket where the function rises, to the last bit.
  private func monotone(_ h: Double, from low: Double, to high: Double) -> Solution {
    var low = low
    var high = high
    while true {
      let middle = low + (high - low) / 2
      if middle <= low || middle >= high { break }
      if value(middle) < h { low = middle } else { high = middle }
    }
    let nearer = abs(value(low) - h) <= abs(value(high) - h) ? low : high
    return Solution(nearer, h)
  }
}

/// What inverting an activation at one value gives.
private struct Solution {
  let input: Double
  let reached: Double
  let isAmbiguous: Bool

  init(_ input: Double, _ reached: Double, isAmbiguous: Bool = false) {
    self.input = input
    self.reached = reached
    self.isAmbiguous = isAmbiguous
  }
}

private func rectified(_ h: Double, slope: Double, maximum: Double) -> Solution {
  if h >= maximum { return Solution(maximum, maximum, isAmbiguous: true) }
  if h >= 0, slope > 0 || h > 0 { return Solution(h, h) }
  if slope > 0 { return Solution(h / slope, h) }
  // Any negative pre-activation gives 0; 0 itself is the one of least norm.
  return Solution(0, 0, isAmbiguous: true)
}

/// x above θ, otherwise 0: what lies between 0 and θ is never reached.
private func thresholded(_ h: Double, _ theta: Double) -> Solution {
  if h > theta { return Solution(h, h, isAmbiguous: h == 0) }
  if theta < 0 || h > theta / 2 { return Solution(theta.nextUp, theta.nextUp) }
  return Solution(0, 0, isAmbiguous: true)
}

/// Identity outside `low...high`, 0 inside: values strictly between 0 and an end are never reached.
private func gapped(_ h: Double, low: Double, high: Double) -> Solution {
  if h > high || h < low { return Solution(h, h) }
  let nearest = h > high / 2 ? high.nextUp : h < low / 2 ? low.nextDown : 0
  return Solution(nearest, nearest, isAmbiguous: nearest == 0)
}

private func exponentialLinear(
  _ h: Double, _ alpha: Double, scale: Double, stretch: Double
) -> Solution {
  if h >= 0 { return Solution(h / scale, h) }
  let y = max(h, -alpha * scale * (1 - Activation.saturationMargin))
  return Solution(stretch * log1p(y / (alpha * scale)), y)
}

/// Affine inside `range`, flat outside it.
private func clipped(
  _ h: Double, to range: ClosedRange<Double>, _ inverse: (Double) -> Double
) -> Solution {
  let y = min(max(h, range.lowerBound), range.upperBound)
  return Solution(inverse(y), y, isAmbiguous: y == range.lowerBound || y == range.upperBound)
}

/// y + ln(1 − e⁻ʸ).
private func inverseSoftplus(_ y: Double) -> Double { y + log(-expm1(-y)) }

private func hardSiluInverse(_ h: Double) -> Solution {
  if h >= 3 { return Solution(h, h) }
  // x(x + 3)/6 has its minimum −0.375 at −1.5.
  let y = max(h, -0.375)
  return Solution((-3 + (9 + 24 * y).squareRoot()) / 2, y, isAmbiguous: y <= 0 && y > -0.375)
}
