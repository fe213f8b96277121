/// An activation as a function of one number, with all that is particular to it.
package struct ScalarFunction: Sendable {
  /// From number to number.
  package typealias Rule = @Sendable (Double) -> Double

  /// The activation of a pre-activation.
  package let value: Rule
  /// Its derivative; at a kink that on the left, as TensorFlow has it for ReLU and its relatives.
  package let derivative: Rule
  /// Between which points it bends how.
  package let curve: CurvePieces
  /// A pre-activation of a wanted activation, the value it really reaches, and whether others would do too.
  let preimage: @Sendable (_ wanted: Double, _ branch: Activation.Branch) -> UnitPreimage

  /// Creates a function.
  ///
  /// - Parameters:
  ///   - value: the activation.
  ///   - derivative: its derivative.
  ///   - curve: how it bends.
  ///   - preimage: its inverse, of finite values.
  init(
    _ value: @escaping Rule, derivative: @escaping Rule, curve: CurvePieces,
    preimage: @escaping @Sendable (_ wanted: Double, _ branch: Activation.Branch) -> UnitPreimage
  ) {
    self.value = value
    self.derivative = derivative
    self.curve = curve
    self.preimage = preimage
  }

  /// Creates a function that falls from 0 to a minimum, then rises for ever past x.
  init(
    valley value: @escaping Rule, derivative: @escaping Rule, minimumAt bottom: Double,
    curve: CurvePieces
  ) {
    self.init(value, derivative: derivative, curve: curve) { wanted, branch in
      let lowest = value(bottom)
      if wanted <= lowest { return UnitPreimage(bottom, lowest) }
      if wanted < 0, branch == .left {
        var far = bottom - 1
        // The function comes up to 0 as an exponential does: a thousand is past all numbers below it.
        while value(far) < wanted, far > -2000 { far *= 2 }
        let found = monotonePreimage(-wanted, from: far, to: bottom) { -value($0) }
        return UnitPreimage(found.input, wanted, .branch)
      }
      let found = monotonePreimage(wanted, from: bottom, to: max(wanted, 0) + 1, value)
      return UnitPreimage(found.input, wanted, wanted < 0 ? .branch : .only)
    }
  }
}

/// Bisection in a bracket where a function rises, to the last bit.
func monotonePreimage(
  _ wanted: Double, from low: Double, to high: Double, _ value: (Double) -> Double
) -> UnitPreimage {
  var low = low
  var high = high
  while true {
    let middle = low + (high - low) / 2
    if middle <= low || middle >= high { break }
    if value(middle) < wanted { low = middle } else { high = middle }
  }
  let nearer = abs(value(low) - wanted) <= abs(value(high) - wanted) ? low : high
  return UnitPreimage(nearer, wanted)
}

/// How a function of one number bends, piece by piece: enough to bound it rigorously.
package struct CurvePieces: Sendable {
  /// How a function bends between two break points.
  package enum Shape: Sendable {
    case linear
    case convex
    case concave
    /// It may change from one to the other; the second derivative is at most this.
    case any(Double)
  }

  /// Where a piece ends; the first piece reaches from −∞, the last one to ∞.
  package let breaks: [Double]
  /// One more than breaks.
  package let shapes: [Shape]

  /// Pieces: the shapes, and where they meet.
  init(_ shapes: [Shape], at breaks: [Double] = []) {
    self.breaks = breaks
    self.shapes = shapes
  }

  /// Straight lines between breaks.
  static func lines(_ breaks: Double...) -> CurvePieces { lines(breaks) }

  /// Straight lines between breaks, in any order.
  static func lines(_ breaks: [Double]) -> CurvePieces {
    CurvePieces([Shape](repeating: .linear, count: breaks.count + 1), at: breaks.sorted())
  }

  /// A valley with a bend on either side.
  ///
  /// The bends are known to a few digits, so that a little around them is left open.
  static func valley(bendingAt left: Double, _ right: Double) -> CurvePieces {
    CurvePieces(
      [.concave, .any(1), .convex, .any(1), .concave],
      at: [left - 1e-3, left + 1e-3, right - 1e-3, right + 1e-3])
  }
}
