public import ArgumentParser
package import MLPKit

extension PercentileFilter.Scope: ExpressibleByArgument {}
extension PercentileFilter.Percentile: ExpressibleByArgument {}

/// The filters, one by one or as ladders.
struct FilterFlags: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Filter the inverse matrices, repeatable: top_and_bottom:P, middle:P, high_pass:P, low_pass:P.",
      valueName: "filter"),
    transform: FilterFlags.filter)
  var filter: [PercentileFilter] = []

  @Option(help: "Which layers' inverse matrices are filtered: all or first.")
  var filterScope = PercentileFilter.Scope.all

  @Flag(help: "Filter the solution instead of the inverse matrices.")
  var filterResult = false

  @Option(
    help: ArgumentHelp(
      "What a filter's fraction means: paper (an element of the sorted values) or linear (NumPy's "
        + "interpolated percentile).", valueName: "rule"))
  var percentile = PercentileFilter.Percentile.paper

  @Flag(help: "Also try all four filters at every fraction of the paper's ladder.")
  var ladder = false

  @Option(
    help: ArgumentHelp("Other fractions for --ladder, such as 0.01,0.05,0.2.", valueName: "list"),
    transform: FilterFlags.fractions)
  var ladderFractions: [Double]?

  @Option(
    help: ArgumentHelp(
      "To how many decimals the probabilities must be 0 or 1 for a step of --ladder to pass.",
      valueName: "n"))
  var ladderDecimals = 2

  func validate() throws {
    guard (1...15).contains(ladderDecimals) else {
      throw ValidationError("--ladder-decimals: \(ladderDecimals) is not in 1...15")
    }
    if filterResult, filterScope == .first {
      throw ValidationError("--filter-result and --filter-scope first exclude each other")
    }
    var seen: Set<String> = []
    for filter in filter where !seen.insert(filter.description).inserted {
      throw ValidationError("--filter: '\(filter)' is given twice")
    }
  }

  /// Makes the choices.
  func apply(to request: inout InversionRequest) {
    request.filters = filter
    request.filterScope = filterResult ? .result : filterScope
    request.percentile = percentile
    request.climbsLadders = ladder
    request.ladderFractions = ladderFractions
    request.ladderDecimals = ladderDecimals
  }

  @Sendable private static func filter(_ text: String) throws -> PercentileFilter {
    let parts = text.split(separator: ":", maxSplits: 1)
    guard parts.count == 2, let kind = PercentileFilter.Kind(rawValue: String(parts[0])),
      let fraction = Double(parts[1]), fraction.isFinite
    else {
      throw ValidationError(
        "'\(text)' is not top_and_bottom:P, middle:P, high_pass:P or low_pass:P")
    }
    let limit = [.topAndBottom, .middle].contains(kind) ? 0.5 : 1
    guard (0...limit).contains(fraction) else {
      throw ValidationError("'\(text)': \(fraction) is not in 0...\(limit)")
    }
    return PercentileFilter(kind, fraction: fraction)
  }

  @Sendable private static func fractions(_ text: String) throws -> [Double] {
    let fractions = text.split(separator: ",", omittingEmptySubsequences: false)
      .map { Double($0) ?? .nan }
    guard fractions.allSatisfy({ (0...1).contains($0) }), fractions.contains(where: { $0 <= 0.5 })
    else {
      throw ValidationError(
        "'\(text)' is no list of numbers in 0...1, one of them at most 0.5")
    }
    return fractions
  }
}
