import Networks
import Numerics

/// A proof that no input of the box that meets a goal is nearer to a reference than a distance.
struct DistanceProof {
  let search: NearestSearch
  let effort: BoundOptions

  /// More inputs or units than that, and a search over parts comes to nothing.
  private static let mostInputs = 128
  private static let mostUnits = 64
  /// A search that nobody asked for is over at once: of so few units, and after so many parts.
  private static let quickUnits = 24
  private static let quickNodes = 60
  /// More weights than that, and lines take too long, too.
  private static let mostWeights = 500_000

  /// What a proof comes to.
  struct Outcome {
    /// Nothing nearer than this meets the goal.
    var bound: Double
    /// The nearest input that is known now.
    var found: SearchAnswer
  }

  /// Proves.
  ///
  /// - Parameter found: an input that meets the goal.
  /// - Returns: `nil` when the reference is outside the box, or the network has no bounds.
  func prove(_ found: SearchAnswer) -> Outcome? {
    let request = search.request
    // Steps are not decided: what holds for all values holds for whole ones.
    let box = request.coordinates.box
    guard let space = ChangeSpace(point: search.reference, box: box),
      let chain = (try? ChangeChain(request.network, space: space)) as ChangeChain?,
      weights(chain) <= Self.mostWeights
    else { return nil }
    var change = ChangeSearch(
      network: request.network, space: space, condition: ChangeCondition(search.goal),
      distance: .l2)
    let quick = change.certified(chain, below: found.value)
    let units = chain.stages.reduce(0) { $0 + $1.curves.count }
    let isExact = effort.effort == .exact
    guard box.lower.count <= (isExact ? Self.mostInputs : Self.quickUnits),
      units <= (isExact ? Self.mostUnits : Self.quickUnits)
    else {
      return Outcome(bound: quick, found: found)
    }
    let hasSteps = request.coordinates.inputs.hasSteps
    var best = found
    change.refine = { place in
      guard !hasSteps else { return nil }
      let other = search.settled(zip(place, search.reference).map { $0 + $1 })
      guard other.distance <= search.goal.tolerance, let difference = other.likelihood else {
        return nil
      }
      return ChangeSearch.Found(change: difference, distance: other.value)
    }
    var proof = ChangeProof(
      search: change, chain: chain,
      nodes: isExact ? effort.nodes : min(effort.nodes, Self.quickNodes))
    proof.deadline = effort.seconds.map { .now + .seconds($0) }
    proof.limit = hasSteps ? found.value : .infinity
    let known =
      hasSteps
      ? nil
      : found.likelihood.map {
        ChangeSearch.Found(change: $0, distance: found.value)
      }
    let outcome = proof.prove(known)
    if let better = outcome.found, better.distance < found.value {
      let point = zip(better.change, search.reference).map { $0 + $1 }
      best = search.improved(found, from: [point])
    }
    return Outcome(bound: min(max(quick, outcome.bound), best.value), found: best)
  }

  private func weights(_ chain: ChangeChain) -> Int {
    (chain.stages.map(\.map) + [chain.last]).reduce(0) { $0 + $1.weights.values.count }
  }
}

extension ChangeCondition {
  /// The condition that a goal is met; an equation is two inequalities, and may be missed by its tolerance.
  init(_ goal: LogitGoal) {
    let turned = goal.conditions.values.map { -$0 }
    self.init(
      answer: nil,
      conditions: goal.isInequality
        ? goal.conditions
        : Matrix(
          rows: 2 * goal.conditions.rows, columns: goal.conditions.columns,
          values: goal.conditions.values + turned),
      offsets: goal.isInequality ? goal.offsets : goal.offsets + goal.offsets.map { -$0 },
      logOdds: nil, hair: -2 * goal.tolerance)
  }
}
