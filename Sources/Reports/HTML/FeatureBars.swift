import Networks

/// The values of a table's features, each as a bar: from the usual value to what was found, before the
/// range that is allowed.
struct FeatureBars {
  private let space: InputSpace
  private let input: [Double]
  /// The places of the features that are shown, in the order in which they are.
  private let order: [Int]
  /// - Parameters:
  ///   - space: the features.
  ///   - input: the values, `[features]`: those that differ most from the usual ones are shown first.
  ///   - most: how many features are shown.
  init(_ space: InputSpace, input: [Double], most: Int) {
    self.space = space
    self.input = input
    order = Array(space.mostChanged(in: [input]).prefix(most))
  }

  /// A table with a row for each feature.
  ///
  /// - Parameter caption: what the table shows.
  func table(caption: String) -> HTML {
    let more = space.count - order.count
    var table = HTMLTable(
      more > 0
        ? "\(caption): the \(order.count) of \(space.count) features that differ most"
        : "\(caption), what differs most first",
      columns: ["feature", "usual", "found", "from usual to found", "allowed"])
    for index in order where input.indices.contains(index) {
      let feature = space.features[index]
      table.add(
        feature.label,
        [
          feature.typical.map { .shown(NumberText.shown($0, of: feature), $0) } ?? .none,
          .shown(
            NumberText.shown(input[index], of: feature)
              + (feature.range.contains(input[index]) ? "" : " !"), input[index]),
          .drawing(bar(input[index], feature)), .text(NumberText.range(of: feature)),
        ])
    }
    return table.html
  }

  static let (width, height, margin) = (180.0, 16.0, 10.0)

  /// A bar from a feature's usual value to another one.
  private func bar(_ value: Double, _ feature: InputFeature) -> HTML {
    Self.bar(from: feature.typical ?? feature.middle, to: value, feature)
  }

  /// A bar from one value of a feature to another one, before the range that is allowed.
  static func bar(from start: Double, to value: Double, _ feature: InputFeature) -> HTML {
    let (low, high) = (feature.range.lowerBound, feature.range.upperBound)
    let length = Self.width - 2 * Self.margin
    /// Where a value lies: inside the margins when it is allowed, in one of them when it is not.
    func place(_ value: Double) -> Double {
      guard value.isFinite, high > low else { return Self.width / 2 }
      let share = (value - low) / (high - low)
      return Self.margin + length * min(max(share, -0.05), 1.05)
    }
    func text(_ number: Double) -> String { NumberText.fixed(number, digits: 1) }
    let usual = place(start)
    let found = place(value)
    let isOutside = value < low || value > high
    return .element(
      .svg,
      [
        .viewBox: "0 0 \(text(Self.width)) \(text(Self.height))", .class: "bars", .hidden: "true",
        .width: text(Self.width), .height: text(Self.height),
      ],
      [
        .element(
          .rect,
          [
            .x: text(Self.margin), .y: "3", .width: text(length), .height: "10", .rx: "2",
            .class: "allowed",
          ]),
        .element(
          .rect,
          [
            .x: text(min(usual, found)), .y: "5", .width: text(max(abs(found - usual), 1)),
            .height: "6", .class: isOutside ? "out" : found < usual ? "fall" : "rise",
          ]),
        .element(
          .line, [.x1: text(usual), .x2: text(usual), .y1: "1", .y2: "15", .class: "usual"]),
      ])
  }
}

extension InputSpace {
  /// The features by how far any input's value is from the usual one, as a share of the range: the most
  /// changed first.
  func mostChanged(in inputs: [[Double]]) -> [Int] {
    let changes = features.indices.map { index in
      let feature = features[index]
      let usual = feature.typical ?? feature.middle
      let width = max(feature.range.upperBound - feature.range.lowerBound, .leastNormalMagnitude)
      return inputs.map { input in
        input.indices.contains(index) ? abs(input[index] - usual) / width : 0
      }.max() ?? 0
    }
    return features.indices.sorted { (-changes[$0], $0) < (-changes[$1], $1) }
  }
}
