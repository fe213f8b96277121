package import Networks

/// A climb over one kind of filter.
package struct LadderRequest: Sendable, Equatable {
  /// The fractions; `nil` for the paper's seventeen, or their lower half for the filters that cut from
  /// both ends.
  package var fractions: [Double]?
  /// Which matrices are filtered.
  package var scope = PercentileFilter.Scope.all
  /// Which of the sorted elements a fraction stands for.
  package var percentile = PercentileFilter.Percentile.paper
  /// To how many decimals all class probabilities must be 0 or 1 for a step to count as harmless.
  package var decimals = 2

  /// Creates the paper's ladder.
  package init() {}
}

extension Inverter {
  /// Climbs the paper's ladder: the analytical method with a filter at each of its fractions.
  ///
  /// - Returns: one step for each fraction, in their order.
  /// - Throws: ``InversionError`` when the analytical method does not apply.
  package func ladder(
    _ kind: PercentileFilter.Kind, _ targets: InversionTargets, _ request: LadderRequest = .init()
  ) throws(InversionError) -> FilterLadder {
    let all = request.fractions ?? PercentileFilter.ladder
    let isTwoSided = kind == .topAndBottom || kind == .middle
    let fractions = isTwoSided ? all.filter { $0 <= 0.5 } : all
    var steps: [[InverseSolution]] = []
    for fraction in fractions {
      let filter = PercentileFilter(
        kind, fraction: fraction, scope: request.scope, percentile: request.percentile)
      steps.append(try solve(targets, by: AnalyticalMethod(), filter: filter).solutions)
    }
    return FilterLadder(
      filter: kind.rawValue, fractions: fractions, steps: steps,
      chosen: Self.chosen(kind, fractions, steps, targets, decimals: request.decimals))
  }

  /// The strongest step that leaves all probabilities at 0 or 1 to some decimals; `nil` when none does.
  static func chosen(
    _ kind: PercentileFilter.Kind, _ fractions: [Double], _ steps: [[InverseSolution]],
    _ targets: InversionTargets, decimals: Int
  ) -> Int? {
    let passing = steps.indices.filter { index in
      steps[index].allSatisfy { isDecided($0, targets, decimals: decimals) }
    }
    // Small fractions of the one kind keep little, of the other they keep nearly all.
    let isStrongAtZero = kind == .topAndBottom || kind == .lowPass
    return isStrongAtZero
      ? passing.min { fractions[$0] < fractions[$1] }
      : passing.max { fractions[$0] < fractions[$1] }
  }

  /// Whether the probabilities are 1 for the wanted class and 0 for the others, to some decimals.
  private static func isDecided(
    _ solution: InverseSolution, _ targets: InversionTargets, decimals: Int
  ) -> Bool {
    var tolerance = 0.5
    for _ in 0..<decimals { tolerance /= 10 }
    let wanted = targets.classes[solution.target]
    if solution.probabilities.count == 1 { return 1 - solution.probability < tolerance }
    return solution.probabilities.enumerated().allSatisfy { index, probability in
      abs(probability - (index == wanted ? 1 : 0)) < tolerance
    }
  }
}
