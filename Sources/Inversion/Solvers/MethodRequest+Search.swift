extension MethodRequest {
  /// Searches for what is likeliest on a goal; where the goal is not reached, for what comes closest to it.
  ///
  /// - Parameters:
  ///   - goal: what is wanted.
  ///   - map: what is likely.
  ///   - widths: how far kinks are rounded off, in turn.
  ///   - otherStarts: where the closest input is looked for, given the one found so far; the first that
  ///     leads to the goal is the last that is tried.
  /// - Returns: an input of the allowed range, and its distance from the goal.
  func search(
    for goal: LogitGoal, map: PriorCoordinates, widths: [Double],
    otherStarts: (_ found: [Double]) -> [[Double]]
  ) -> (point: [Double], distance: Double) {
    let range = options.inputRange
    let repair = GoalRepair(network: network, goal: goal, range: range)
    let search = GoalSearch(network: network, goal: goal, map: map, range: range, widths: widths)
    var found = repair.repaired(search.search())
    guard found.distance > goal.tolerance else { return found }
    let closest = ClosestSearch(network: network, goal: goal, range: range, widths: widths)
    for start in otherStarts(found.point) {
      let other = repair.repaired(closest.search(from: start))
      if other.distance < found.distance { found = other }
      if found.distance <= goal.tolerance { break }
    }
    return found
  }
}
