import Networks
import Numerics

/// The input nearest to a reference that meets a goal, of a network that bends: from several starts, each to the
/// best around it.
struct NearestSearch {
  let request: MethodRequest
  let goal: LogitGoal
  let reference: [Double]
  let widths: [Double]
  let repair: GoalRepair
  /// The straight pieces; `nil` of a network that has none.
  let descent: PieceDescent?
  /// What one pass costs, in multiplications.
  private let weights: Int

  init(_ request: MethodRequest, _ goal: LogitGoal, reference: [Double], widths: [Double]) {
    self.request = request
    self.goal = goal
    self.reference = reference
    self.widths = widths
    repair = GoalRepair(network: request.network, goal: goal, box: request.box)
    descent = PieceDescent(request, goal, reference: reference)
    var weights = 1
    for case .dense(let layer) in request.network.layersToLogits {
      weights += layer.weights.values.count
    }
    self.weights = weights
  }

  /// How many points a search also begins at: a large network takes long from each.
  private var otherStarts: Int { min(20, 10_000 / weights) }
  /// After how many starts that brought nothing a search ends.
  private static let vainStarts = 10
  /// Whether pieces are worth it where the goal is out of reach: of a large network each takes long, and
  /// least squares come as near.
  private var descendsToClosest: Bool { weights <= 5000 }
  /// How many pieces a descent looks at.
  private var solves: Int { max(12, min(400, 400_000 / (weights + 1000))) }

  // MARK: - Searching

  /// Searches.
  ///
  /// - Parameter near: what was found in a wider box, if anything.
  func search(near: SearchAnswer?) -> SearchAnswer {
    let map = PriorCoordinates(center: reference, factor: .identity)
    let corners = [request.box.lower, request.box.upper]
    let first = request.search(for: goal, map: map, widths: widths, near: near) {
      [reference, $0] + corners
    }
    var best = settled(first.point)
    guard near == nil else { return best }
    var vain = 0
    for start in starts() where vain < Self.vainStarts {
      let other = settled(sought(from: start, reaching: best.distance <= goal.tolerance))
      let isBetter = isBetter(other, best, by: 1e-6)
      vain = isBetter ? 0 : vain + 1
      if isBetter { best = other }
    }
    return best
  }

  /// The better one of an answer and what some inputs lead to.
  func improved(_ known: SearchAnswer, from inputs: [[Double]]) -> SearchAnswer {
    var best = known
    for input in inputs {
      let input = request.box.clamped(input)
      let distance = goal.distance(repair.logits(input))
      // What is much worse leads nowhere that a search has not been.
      let isNear = distance <= best.distance || distance <= goal.tolerance
      guard isNear else { continue }
      for other in [answer(input, distance), settled(input)] where isBetter(other, best, by: 1e-9) {
        best = other
      }
    }
    return best
  }

  private func isBetter(_ one: SearchAnswer, _ other: SearchAnswer, by share: Double) -> Bool {
    if one.distance <= goal.tolerance, other.distance <= goal.tolerance {
      return one.value < (1 - share) * other.value
    }
    return one.distance < (1 - share) * other.distance
  }

  /// Where other searches begin: points spread over the box, the same each time.
  private func starts() -> [[Double]] {
    var state: UInt64 = 11
    return (0..<otherStarts).map { _ in
      request.box.lower.indices.map { index in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let share = Double(state >> 11) / Double(1 << 53)
        let (low, high) = (request.box.lower[index], request.box.upper[index])
        return SearchCoordinates.rough(low + share * (high - low))
      }
    }
  }

  /// Searches around a point: kinks are rounded off a little only.
  private func sought(from start: [Double], reaching isReachable: Bool) -> [Double] {
    let rough = request.coordinates.roughNetwork
    let widths = Array(widths.suffix(3))
    guard isReachable else {
      return ClosestSearch(network: rough, goal: goal, box: request.box, widths: widths)
        .search(from: start)
    }
    var search = GoalSearch(
      network: rough, goal: goal, map: PriorCoordinates(center: reference, factor: .identity),
      box: request.box, widths: widths)
    search.rounds = 20
    search.iterations = 100
    let found = search.search(from: zip(start, reference).map { $0 - $1 })
    return zip(found, reference).map { $0 + $1 }
  }

  // MARK: - The best around a point

  /// Makes of a point the best around it.
  func settled(_ point: [Double]) -> SearchAnswer {
    let found = repair.repaired(point)
    let isReached = found.distance <= goal.tolerance
    var best = answer(found.point, found.distance)
    if isReached, !request.coordinates.isIdentity || descent != nil || weights <= 1_000_000 {
      best = answer(
        repair.pulled(
          best, towards: reference, tolerance: goal.tolerance, limit: descent == nil ? 200 : 20))
    }
    guard let descent, isReached || descendsToClosest else { return best }
    let outcome = descent.descend(
      from: change(best.point), isReached ? .nearest : .closest, solves: solves)
    let moved = repair.repaired(zip(outcome.change, reference).map { $0 + $1 }, limit: 8)
    let other = answer(moved.point, moved.distance)
    if !isReached, other.distance <= goal.tolerance { return settled(other.point) }
    // Of two that are as good as equal the one of the pieces is exact to the last digits.
    return isBetter(other, best, by: -1e-6) ? other : best
  }

  private func change(_ point: [Double]) -> [Double] { zip(point, reference).map { $0 - $1 } }

  private func answer(_ point: [Double], _ distance: Double) -> SearchAnswer {
    SearchAnswer(point: point, distance: distance, likelihood: change(point))
  }

  private func answer(_ found: SearchAnswer) -> SearchAnswer {
    answer(found.point, found.distance)
  }

  // MARK: - Evidence

  /// What is known of an answer.
  func certificate(of found: SearchAnswer) -> SolutionCertificate {
    var certificate = SolutionCertificate(
      goal: goal.kind, margin: goal.margin, goalDistance: found.distance,
      isReached: found.distance <= goal.tolerance,
      referenceDistance: change(found.point).euclideanNorm)
    guard let descent, certificate.isReached || descendsToClosest else {
      certificate.pieces = descent.map { _ in 0 }
      certificate.kktResidual =
        certificate.isReached
        ? repair.kktResidual(found.point, towards: reference)
        : repair.kktResidual(closest: found.point)
      return certificate
    }
    let aim = certificate.isReached ? PieceDescent.Aim.nearest : .closest
    let change = change(found.point)
    let outcome = descent.descend(from: change, aim, solves: solves)
    certificate.pieces = outcome.isLocalOptimum ? outcome.meeting : 0
    certificate.kktResidual = descent.kktResidual(change, aim)
    return certificate
  }
}

extension PieceDescent {
  /// The pieces of a request's network, of changes from a reference inside the box.
  ///
  /// Of the rough network, so that not even the last digits of a search depend on units; a repair brings them.
  init?(_ request: MethodRequest, _ goal: LogitGoal, reference: [Double]) {
    guard let space = ChangeSpace(point: reference, box: request.box),
      let chain =
        (try? ChangeChain(request.coordinates.roughNetwork, space: space)) as ChangeChain?,
      let box = try? Box(lower: space.lower, upper: space.upper)
    else { return nil }
    self.init(chain, goal: goal, box: box)
  }
}
