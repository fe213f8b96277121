import Networks

/// A function of one number, as pieces between which it bends differently: enough to bound it rigorously.
struct ScalarCurve: Sendable {
  /// How the function bends between two break points.
  enum Shape: Sendable {
    case linear
    case convex
    case concave
    /// It may change from one to the other; the second derivative is at most this.
    case any(Double)
  }

  private let activation: Activation
  /// Where a piece ends; the first piece reaches from −∞, the last one to ∞.
  private let breaks: [Double]
  /// One more than breaks.
  private let shapes: [Shape]

  /// The curve of an activation at one unit.
  ///
  /// - Returns: `nil` when the activation mixes units, so that it has no curve.
  init?(_ activation: Activation, unit: Int) {
    var activation = activation
    if case .parametricReLU(let slopes) = activation {
      activation = .leakyReLU(slope: slopes[unit])
    }
    guard let (breaks, shapes) = Self.pieces(activation) else { return nil }
    self.activation = activation
    self.breaks = breaks
    self.shapes = shapes
  }

  func value(_ x: Double) -> Double { activation.value(x) }

  /// Whether it is a straight line between any two breaks.
  var isPiecewiseLinear: Bool {
    shapes.allSatisfy { if case .linear = $0 { true } else { false } }
  }

  /// Where it bends inside an interval.
  func breaks(inside interval: ClosedRange<Double>) -> [Double] {
    breaks.filter { $0 > interval.lowerBound && $0 < interval.upperBound }
  }

  private static func pieces(_ activation: Activation) -> ([Double], [Shape])? {
    func lines(_ breaks: [Double]) -> ([Double], [Shape]) {
      (breaks.sorted(), [Shape](repeating: .linear, count: breaks.count + 1))
    }
    func valley(at bend: Double) -> ([Double], [Shape]) {
      // The bend is known to a few digits, so that a little around it is left open.
      (
        [-bend - 1e-3, -bend + 1e-3, bend - 1e-3, bend + 1e-3],
        [.concave, .any(1), .convex, .any(1), .concave]
      )
    }
    switch activation {
    case .linear: return ([], [.linear])
    case .relu(_, let maximum, let threshold):
      return lines(Array(Set([0, threshold] + (maximum.map { [$0] } ?? []))))
    case .leakyReLU: return lines([0])
    case .thresholdedReLU(let theta): return lines([theta])
    case .elu(let alpha): return ([0], [alpha >= 0 ? .convex : .concave, .linear])
    case .celu(let alpha): return ([0], [alpha >= 0 ? .convex : .concave, .linear])
    case .selu: return ([0], [.convex, .linear])
    case .softplus, .exponential, .squareplus: return ([], [.convex])
    case .logSigmoid: return ([], [.concave])
    case .softsign, .tanh, .sigmoid: return ([0], [.convex, .concave])
    case .tanhShrink: return ([0], [.concave, .convex])
    case .hardSigmoid(let slope): return lines([-0.5 / slope, 0.5 / slope])
    case .silu: return valley(at: 2.3993572805)
    case .gelu(let approximate): return valley(at: approximate ? 1.4185041847 : 1.4142135624)
    case .mish:
      return (
        [-2.2573765, -2.2553765, 1.4895714, 1.4915714],
        [.concave, .any(1), .convex, .any(1), .concave]
      )
    case .hardSilu: return ([-3, 3], [.linear, .convex, .linear])
    case .hardTanh, .sparseSigmoid: return lines([-1, 1])
    case .hardShrink(let threshold), .softShrink(let threshold):
      return lines([-threshold, threshold])
    case .sparsePlus: return ([-1, 1], [.linear, .convex, .linear])
    case .softmax, .logSoftmax, .sparsemax, .glu, .parametricReLU: return nil
    }
  }

  /// Numbers between which `f(x) − slope · x` surely lies on an interval.
  func extent(
    minus slope: Double, on interval: ClosedRange<Double>
  ) -> (low: Double, high: Double) {
    var low = Double.infinity
    var high = -Double.infinity
    var largest = 0.0
    func tilted(_ x: Double) -> Double {
      let value = activation.value(x)
      largest = max(largest, abs(value), abs(slope * x))
      return value - slope * x
    }
    for (index, shape) in shapes.enumerated() {
      let start = max(interval.lowerBound, index == 0 ? -.infinity : breaks[index - 1])
      let end = min(interval.upperBound, index == breaks.count ? .infinity : breaks[index])
      guard start <= end else { continue }
      // A function may jump at a break: both of its limits count.
      let ends =
        end > start
        ? [tilted(start), tilted(start.nextUp), tilted(end.nextDown), tilted(end)] : [tilted(start)]
      low = min(low, ends.min() ?? low)
      high = max(high, ends.max() ?? high)
      switch shape {
      case .linear: break
      case .convex: low = min(low, Self.valley(tilted, from: start, to: end))
      case .concave: high = max(high, -Self.valley({ -tilted($0) }, from: start, to: end))
      case .any(let curvature):
        let sag = curvature * (end - start) * (end - start) / 8
        low -= sag
        high += sag
      }
    }
    // The library's functions are right to a few units in the last place, of the input's size where it is
    // subtracted.
    largest = max(largest, abs(interval.lowerBound), abs(interval.upperBound))
    let rounding = 16 * Double.ulpOfOne * largest + Double.leastNormalMagnitude
    return (low - rounding, high + rounding)
  }

  /// A number below a convex function on an interval, and near to its minimum.
  ///
  /// Of three points around the minimum, the chord on one side lies below the function on the other.
  private static func valley(
    _ function: (Double) -> Double, from start: Double, to end: Double
  ) -> Double {
    var (left, right) = (start, end)
    guard right > left else { return function(left) }
    var middle = left + (right - left) / 2
    var value = function(middle)
    let narrow = 1e-5 * (right - left)
    var (leftValue, rightValue) = (function(left), function(right))
    while right - left > max(narrow, 1e-9) {
      // A point in the wider half; the lowest of the inner two stays in the middle.
      let isRight = right - middle > middle - left
      let point = isRight ? middle + (right - middle) * 0.4 : middle - (middle - left) * 0.4
      let other = function(point)
      if other < value {
        if isRight {
          (left, leftValue) = (middle, value)
        } else {
          (right, rightValue) = (middle, value)
        }
        (middle, value) = (point, other)
      } else if isRight {
        (right, rightValue) = (point, other)
      } else {
        (left, leftValue) = (point, other)
      }
    }
    let falling = min(0, (value - leftValue) / (middle - left))
    let rising = max(0, (rightValue - value) / (right - middle))
    return min(value + falling * (right - middle), value - rising * (middle - left))
  }
}
