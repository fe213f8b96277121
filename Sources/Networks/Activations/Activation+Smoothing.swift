import Numerics

extension Activation {
  /// The activation of one unit as a function of single numbers, PReLU's too; `nil` when it mixes units.
  package func function(ofUnit unit: Int) -> ScalarFunction? {
    guard case .parametricReLU(let slopes) = self else { return function }
    return Activation.leakyReLU(slope: slopes[unit]).function
  }

  /// The derivatives at the values of each unit, for the activations that do not mix them.
  ///
  /// - Parameter values: pre-activations, `[rows × units]`.
  func derivatives(at values: Matrix) -> Matrix {
    var result = values
    if case .parametricReLU(let slopes) = self {
      result.mapColumnsInPlace { value, unit in value > 0 ? 1 : slopes[unit] }
    } else if let function {
      result.mapInPlace(function.derivative)
    } else {
      preconditionFailure("\(self) is not element-wise")
    }
    return result
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
