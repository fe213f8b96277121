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

  private static let (left, right, top, bottom) = (58.0, 288.0, 10.0, 206.0)
  private static let classes = ["first", "second", "third"]
  private static let lineHeight = 14.0

  /// The chart, or a line that says why there is none.
  var html: HTML {
    guard let scale = ChartScale(lines.flatMap(\.values), isShare: isShare), fractions.count > 1
    else {
      return .paragraph("\(title): no values that could be drawn.", class: "note")
    }
    var parts = scale.ticks.flatMap { gridline($0, scale) } + fractionTicks
    if let marked, fractions.indices.contains(marked) {
      let x = Self.text(x(fractions[marked]))
      parts.append(
        .element(
          .line,
          [.class: "mark", .x1: x, .x2: x, .y1: Self.text(Self.top), .y2: Self.text(Self.bottom)]))
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

  private func gridline(_ value: Double, _ scale: ChartScale) -> [HTML] {
    guard let y = y(value, scale) else { return [] }
    return [
      .element(
        .line,
        [
          .class: "gridline", .x1: Self.text(Self.left), .x2: Self.text(Self.right),
          .y1: Self.text(y), .y2: Self.text(y),
        ]),
      .element(
        .text, [.x: Self.text(Self.left - 8), .y: Self.text(y + 4), .anchor: "end"],
        [.text(NumberText.short(value, significant: 4))]),
    ]
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
        .text, [.x: Self.text(x(tick)), .y: "224", .anchor: "middle"],
        [.text(NumberText.short(tick, significant: 3))])
    } + [
      .element(
        .text, [.x: Self.text((Self.left + Self.right) / 2), .y: "241", .anchor: "middle"],
        ["fraction"])
    ]
  }

  private func x(_ fraction: Double) -> Double {
    guard let low = fractions.first, let high = fractions.last, high > low else { return Self.left }
    return Self.left + (fraction - low) / (high - low) * (Self.right - Self.left)
  }

  private func y(_ value: Double, _ scale: ChartScale) -> Double? {
    scale.place(value).map { Self.bottom - $0 * (Self.bottom - Self.top) }
  }

  private func curve(_ index: Int, _ scale: ChartScale) -> [HTML] {
    let points = zip(fractions, lines[index].values).compactMap { fraction, value in
      y(value, scale).map { (x: x(fraction), y: $0) }
    }
    let name = Self.classes[index % Self.classes.count]
    let list = points.map { "\(Self.text($0.x)),\(Self.text($0.y))" }.joined(separator: " ")
    let line = HTML.element(.polyline, [.class: "curve \(name)", .points: list])
    return [line] + points.map { marker(index, $0.x, $0.y, name) }
  }

  /// A circle, a square or a triangle; filled for the first three lines, hollow for the next.
  private func marker(_ index: Int, _ x: Double, _ y: Double, _ name: String) -> HTML {
    let style = index < Self.classes.count ? "dot \(name)" : "hollow \(name)"
    switch index % 3 {
    case 0:
      return .element(
        .circle, [.class: style, .cx: Self.text(x), .cy: Self.text(y), .r: "3.5"])
    case 1:
      return .element(
        .rect,
        [
          .class: style, .x: Self.text(x - 3), .y: Self.text(y - 3), .width: "6", .height: "6",
        ])
    default:
      let corners = [(x, y - 4), (x + 4, y + 3), (x - 4, y + 3)]
      return .element(
        .polygon,
        [
          .class: style,
          .points: corners.map { "\(Self.text($0.0)),\(Self.text($0.1))" }.joined(separator: " "),
        ])
    }
  }

  /// The names at the right ends, moved apart where they would cover each other.
  private func endLabels(_ scale: ChartScale) -> [HTML] {
    var ends = lines.enumerated().compactMap { index, line in
      line.values.last.flatMap { y($0, scale) }.map { (name: line.name, index: index, y: $0) }
    }.sorted { ($0.y, $0.index) < ($1.y, $1.index) }
    for index in ends.indices.dropFirst() {
      ends[index].y = max(ends[index].y, ends[index - 1].y + Self.lineHeight)
    }
    if let last = ends.last, last.y > Self.bottom {
      let excess = last.y - Self.bottom
      for index in ends.indices { ends[index].y = max(Self.top, ends[index].y - excess) }
    }
    return ends.flatMap { end in
      [
        marker(
          end.index, Self.right + 10, end.y, Self.classes[end.index % Self.classes.count]),
        .element(
          .text, [.x: Self.text(Self.right + 18), .y: Self.text(end.y + 4)],
          [.text(String(end.name.prefix(8)))]),
      ]
    }
  }

  private static func text(_ coordinate: Double) -> String {
    NumberText.fixed(coordinate, digits: 1)
  }
}
