#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What inverting an activation at one value gives.
struct UnitPreimage {
  let input: Double
  let reached: Double
  let choice: Choice

  /// Whether other pre-activations would have served as well.
  enum Choice {
    case only
    case interval
    case branch
  }

  init(_ input: Double, _ reached: Double, _ choice: Choice = .only) {
    self.input = input
    self.reached = reached
    self.choice = choice
  }
}

func rectifiedPreimage(_ h: Double, slope: Double, maximum: Double) -> UnitPreimage {
  if h >= maximum { return UnitPreimage(maximum, maximum, .interval) }
  if h >= 0, slope > 0 || h > 0 { return UnitPreimage(h, h) }
  if slope > 0 { return UnitPreimage(h / slope, h) }
  // Any negative pre-activation gives 0; 0 itself is the one of least norm.
  return UnitPreimage(0, 0, .interval)
}

/// x above θ, otherwise 0: what lies between 0 and θ is never reached.
func thresholdedPreimage(_ h: Double, _ theta: Double) -> UnitPreimage {
  if h > theta { return UnitPreimage(h, h, h == 0 ? .interval : .only) }
  if theta < 0 || h > theta / 2 { return UnitPreimage(theta.nextUp, theta.nextUp) }
  return UnitPreimage(0, 0, .interval)
}

/// Identity outside `low...high`, 0 inside: values strictly between 0 and an end are never reached.
func gappedPreimage(_ h: Double, low: Double, high: Double) -> UnitPreimage {
  if h > high || h < low { return UnitPreimage(h, h) }
  let nearest = h > high / 2 ? high.nextUp : h < low / 2 ? low.nextDown : 0
  return UnitPreimage(nearest, nearest, nearest == 0 ? .interval : .only)
}

func exponentialLinearPreimage(
  _ h: Double, _ alpha: Double, scale: Double, stretch: Double
) -> UnitPreimage {
  if h >= 0 { return UnitPreimage(h / scale, h) }
  let y = max(h, -alpha * scale * (1 - Activation.saturationMargin))
  return UnitPreimage(stretch * log1p(y / (alpha * scale)), y)
}

/// Affine inside `range`, flat outside it.
func clippedPreimage(
  _ h: Double, to range: ClosedRange<Double>, _ inverse: (Double) -> Double
) -> UnitPreimage {
  let y = min(max(h, range.lowerBound), range.upperBound)
  let isEnd = y == range.lowerBound || y == range.upperBound
  return UnitPreimage(inverse(y), y, isEnd ? .interval : .only)
}

/// y + ln(1 − e⁻ʸ).
func inverseSoftplus(_ y: Double) -> Double { y + log(-expm1(-y)) }

func hardSiluPreimage(_ h: Double, _ branch: Activation.Branch) -> UnitPreimage {
  if h >= 3 { return UnitPreimage(h, h) }
  // x(x + 3)/6 has its minimum −0.375 at −1.5.
  let y = max(h, -0.375)
  let side = (9 + 24 * y).squareRoot()
  // Left of −3 it is 0 all the way.
  if y == 0 { return UnitPreimage(branch == .left ? -3 : 0, 0, .interval) }
  if y > 0 || y == -0.375 { return UnitPreimage((-3 + side) / 2, y) }
  return UnitPreimage((-3 + (branch == .left ? -side : side)) / 2, y, .branch)
}
