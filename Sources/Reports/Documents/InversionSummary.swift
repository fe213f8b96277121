package import Networks

/// What each method of an inversion came to, a line for all of its targets.
package struct InversionSummary: Sendable, Equatable {
  private let results: InversionResults

  /// Summarizes results.
  package init(results: InversionResults) { self.results = results }

  /// A table with the worst numbers of each method, and what the ladder chose.
  package var lines: [String] {
    var table = TextTable([
      ("method", .left), ("largest residual L2", .right), ("lowest probability", .right),
      ("largest box violation", .right), ("right as 8 bits", .right),
    ])
    for method in results.methods {
      let solutions = method.solutions
      let right = solutions.count { $0.roundedVerdict == $0.target }
      table.add([
        shortened(method.groupName),
        NumberText.short(Self.largest(solutions.map(\.residualL2))),
        NumberText.fixed(-Self.largest(solutions.map { -$0.probability }), digits: 6),
        NumberText.short(Self.largest(solutions.map(\.boxViolation))),
        "\(right) of \(solutions.count)",
      ])
    }
    return table.lines + results.ladders.map { "ladder of \($0.filter): \(Self.choice($0))" }
  }

  /// NaN counts as the worst.
  private static func largest(_ values: [Double]) -> Double {
    values.first(where: \.isNaN) ?? values.max() ?? .nan
  }

  private static func choice(_ ladder: FilterLadder) -> String {
    guard let chosen = ladder.chosen, ladder.fractions.indices.contains(chosen) else {
      return "none of \(ladder.fractions.count) steps leaves the probabilities as they should be"
    }
    return
      "\(ladder.fractions[chosen]) is the strongest of \(ladder.fractions.count) steps that leaves "
      + "the probabilities as they should be"
  }
}
