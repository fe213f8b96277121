import JSON
import Networks

extension NetworkSummary {
  /// The most features that are listed.
  private static var mostFeatures: Int { 12 }

  /// The inputs as lines for a terminal: the first of them, and how many there are.
  var inputLines: [String] {
    guard let space = inputSpace else { return [] }
    if let range = plainRange {
      return [
        "inputs: \(NumberText.grouped(space.count)), each \(NumberText.short(range.lowerBound)) to "
          + "\(NumberText.short(range.upperBound)) (\(Self.origin(space.source)))"
      ]
    }
    var table = TextTable(
      [("input", .left), ("range", .left), ("kind", .left), ("typical", .right), ("says", .left)],
      expendable: ["typical"])
    for feature in space.features.prefix(Self.mostFeatures) {
      table.add([
        feature.label, NumberText.range(of: feature), Self.kind(feature.kind),
        feature.typical.map { NumberText.shown($0, of: feature) } ?? "-",
        Self.origin(feature.source),
      ])
    }
    let more = space.count - min(space.count, Self.mostFeatures)
    return ["", "inputs: \(NumberText.grouped(space.count))"] + table.lines
      + (more > 0 ? ["and \(NumberText.grouped(more)) more: --json has all"] : []) + [""]
  }

  /// The one range of inputs of which there is nothing else to say.
  private var plainRange: ClosedRange<Double>? {
    guard let space = inputSpace, !space.hasNames, !space.hasSteps,
      !space.features.contains(where: { $0.unit != nil })
    else { return nil }
    return space.commonRange
  }

  /// The inputs as a table of a report; `nil` when one range says it all.
  var inputTable: HTMLTable? {
    guard let space = inputSpace, plainRange == nil else { return nil }
    let most = 200
    let more = space.count - min(space.count, most)
    var table = HTMLTable(
      more > 0 ? "The first \(most) of \(space.count) inputs" : "The inputs",
      columns: ["input", "range", "kind", "usual", "says"])
    for feature in space.features.prefix(most) {
      table.add(
        feature.label,
        [
          .text(NumberText.range(of: feature)), .text(Self.kind(feature.kind)),
          feature.typical.map { .shown(NumberText.shown($0, of: feature), $0) } ?? .none,
          .text(Self.origin(feature.source)),
        ])
    }
    return table
  }

  private static func kind(_ kind: InputKind) -> String {
    switch kind {
    case .continuous: "any number"
    case .integer: "whole number"
    case .oneHot(let group): "one of \(String(shortened(group).prefix(16)))"
    }
  }

  /// Who says a range, in a word or two.
  private static func origin(_ source: InputSource) -> String {
    switch source {
    case .stated: "stated"
    case .model: "the model"
    case .data: "data"
    case .normalization: "its scaling"
    case .assumed: "assumed"
    }
  }
}
