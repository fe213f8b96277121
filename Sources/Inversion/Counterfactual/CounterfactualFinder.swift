package import Networks
import Numerics

/// Finds the smallest changes of rows that change a network's answer, and proves that they are.
package struct CounterfactualFinder: Sendable {
  /// The network.
  package let network: NeuralNetwork
  /// What is asked for.
  package let options: CounterfactualOptions

  /// What was found for a row.
  package struct Outcome: Sendable, Equatable {
    /// The changed row; `nil` when there is none, or none was found.
    package var input: [Double]?
    /// How large the change is; ∞ when there is none.
    package var distance: Double
    /// No change below that does it, as far as that is known.
    package var bound: Double
    /// Whether the change is proven to be the smallest, or that there is none.
    package var isProven: Bool
    /// How many parts the proof took.
    package var nodes: Int
  }

  /// Prepares for rows.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - options: what is asked for.
  /// - Throws: ``InversionError`` when the network cannot be asked so.
  package init(
    _ network: NeuralNetwork, options: CounterfactualOptions
  ) throws(InversionError) {
    self.network = network
    self.options = options
    _ = try alternatives(answer: 0)
  }

  func alternatives(answer: Int) throws(InversionError) -> [ChangeCondition] {
    try ChangeCondition.alternatives(
      options.wish, answer: answer, network: network, head: options.head ?? network.head,
      margin: options.margin, probability: options.probability)
  }

  /// The answer to an input: the largest logit, or of one output its sign.
  package func answer(_ input: [Double]) -> Int {
    ClassDecision.answer(logits(input)[...])
  }

  private func logits(_ input: [Double]) -> [Double] {
    network.logits(for: Matrix(rows: 1, columns: input.count, values: input)).values
  }

  /// Whether a row is already what is wanted.
  ///
  /// - Throws: ``InversionError`` when the network cannot be asked so.
  package func isMet(_ row: [Double]) throws(InversionError) -> Bool {
    let logits = logits(row)
    let answer = ClassDecision.answer(logits[...])
    return try alternatives(answer: answer).contains { condition in
      condition.slack(logits).allSatisfy { $0 >= 0 }
        && (condition.answer == nil || condition.answer == answer)
    }
  }

  /// Whether an input is what is wanted instead of a row.
  package func does(_ input: [Double], from row: [Double]) -> Bool {
    let logits = logits(input)
    let answer = ClassDecision.answer(logits[...])
    let before = self.answer(row)
    guard let conditions = try? alternatives(answer: before) else { return false }
    if options.wish == .anotherAnswer, answer == before { return false }
    return conditions.contains { condition in
      condition.slack(logits).allSatisfy { $0 >= 0 }
        && (condition.answer == nil || condition.answer == answer)
    }
  }

  /// Why no bounds are known for the network, and so no proof; `nil` when there are.
  package func obstacle(_ space: ChangeSpace) -> InversionError? {
    do throws(InversionError) {
      _ = try ChangeChain(network, space: space)
      return nil
    } catch {
      return error
    }
  }

  /// Finds the smallest change of a row.
  ///
  /// - Parameter space: the row, and what may change of it.
  /// - Throws: ``InversionError`` when the network cannot be asked so.
  package func find(_ space: ChangeSpace) throws(InversionError) -> Outcome {
    let conditions = try alternatives(answer: answer(space.row))
    let searches = conditions.map {
      ChangeSearch(network: network, space: space, condition: $0, distance: options.distance)
    }
    let found = searched(searches, space)
    let best = found.compactMap(\.self).min { $0.distance < $1.distance }
    guard options.proof != .none,
      let chain = (try? ChangeChain(network, space: space)) as ChangeChain?
    else { return outcome(best, space, bound: 0, isProven: false, nodes: 0) }
    return proven(searches, found, best, chain, space)
  }

  private func outcome(
    _ found: ChangeSearch.Found?, _ space: ChangeSpace, bound: Double, isProven: Bool, nodes: Int
  ) -> Outcome {
    Outcome(
      input: found.map { space.input($0.change) }, distance: found?.distance ?? .infinity,
      bound: bound, isProven: isProven, nodes: nodes)
  }

  // MARK: - Searching

  /// The smallest change that each of the searches comes to.
  private func searched(
    _ searches: [ChangeSearch], _ space: ChangeSpace
  ) -> [ChangeSearch.Found?] {
    let bounds = zip(space.lower, space.upper).map { $0...$1 }
    let origin = [Double](repeating: 0, count: bounds.count)
    var found = searches.map { $0.best(from: [origin], bounds: bounds) }
    // More starts for those that come nearest.
    let order = found.indices.sorted {
      (found[$0]?.distance ?? .infinity, $0) < (found[$1]?.distance ?? .infinity, $1)
    }
    let starts = starts(space)
    for index in order.prefix(3) {
      let search = searches[index]
      var points = starts.filter(search.isMet).map(search.nearer)
      if let climbed = search.climb(from: origin, bounds: bounds) { points.append(climbed) }
      points.sort { options.distance.value($0) < options.distance.value($1) }
      let more = search.best(from: Array(points.prefix(4)), bounds: bounds)
      if let more, more.distance < found[index]?.distance ?? .infinity { found[index] = more }
    }
    return found
  }

  /// The changes to other rows.
  private func starts(_ space: ChangeSpace) -> [[Double]] {
    let widest = 200
    return options.starts.prefix(widest).map { row in
      zip(space.change(to: row), zip(space.lower, space.upper)).map { min(max($0, $1.0), $1.1) }
    }
  }

  // MARK: - Proving

  private func proven(
    _ searches: [ChangeSearch], _ found: [ChangeSearch.Found?], _ known: ChangeSearch.Found?,
    _ chain: ChangeChain, _ space: ChangeSpace
  ) -> Outcome {
    var best = known
    var bound = Double.infinity
    var isProven = true
    var nodes = 0
    let order = searches.indices.sorted {
      (found[$0]?.distance ?? .infinity, $0) < (found[$1]?.distance ?? .infinity, $1)
    }
    let limit = nodeLimit(chain) / max(searches.count, 1)
    for index in order {
      let search = searches[index]
      let radius = best?.distance ?? .infinity
      let ball = ChangeBall(
        space, options.distance, radius: options.distance == .count ? radius - 1 : radius)
      guard let relaxation = ChangeRelaxation(chain, ball: ball),
        !relaxation.excludes(search.condition)
      else {
        bound = min(bound, radius)
        continue
      }
      guard limit > 0 else {
        bound = min(bound, search.certified(chain, below: radius))
        isProven = false
        continue
      }
      let outcome = ChangeProof(search: search, chain: chain, nodes: limit).prove(best)
      best = outcome.found
      nodes += outcome.nodes
      bound = min(
        bound,
        outcome.isClosed
          ? outcome.bound : sharpened(outcome, search, chain, limit: limit / 4, &nodes))
      isProven = isProven && outcome.isClosed
    }
    if let best { bound = min(bound, best.distance) }
    return outcome(best, space, bound: bound, isProven: isProven, nodes: nodes)
  }

  /// A bound from smaller balls, in which more units are straight, where the whole one could not be closed.
  private func sharpened(
    _ outcome: ChangeProof.Outcome, _ search: ChangeSearch, _ chain: ChangeChain, limit: Int,
    _ nodes: inout Int
  ) -> Double {
    guard options.distance != .count, let reached = outcome.found?.distance else {
      return outcome.bound
    }
    for share in [0.8, 0.6, 0.4, 0.2] where share * reached > outcome.bound {
      let inner = ChangeProof(
        search: search, chain: chain, nodes: max(limit, 1), limit: share * reached
      ).prove(nil)
      nodes += inner.nodes
      if inner.isClosed { return max(inner.bound, outcome.bound) }
    }
    return outcome.bound
  }

  /// How many parts a proof may take; 0 when linear programs are too large altogether.
  func nodeLimit(_ chain: ChangeChain) -> Int {
    let maps = chain.stages.map(\.map) + [chain.last]
    let weights = maps.reduce(0) { $0 + $1.weights.values.count }
    guard weights <= 500_000 else { return 0 }
    // A part costs about as much as all weights, and a second is enough for what nobody waits for.
    let quick = max(1, min(1500, 3_000_000 / (weights + 1000)))
    return options.proof == .exact ? options.nodes : quick
  }
}
