import Networks

/// A function of one number, as pieces between which it bends differently: enough to bound it rigorously.
struct ScalarCurve: Sendable {
  /// The function.
  let value: ScalarFunction.Rule
  /// Where a piece ends; the first piece reaches from −∞, the last one to ∞.
  private let breaks: [Double]
  /// One more than breaks.
  private let shapes: [CurvePieces.Shape]

  /// The curve of an activation at one unit.
  ///
  /// - Returns: `nil` when the activation mixes units, so that it has no curve.
  init?(_ activation: Activation, unit: Int) {
    guard let function = activation.function(ofUnit: unit) else { return nil }
    value = function.value
    breaks = function.curve.breaks
    shapes = function.curve.shapes
  }

  /// Whether it is a straight line between any two breaks.
  var isPiecewiseLinear: Bool {
    shapes.allSatisfy { if case .linear = $0 { true } else { false } }
  }

  /// Where it bends inside an interval.
  func breaks(inside interval: ClosedRange<Double>) -> [Double] {
    breaks.filter { $0 > interval.lowerBound && $0 < interval.upperBound }
  }

  /// A straight piece: between two numbers, perhaps infinite, the function is a line.
  struct Piece: Sendable {
    var (low, high): (Double, Double)
    var line: BoundLine
  }

  /// The pieces of a piecewise linear function, from left to right.
  var pieces: [Piece] {
    shapes.indices.map { index in
      let low = index == 0 ? -Double.infinity : breaks[index - 1]
      let high = index == breaks.count ? Double.infinity : breaks[index]
      // Two points well inside, where no jump at an end counts.
      let first = low.isFinite ? low + (high.isFinite ? (high - low) / 4 : 1) : high - 2
      let second = high.isFinite ? high - (low.isFinite ? (high - low) / 4 : 1) : low + 2
      let (start, end) = low.isFinite || high.isFinite ? (first, second) : (0, 1)
      let slope = (value(end) - value(start)) / (end - start)
      return Piece(
        low: low, high: high,
        line: BoundLine(slope: slope, intercept: value(start) - slope * start))
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
      let value = self.value(x)
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
