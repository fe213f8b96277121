import Networks
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
  ///   - limit: how many steps at most.
  func pulled(
    _ found: SearchAnswer, towards reference: [Double], tolerance: Double, limit: Int
  ) -> SearchAnswer {
    func away(_ point: [Double]) -> Double { zip(point, reference).map { $0 - $1 }.euclideanNorm }
    var best = found
    var bestAway = away(best.point)
    for _ in 0..<limit {
      let step = projection(at: best.point, logits: logits(best.point)).nearest(to: reference).point
      var length = 1.0
      var isBetter = false
      while length > 1e-3 {
        var candidate = best.point
        for index in candidate.indices {
          candidate[index] += length * (step[index] - best.point[index])
        }
        let repaired = repaired(candidate, limit: 10)
        let repairedAway = away(repaired.point)
        if repaired.distance <= tolerance, repairedAway < bestAway * (1 - 1e-9) {
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
  /// How far an input is from where the linearized conditions let it come nearest to a reference, as a share of
  /// its distance.
  func kktResidual(_ point: [Double], towards reference: [Double]) -> Double {
    let best = projection(at: point, logits: logits(point)).nearest(to: reference).point
    let moved = zip(best, point).map { $0 - $1 }.euclideanNorm
    let distance = zip(point, reference).map { $0 - $1 }.euclideanNorm
    return distance > 0 ? moved / distance : 0
  }
  /// How far a step against the slope of what the goal lacks leads, as a share of the input's length.
  func kktResidual(closest point: [Double]) -> Double {
    let trace = network.trace(Matrix(rows: 1, columns: point.count, values: point))
    let slopes = network.gradients(trace, of: goal.conditions)
    let slack = goal.slack(trace.logits.values).map { goal.isInequality ? min($0, 0) : $0 }
    let size = slopes.frobeniusNorm * slopes.frobeniusNorm
    let length = point.euclideanNorm
    guard size > 0, length > 0 else { return 0 }
    let slope = slopes.multiplied(onLeftBy: slack)
    let stepped = box.clamped(zip(point, slope).map { $0 - $1 / size })
    return zip(stepped, point).map { $0 - $1 }.euclideanNorm / length
  }
}
