extension Activation {
  /// The derivative at one number of a unit, for the element-wise activations: ``derivative(_:)``, and
  /// PReLU's, whose slopes belong to units.
  func slope(_ x: Double, unit: Int) -> Double {
    switch self {
    case .parametricReLU(let slopes): x > 0 ? 1 : slopes[unit]
    // The limit from both sides: 0 / 0 it is otherwise.
    case .squareplus(0) where x == 0: 0.5
    default: derivative(x)
    }
  }

  /// A smooth function near the activation, and its derivative: kinks are rounded off over a width of
  /// about `width`, by `width · softplus(x / width)` in place of `max(x, 0)`.
  ///
  /// - Precondition: ``hasKinksToSmooth``.
  func smoothed(_ x: Double, unit: Int, width: Double) -> (value: Double, derivative: Double) {
    /// Near max(x, 0).
    func ramp(_ x: Double) -> Double { width * softplusOf(x / width) }
    func step(_ x: Double) -> Double { sigmoidOf(x / width) }
    func leaky(_ slope: Double) -> (Double, Double) {
      (slope * x + (1 - slope) * ramp(x), slope + (1 - slope) * step(x))
    }
    switch self {
    case .leakyReLU(let slope): return leaky(slope)
    case .parametricReLU(let slopes): return leaky(slopes[unit])
    case .relu(let slope, nil, 0): return leaky(slope)
    case .relu(let slope, .some(let maximum), 0):
      let (value, derivative) = leaky(slope)
      return (value - ramp(x - maximum), derivative - step(x - maximum))
    case .hardTanh: return (ramp(x + 1) - ramp(x - 1) - 1, step(x + 1) - step(x - 1))
    default: preconditionFailure("\(self) has no kinks that are rounded off")
    }
  }

  /// Whether ``smoothed(_:unit:width:)`` knows it.
  var hasKinksToSmooth: Bool {
    switch self {
    case .leakyReLU, .parametricReLU, .hardTanh, .relu(_, _, 0): true
    default: false
    }
  }
}
