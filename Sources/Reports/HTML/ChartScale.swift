#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The upright axis of a chart: where values go, and which of them are named.
struct ChartScale {
  /// Whether equal ratios have equal lengths.
  let isLogarithmic: Bool
  /// The values that are named, lowest first.
  let ticks: [Double]
  private let low: Double
  private let high: Double

  /// Larger values cannot be drawn beside others: their differences would overflow.
  static let largest = 1e300

  /// An axis that holds all values, or `nil` when there are none to draw.
  ///
  /// - Parameters:
  ///   - values: any; those that are not finite do not count.
  ///   - isShare: whether they are shares, from 0 to 1.
  init?(_ values: some Sequence<Double>, isShare: Bool) {
    let drawable = values.filter { abs($0) <= Self.largest }
    guard var low = drawable.min(), var high = drawable.max() else { return nil }
    if !isShare, low >= 1e-300, high / low > 50 {
      isLogarithmic = true
      let first = log10(low).rounded(.down)
      let last = log10(high).rounded(.up)
      let step = max(1, ((last - first) / 5).rounded(.up))
      ticks = stride(from: first, through: last, by: step).map { pow(10, $0) }
      (self.low, self.high) = (first, last)
      return
    }
    isLogarithmic = false
    let magnitude = max(abs(low), abs(high))
    if high - low <= magnitude * 1e-6 || high - low < 1e-290 {
      let margin = magnitude < 1e-280 ? 1 : magnitude * 0.1
      (low, high) = (low - margin, high + margin)
    }
    let step = Self.niceStep((high - low) / 5)
    let first = (low / step).rounded(.down)
    let last = (high / step).rounded(.up)
    ticks = stride(from: first, through: last, by: 1).map { $0 * step }
    (self.low, self.high) = (first * step, last * step)
  }

  /// 1, 2 or 5 times a power of ten, at least `step`.
  static func niceStep(_ step: Double) -> Double {
    let power = pow(10, log10(step).rounded(.down))
    return [1, 2, 5].map { $0 * power }.first { $0 >= step } ?? 10 * power
  }

  /// Where a value lies: 0 at the lower end, 1 at the upper; `nil` when it cannot be drawn.
  func place(_ value: Double) -> Double? {
    guard abs(value) <= Self.largest else { return nil }
    return ((isLogarithmic ? log10(value) : value) - low) / (high - low)
  }
}

/// Where the curves of a chart are drawn, in the units of its view box.
struct ChartFrame {
  let left: Double
  let right: Double
  let top = 10.0
  let bottom = 206.0

  /// The height at which a value is drawn; `nil` when it cannot be.
  func y(_ value: Double, _ scale: ChartScale) -> Double? {
    scale.place(value).map { bottom - $0 * (bottom - top) }
  }

  /// A line across for each value that the axis names, with the value before it.
  func gridlines(_ scale: ChartScale) -> [HTML] {
    scale.ticks.flatMap { tick -> [HTML] in
      guard let y = y(tick, scale) else { return [] }
      return [
        .element(
          .line,
          [
            .class: "gridline", .x1: Self.text(left), .x2: Self.text(right), .y1: Self.text(y),
            .y2: Self.text(y),
          ]),
        .element(
          .text, [.x: Self.text(left - 8), .y: Self.text(y + 4), .anchor: "end"],
          [.text(NumberText.short(tick, significant: 4))]),
      ]
    }
  }

  /// A coordinate as it is written.
  static func text(_ coordinate: Double) -> String { NumberText.fixed(coordinate, digits: 1) }
}
