import Networks
import Numerics

/// Gauss-Newton with projection: the linearized conditions are met at the point of the box nearest to
/// where the search stands, until the true ones are.
struct GoalRepair {
  let network: NeuralNetwork
  let goal: LogitGoal
  let box: Box

  /// The linearized conditions at a point, as equations of a projection.
  func projection(at point: [Double], logits: [Double]) -> BoxProjection {
    let trace = network.trace(Matrix(rows: 1, columns: point.count, values: point))
    let slopes = network.gradients(trace, of: goal.conditions)
    let here = slopes.times(point)
    let slack = goal.slack(logits)
    return BoxProjection(
      matrix: slopes.transposed(), target: zip(here, slack).map { $0 - $1 },
      isInequality: goal.isInequality, box: box)
  }

  /// The logits of one input.
  func logits(_ point: [Double]) -> [Double] {
    network.logits(for: Matrix(rows: 1, columns: point.count, values: point)).values
  }

  /// Moves a point until the conditions hold.
  ///
  /// - Parameters:
  ///   - start: a point; it is moved into the box.
  ///   - limit: how many steps at most.
  /// - Returns: the nearest to the goal that was found, and how far from it that is.
  func repaired(_ start: [Double], limit: Int = 60) -> (point: [Double], distance: Double) {
    var point = box.clamped(start)
    var reached = logits(point)
    var distance = goal.distance(reached)
    // Two steps more than needed cost little and bring the last digits.
    let enough = 1e-13 * (1 + goal.offsets.euclideanNorm)
    for _ in 0..<limit where distance > enough {
      let step = projection(at: point, logits: reached).nearest(to: point).point
      var length = 1.0
      var isBetter = false
      while length > 1e-4 {
        var candidate = point
        for index in candidate.indices { candidate[index] += length * (step[index] - point[index]) }
        candidate = box.clamped(candidate)
        let candidateLogits = logits(candidate)
        let candidateDistance = goal.distance(candidateLogits)
        if candidateDistance < (1 - 0.01 * length) * distance {
          (point, reached, distance) = (candidate, candidateLogits, candidateDistance)
          isBetter = true
          break
        }
        length /= 2
      }
      if !isBetter { break }
    }
    return (point, distance)
  }
}
