/// Curves over the epochs of a training.
struct LineChart {
  /// One curve.
  struct Series {
    /// Its name in the key.
    var name: String
    /// A value for each step; one that is missing or not finite leaves a gap.
    var values: [Double?]
  }

  /// What the curves show.
  var title: String
  /// The curves, one or two.
  var series: [Series]
  /// Whether the values are shares, from 0 to 1.
  var isShare = false

  private static let frame = ChartFrame(left: 58, right: 350)
  /// More points than this cannot be told apart.
  private static let mostPoints = 400
  private static let classes = ["first", "second"]

  /// The chart with its key, or a line that says why there is none.
  var html: HTML {
    let values = series.flatMap { $0.values.compactMap { $0 } }
    guard let scale = ChartScale(values, isShare: isShare) else {
      return .paragraph("\(title): no value that could be drawn.", class: "note")
    }
    let count = series.map(\.values.count).max() ?? 0
    var parts = Self.frame.gridlines(scale) + stepTicks(count)
    for (name, one) in zip(Self.classes, series) {
      for run in runs(of: one.values, scale) { parts.append(curve(run, class: name)) }
    }
    let keys = zip(Self.classes, series).map { name, one in
      HTML.element(.span, [.class: "key"], [Self.key(name), .text(one.name)])
    }
    let axis = scale.isLogarithmic ? ", logarithmic axis" : ""
    return .element(
      .figure, [:],
      [
        .element(
          .svg,
          [
            .xmlns: "http://www.w3.org/2000/svg", .viewBox: "0 0 360 244", .role: "img",
            .label: "\(title)\(axis) over \(NumberText.grouped(count)) epochs. \(inWords)",
          ], parts),
        .element(
          .figcaption, [:], [.element(.strong, [:], [.text("\(title)\(axis)")])] + keys),
      ])
  }

  /// Where each curve begins and ends.
  private var inWords: String {
    series.map { one in
      let values = one.values.compactMap { $0 }
      guard let first = values.first, let last = values.last else { return "" }
      return "\(one.name): from \(NumberText.short(first)) to \(NumberText.short(last))."
    }.joined(separator: " ")
  }

  private static func key(_ name: String) -> HTML {
    .element(
      .svg, [.xmlns: "http://www.w3.org/2000/svg", .viewBox: "0 0 28 10", .hidden: "true"],
      [
        .element(
          .line, [.class: "curve \(name)", .x1: "1", .x2: "27", .y1: "5", .y2: "5"])
      ])
  }

  private func stepTicks(_ count: Int) -> [HTML] {
    let step = max(1, Int(ChartScale.niceStep(max(1, Double(count) / 5))))
    let shown = [1] + Array(stride(from: step, through: count, by: step)).filter { $0 > 1 }
    let labels = shown.map { epoch in
      HTML.element(
        .text, [.x: ChartFrame.text(x(epoch - 1, of: count)), .y: "224", .anchor: "middle"],
        [.text(NumberText.grouped(epoch))])
    }
    let middle = ChartFrame.text((Self.frame.left + Self.frame.right) / 2)
    return labels + [
      .element(.text, [.x: middle, .y: "241", .anchor: "middle"], ["epoch"])
    ]
  }

  private func x(_ index: Int, of count: Int) -> Double {
    let place = count > 1 ? Double(index) / Double(count - 1) : 0.5
    return Self.frame.left + place * (Self.frame.right - Self.frame.left)
  }

  /// The points of a curve, a list for each stretch without gaps; of many epochs the lowest and the
  /// highest of each group.
  private func runs(of values: [Double?], _ scale: ChartScale) -> [[(x: Double, y: Double)]] {
    var runs: [[(x: Double, y: Double)]] = [[]]
    let size = max(1, (values.count + Self.mostPoints / 2 - 1) / (Self.mostPoints / 2))
    for start in stride(from: 0, to: values.count, by: size) {
      var points: [(x: Double, y: Double)] = []
      for index in start..<min(start + size, values.count) {
        guard let y = values[index].flatMap({ Self.frame.y($0, scale) }) else { continue }
        points.append((x(index, of: values.count), y))
      }
      if points.isEmpty { runs.append([]) }
      if size > 1, let low = points.max(by: { $0.y < $1.y }),
        let high = points.min(by: { $0.y < $1.y })
      {
        points = low.x < high.x ? [low, high] : low.x > high.x ? [high, low] : [low]
      }
      runs[runs.count - 1] += points
    }
    return runs.filter { !$0.isEmpty }
  }

  private func curve(_ points: [(x: Double, y: Double)], class name: String) -> HTML {
    if points.count == 1 {
      return .element(
        .circle,
        [
          .class: "dot \(name)", .cx: ChartFrame.text(points[0].x),
          .cy: ChartFrame.text(points[0].y), .r: "3",
        ])
    }
    let list = points.map { "\(ChartFrame.text($0.x)),\(ChartFrame.text($0.y))" }.joined(
      separator: " ")
    return .element(.polyline, [.class: "curve \(name)", .points: list])
  }
}
