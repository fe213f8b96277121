package import Networks

/// What each method of an inversion came to, a line for all of its targets.
package struct MethodSummary: Sendable, Equatable {
  private let results: InversionResults

  /// Summarizes results.
  package init(results: InversionResults) { self.results = results }

  /// A table with the worst numbers of each method, and what the ladder chose.
  package var lines: [String] {
    var table = TextTable([
      ("method", .left), ("largest\nresidual L2", .right), ("lowest\nprobability", .right),
      ("largest box\nviolation", .right),
      (results.arePictures ? "right as\n8 bits" : "right as\nshown", .right),
    ])
    for method in results.methods {
      let solutions = method.solutions
      let right = solutions.count(where: results.isRight)
      table.add([
        shortened(method.groupName),
        NumberText.short(Self.largest(solutions.map(\.residualL2))),
        NumberText.probability(-Self.largest(solutions.map { -$0.probability }), digits: 6),
        NumberText.short(Self.largest(solutions.map(\.boxViolation))),
        "\(right) of \(solutions.count)",
      ])
    }
    return table.lines + results.ladders.map { "ladder of \($0.filter): \($0.choice)" }
  }

  /// NaN counts as the worst.
  private static func largest(_ values: [Double]) -> Double {
    values.first(where: \.isNaN) ?? values.max() ?? .nan
  }
}

extension FilterLadder {
  /// What the ladder chose, in words.
  var choice: String {
    guard let chosen, fractions.indices.contains(chosen) else {
      return "none of the \(fractions.count) steps leaves all class probabilities as they should be"
    }
    return
      "chosen of \(fractions.count) steps: \(NumberText.short(fractions[chosen])), the strongest that "
      + "leaves all class probabilities as they should be"
  }
}
