package import Networks
import Numerics

extension CounterfactualFinder {
  /// Whether small changes of a row can change the answer.
  package enum Robustness: Sendable, Equatable {
    /// None can, proven.
    case certified
    /// One does.
    case broken
    /// Neither is known.
    case undecided
  }

  /// Looks whether a change up to a radius gives what is wanted.
  ///
  /// - Parameters:
  ///   - row: inside the ranges, `[inputs]`.
  ///   - inputs: the ranges.
  ///   - radius: how large a change may be, in shares of the ranges.
  package func robustness(
    of row: [Double], in inputs: InputSpace, within radius: Double
  ) -> Robustness {
    guard let space = try? ChangeSpace(row: row, space: inputs),
      let conditions = try? alternatives(answer: answer(row))
    else { return .undecided }
    let chain = try? ChangeChain(network, space: space)
    let ball = ChangeBall(space, options.distance, radius: radius)
    let relaxation = chain.flatMap { ChangeRelaxation($0, ball: ball) }
    let searches = conditions.map {
      ChangeSearch(network: network, space: space, condition: $0, distance: options.distance)
    }.filter { search in !(relaxation?.excludes(search.condition) ?? false) }
    if searches.isEmpty { return .certified }
    let origin = [Double](repeating: 0, count: row.count)
    for search in searches {
      let points = [origin, search.climb(from: origin, bounds: ball.bounds)].compactMap(\.self)
      if let found = search.best(from: points, bounds: ball.bounds), found.distance <= radius {
        return .broken
      }
    }
    guard let chain else { return .undecided }
    let nodes = nodeLimit(chain) / searches.count
    guard nodes > 0 else { return .undecided }
    var isCertified = true
    // A little farther, so that what tolerances leave is not missing.
    let limit = radius + 1e-6 * (1 + radius)
    for search in searches {
      let outcome = ChangeProof(search: search, chain: chain, nodes: nodes, limit: limit).prove(nil)
      if outcome.found.map({ $0.distance <= radius }) ?? false { return .broken }
      isCertified = isCertified && outcome.bound >= radius
    }
    return isCertified ? .certified : .undecided
  }
}
