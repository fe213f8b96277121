/// A histogram as a picture of bars.
struct HistogramChart {
  /// What is counted.
  var histogram: Histogram
  /// What the values are, for those who do not see the picture.
  var label: String

  private static let (width, height, top, bottom) = (220.0, 120.0, 4.0, 100.0)

  /// The picture, with the count of each bar in a title of its own.
  var html: HTML {
    let largest = Double(max(histogram.counts.max() ?? 1, 1))
    let step = Self.width / Double(histogram.counts.count)
    var parts: [HTML] = []
    for (index, count) in histogram.counts.enumerated() where count > 0 {
      // One value among millions still shows.
      let height = max(1, Double(count) / largest * (Self.bottom - Self.top))
      let interval =
        "\(NumberText.short(histogram.edges[index])) to \(NumberText.short(histogram.edges[index + 1]))"
      parts.append(
        .element(
          .rect,
          [
            .class: "bar", .x: NumberText.fixed(Double(index) * step + 0.5, digits: 1),
            .y: NumberText.fixed(Self.bottom - height, digits: 1),
            .width: NumberText.fixed(step - 1, digits: 1),
            .height: NumberText.fixed(height, digits: 1),
          ], [.element(.title, [:], [.text("\(interval): \(NumberText.grouped(count))")])]))
    }
    parts.append(
      .element(
        .line,
        [.class: "axis", .x1: "0", .x2: "\(Int(Self.width))", .y1: "100.5", .y2: "100.5"]))
    let ends: [(x: String, anchor: String, value: Double?)] = [
      ("0", "start", histogram.edges.first), ("\(Int(Self.width))", "end", histogram.edges.last),
    ]
    for end in ends {
      guard let value = end.value else { continue }
      parts.append(
        .element(
          .text, [.x: end.x, .y: "116", .anchor: end.anchor], [.text(NumberText.short(value))]))
    }
    return .element(
      .svg,
      [
        .xmlns: "http://www.w3.org/2000/svg",
        .viewBox: "0 0 \(Int(Self.width)) \(Int(Self.height))", .role: "img", .label: label,
      ], parts)
  }
}
