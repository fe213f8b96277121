package import JSON

/// How many rows keep their answers when their values move a little.
package struct RobustnessReport: Sendable, Equatable {
  /// How far every value may move, in shares of the ranges.
  package var radius: Double
  /// Rows whose answer cannot change, proven.
  package var certified = 0
  /// Rows whose answer changes.
  package var broken = 0
  /// Rows of which neither is known.
  package var undecided = 0

  /// Begins to count.
  package init(radius: Double) { self.radius = radius }

  /// The part of `mlp evaluate --robust --json`.
  package var json: JSONValue {
    [
      "radius": .number(radius), "certified": .number(certified), "broken": .number(broken),
      "undecided": .number(undecided),
    ]
  }

  /// A line.
  package var lines: [String] {
    [
      "within \(NumberText.short(radius)) of the ranges: \(certified) certified, \(broken) broken, "
        + "\(undecided) undecided"
    ]
  }
}
