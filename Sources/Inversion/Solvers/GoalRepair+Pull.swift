import Numerics

extension GoalRepair {
  /// Moves an input that meets the goal towards a reference, along the inputs that meet it.
  ///
  /// Each step goes to the point nearest to the reference that meets the linearized conditions, as far as
  /// the true ones can be met from there at a smaller distance.
  ///
  /// - Parameters:
  ///   - found: an input that meets the goal, and how far it is from that.
  ///   - reference: where to.
  ///   - tolerance: the distance from the goal that counts as none.
  func pulled(
    _ found: SearchAnswer, towards reference: [Double], tolerance: Double
  ) -> SearchAnswer {
    func away(_ point: [Double]) -> Double { zip(point, reference).map { $0 - $1 }.euclideanNorm }
    var best = found
    var bestAway = away(best.point)
    for _ in 0..<20 {
      let step = projection(at: best.point, logits: logits(best.point)).nearest(to: reference).point
      var length = 1.0
      var isBetter = false
      while length > 0.02 {
        var candidate = best.point
        for index in candidate.indices {
          candidate[index] += length * (step[index] - best.point[index])
        }
        let repaired = repaired(candidate, limit: 10)
        let repairedAway = away(repaired.point)
        if repaired.distance <= tolerance, repairedAway < bestAway * (1 - 1e-6) {
          best = SearchAnswer(point: repaired.point, distance: repaired.distance)
          bestAway = repairedAway
          isBetter = true
          break
        }
        length /= 3
      }
      if !isBetter { break }
    }
    return best
  }
}
