/// A histogram as a picture of bars.
struct HistogramChart {
  /// What is counted.
  var histogram: Histogram
  /// What the values are, for those who do not see the picture.
  var label: String
  /// The axis, when it is not that of the values alone; it holds all of them.
  var axis: ClosedRange<Double>?

  private static let (width, height, top, bottom) = (220.0, 120.0, 4.0, 100.0)

  /// The picture: bars before an axis, with an upright line at 0 where it has one.
  var html: HTML {
    let low = axis?.lowerBound ?? histogram.edges.first ?? 0
    let high = axis?.upperBound ?? histogram.edges.last ?? 1
    func x(_ value: Double) -> Double {
      let place = value / 2 - low / 2
      let width = high / 2 - low / 2
      return width > 0 ? Self.width * min(max(place / width, 0), 1) : 0
    }
    func text(_ number: Double) -> String { NumberText.fixed(number, digits: 1) }
    let largest = Double(max(histogram.counts.max() ?? 1, 1))
    var parts: [HTML] = []
    for (index, count) in histogram.counts.enumerated() where count > 0 {
      // One value among millions still shows.
      let height = max(1, Double(count) / largest * (Self.bottom - Self.top))
      let (left, right) = (x(histogram.edges[index]), x(histogram.edges[index + 1]))
      let gap = right - left > 4 ? 1.0 : 0
      parts.append(
        .element(
          .rect,
          [
            .x: text(left + gap / 2), .y: text(Self.bottom - height),
            .width: text(max(right - left - gap, 0.5)), .height: text(height),
          ]))
    }
    parts.append(
      .element(
        .line,
        [.class: "axis", .x1: "0", .x2: "\(Int(Self.width))", .y1: "100.5", .y2: "100.5"]))
    if low < 0, high > 0 {
      let zero = text(x(0))
      parts.append(
        .element(.line, [.class: "zero", .x1: zero, .x2: zero, .y1: "0", .y2: "104"]))
      if x(0) > 70, x(0) < Self.width - 70 {
        parts.append(.element(.text, [.x: zero, .y: "116", .anchor: "middle"], ["0"]))
      }
    }
    for (x, anchor, value) in [("0", "start", low), ("\(Int(Self.width))", "end", high)] {
      parts.append(
        .element(
          .text, [.x: x, .y: "116", .anchor: anchor],
          [.text(NumberText.short(value, significant: 3))]))
    }
    return .element(
      .svg,
      [
        .xmlns: "http://www.w3.org/2000/svg", .class: "histogram",
        .viewBox: "0 0 \(Int(Self.width)) \(Int(Self.height))", .role: "img", .label: label,
      ], parts)
  }
}
