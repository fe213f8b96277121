/// A number of each target over the fractions of a filter: lines that differ in shape and have their names
/// at their ends, before an axis on which equal distances are equal.
struct LadderChart {
  /// What the lines show.
  var title: String
  /// The fractions, ascending.
  var fractions: [Double]
  /// The lines: a name, and a value for each fraction.
  var lines: [(name: String, values: [Double])]
  /// Whether the values are shares, from 0 to 1.
  var isShare = false
  /// The index of a fraction that an upright line marks.
  var marked: Int?

  private static let frame = ChartFrame(left: 58, right: 288)
  private static let classes = ["first", "second", "third"]
  private static let lineHeight = 14.0

  /// The chart, or a line that says why there is none.
  var html: HTML {
    guard let scale = ChartScale(lines.flatMap(\.values), isShare: isShare), fractions.count > 1
    else {
      return .paragraph("\(title): no values that could be drawn.", class: "note")
    }
    var parts = Self.frame.gridlines(scale) + fractionTicks
    if let marked, fractions.indices.contains(marked) {
      let x = ChartFrame.text(x(fractions[marked]))
      parts.append(
        .element(
          .line,
          [
            .class: "mark", .x1: x, .x2: x, .y1: ChartFrame.text(Self.frame.top),
            .y2: ChartFrame.text(Self.frame.bottom),
          ]))
    }
    for index in lines.indices { parts += curve(index, scale) }
    parts += endLabels(scale)
    let axis = scale.isLogarithmic ? ", logarithmic axis" : ""
    return .element(
      .figure, [:],
      [
        .element(.figcaption, [:], [.element(.strong, [:], [.text("\(title)\(axis)")])]),
        .element(
          .svg,
          [
            .xmlns: "http://www.w3.org/2000/svg", .viewBox: "0 0 360 244", .role: "img",
            .label: "\(title)\(axis) over the fraction of the filter. \(inWords)",
          ], parts),
      ])
  }

  private var inWords: String {
    lines.map { line in
      guard let first = line.values.first, let last = line.values.last else { return "" }
      return "\(line.name): from \(NumberText.short(first)) to \(NumberText.short(last))."
    }.joined(separator: " ")
  }

  private var fractionTicks: [HTML] {
    guard let low = fractions.first, let high = fractions.last, high > low else { return [] }
    let step = ChartScale.niceStep((high - low) / 4)
    let first = (low / step).rounded(.up)
    let ticks = stride(from: first, through: (high / step + 1e-9).rounded(.down), by: 1).map {
      $0 * step
    }
    return ticks.map { tick in
      HTML.element(
        .text, [.x: ChartFrame.text(x(tick)), .y: "224", .anchor: "middle"],
        [.text(NumberText.short(tick, significant: 3))])
    } + [
      .element(
        .text,
        [
          .x: ChartFrame.text((Self.frame.left + Self.frame.right) / 2), .y: "241",
          .anchor: "middle",
        ],
        ["fraction"])
    ]
  }

  private func x(_ fraction: Double) -> Double {
    guard let low = fractions.first, let high = fractions.last, high > low else {
      return Self.frame.left
    }
    return Self.frame.left + (fraction - low) / (high - low) * (Self.frame.right - Self.frame.left)
  }

  private func curve(_ index: Int, _ scale: ChartScale) -> [HTML] {
    let points = zip(fractions, lines[index].values).compactMap { fraction, value in
      Self.frame.y(value, scale).map { (x: x(fraction), y: $0) }
    }
    let name = Self.classes[index % Self.classes.count]
    let list = points.map { "\(ChartFrame.text($0.x)),\(ChartFrame.text($0.y))" }.joined(
      separator: " ")
    let line = HTML.element(.polyline, [.class: "curve \(name)", .points: list])
    return [line] + points.map { marker(index, $0.x, $0.y, name) }
  }

  /// A circle, a square or a triangle; filled for the first three lines, hollow for the next.
  private func marker(_ index: Int, _ x: Double, _ y: Double, _ name: String) -> HTML {
    let style = index < Self.classes.count ? "dot \(name)" : "hollow \(name)"
    switch index % 3 {
    case 0:
      return .element(
        .circle, [.class: style, .cx: ChartFrame.text(x), .cy: ChartFrame.text(y), .r: "3.5"])
    case 1:
      return .element(
        .rect,
        [
          .class: style, .x: ChartFrame.text(x - 3), .y: ChartFrame.text(y - 3), .width: "6",
          .height: "6",
        ])
    default:
      let corners = [(x, y - 4), (x + 4, y + 3), (x - 4, y + 3)]
      return .element(
        .polygon,
        [
          .class: style,
          .points: corners.map { "\(ChartFrame.text($0.0)),\(ChartFrame.text($0.1))" }.joined(
            separator: " "),
        ])
    }
  }

  /// The names at the right ends, moved apart where they would cover each other.
  private func endLabels(_ scale: ChartScale) -> [HTML] {
    var ends = lines.enumerated().compactMap { index, line in
      line.values.last.flatMap { Self.frame.y($0, scale) }.map {
        (name: line.name, index: index, y: $0)
      }
    }.sorted { ($0.y, $0.index) < ($1.y, $1.index) }
    for index in ends.indices.dropFirst() {
      ends[index].y = max(ends[index].y, ends[index - 1].y + Self.lineHeight)
    }
    if let last = ends.last, last.y > Self.frame.bottom {
      let excess = last.y - Self.frame.bottom
      for index in ends.indices { ends[index].y = max(Self.frame.top, ends[index].y - excess) }
    }
    return ends.flatMap { end in
      [
        marker(
          end.index, Self.frame.right + 10, end.y, Self.classes[end.index % Self.classes.count]),
        .element(
          .text, [.x: ChartFrame.text(Self.frame.right + 18), .y: ChartFrame.text(end.y + 4)],
          [.text(String(end.name.prefix(8)))]),
      ]
    }
  }
}
