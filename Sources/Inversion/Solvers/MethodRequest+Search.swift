import Networks
import Numerics

extension MethodRequest {
  /// Searches for what is likeliest on a goal; where the goal is not reached, for what comes closest to it.
  ///
  /// - Parameters:
  ///   - goal: what is wanted.
  ///   - map: what is likely.
  ///   - widths: how far kinks are rounded off, in turn.
  ///   - near: what was found in a wider box, if anything.
  ///   - otherStarts: where the closest input is looked for, given the one found so far; the first that
  ///     leads to the goal is the last that is tried.
  /// - Returns: an input of the allowed range, and its distance from the goal.
  func search(
    for goal: LogitGoal, map: PriorCoordinates, widths: [Double], near: SearchAnswer? = nil,
    otherStarts: (_ found: [Double]) -> [[Double]]
  ) -> SearchAnswer {
    if let found = likeliest(for: goal, map: map, widths: widths, near: near?.likelihood) {
      return found
    }
    let repair = GoalRepair(network: network, goal: goal, box: box)
    let search = GoalSearch(
      network: coordinates.roughNetwork, goal: goal, map: map, box: box, widths: widths)
    let first = search.pushed(from: [Double](repeating: 0, count: map.dimension))
    var found = repair.repaired(box.clamped(map.input(first.coordinates)))
    let isFirst = found.distance <= goal.tolerance
    if found.distance > goal.tolerance {
      let closest = ClosestSearch(
        network: coordinates.roughNetwork, goal: goal, box: box, widths: widths)
      for start in otherStarts(found.point) {
        let other = repair.repaired(closest.search(from: coordinates.start(start)))
        if other.distance < found.distance { found = other }
        if found.distance <= goal.tolerance { break }
      }
    }
    return SearchAnswer(
      point: found.point, distance: found.distance, pushes: isFirst ? first.pushes : nil)
  }

  /// The likeliest input of a table: from several starts, each to its last digits.
  ///
  /// - Returns: `nil` of a picture or a very wide table, or when no start leads to the goal.
  private func likeliest(
    for goal: LogitGoal, map: PriorCoordinates, widths: [Double], near: [Double]?
  ) -> SearchAnswer? {
    guard !coordinates.isIdentity,
      let polish = LikelihoodPolish(network: network, goal: goal, map: map, box: box)
    else { return nil }
    if let near {
      let found = polish.polished(polish.repaired(near))
      if found.distance <= goal.tolerance { return polish.answer(found) }
    }
    var search = GoalSearch(
      network: coordinates.roughNetwork, goal: goal, map: map.rough, box: box, widths: widths)
    search.rounds = 20
    search.iterations = 200
    var best: LikelihoodPolish.Found?
    var pushes: GoalSearch.Pushes?
    for start in near.map({ [$0] }) ?? starts(map) {
      let sought = search.pushed(from: start)
      let found = polish.polished(polish.repaired(sought.coordinates))
      guard found.distance <= goal.tolerance else { continue }
      // Equally good ones are told apart by their order, not by rounding.
      if let known = best, found.point.euclideanNorm >= (1 - 1e-6) * known.point.euclideanNorm {
        continue
      }
      (best, pushes) = (found, sought.pushes)
    }
    return best.map { found in
      var answer = polish.answer(found)
      answer.pushes = pushes
      return answer
    }
  }

  /// Where likely inputs are sought from: the likeliest of all, and points spread around it.
  private func starts(_ map: PriorCoordinates) -> [[Double]] {
    var state: UInt64 = 7
    let others = (0..<Self.otherStarts).map { _ in
      (0..<map.dimension).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return 4 * (Double(state >> 11) / Double(1 << 53) - 0.5)
      }
    }
    return [[Double](repeating: 0, count: map.dimension)] + others
  }

  /// How many points around the likeliest input a search also begins at.
  private static let otherStarts = 5
}
