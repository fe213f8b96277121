/// A straight line that stays below or above a function on an interval.
struct BoundLine: Sendable, Equatable {
  /// How much it rises for each 1.
  var slope: Double
  /// Its value at 0.
  var intercept: Double

  /// The value at x.
  func value(_ x: Double) -> Double { slope * x + intercept }
}

/// Lines around an activation of one unit, for pre-activations in an interval.
///
/// Every mixture of two lower lines is a lower line, and of two upper lines an upper one: that is what
/// an optimizer may choose from.
struct UnitRelaxation: Sendable, Equatable {
  /// Two lines below; the first is the better one in the middle.
  var lower: (BoundLine, BoundLine)
  /// Two lines above; the first is the better one in the middle.
  var upper: (BoundLine, BoundLine)
  /// The values that the activation takes.
  var range: ClosedRange<Double>
  /// The activation.
  let curve: ScalarCurve

  /// Relaxes a function on an interval.
  ///
  /// - Parameters:
  ///   - curve: the function.
  ///   - interval: finite.
  init(_ curve: ScalarCurve, on interval: ClosedRange<Double>) {
    let (low, high) = (interval.lowerBound, interval.upperBound)
    let flat = curve.extent(minus: 0, on: interval)
    range = flat.low...max(flat.low, flat.high)
    self.curve = curve
    var below = [BoundLine(slope: 0, intercept: flat.low)]
    var above = [BoundLine(slope: 0, intercept: flat.high)]
    let width = high - low
    if width > 1e-12 * max(abs(low), abs(high), 1) {
      // The chord, and what the function does at its ends and in the middle.
      let step = width * 1e-4
      var slopes = [(curve.value(high) - curve.value(low)) / width]
      for left in [low, low + width / 4, low + width / 2, low + width * 3 / 4, high - step] {
        slopes.append((curve.value(left + step) - curve.value(left)) / step)
      }
      for slope in slopes where slope.isFinite {
        let extent = curve.extent(minus: slope, on: interval)
        below.append(BoundLine(slope: slope, intercept: extent.low))
        above.append(BoundLine(slope: slope, intercept: extent.high))
      }
    }
    lower = Self.two(below, on: interval) { $0 > $1 }
    upper = Self.two(above, on: interval) { $0 < $1 }
  }

  /// The best line in the middle, and the best one at the end where that is worst.
  private static func two(
    _ lines: [BoundLine], on interval: ClosedRange<Double>, better: (Double, Double) -> Bool
  ) -> (BoundLine, BoundLine) {
    func best(at x: Double) -> BoundLine {
      lines.dropFirst().reduce(lines[0]) { better($1.value(x), $0.value(x)) ? $1 : $0 }
    }
    let width = interval.upperBound - interval.lowerBound
    let first = best(at: interval.lowerBound + width / 2)
    // A little inside, where lines that meet at the end have parted.
    let ends = [interval.lowerBound + width / 1024, interval.upperBound - width / 1024].map { x in
      (line: best(at: x), gain: abs(best(at: x).value(x) - first.value(x)))
    }
    return (first, ends[0].gain >= ends[1].gain ? ends[0].line : ends[1].line)
  }

  static func == (first: UnitRelaxation, second: UnitRelaxation) -> Bool {
    first.lower == second.lower && first.upper == second.upper && first.range == second.range
  }
}
