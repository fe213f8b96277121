import Networks
import Numerics

/// The input of the box whose logits come nearest to a goal: least squares over a network whose kinks are
/// rounded off, less and less.
struct ClosestSearch {
  let network: NeuralNetwork
  let goal: LogitGoal
  let box: Box
  /// The widths over which kinks are rounded off, in turn.
  let widths: [Double]

  /// - Parameter start: where the search begins.
  func search(from start: [Double]) -> [Double] {
    var point = start
    for width in widths {
      var minimizer = BoundedMinimizer(box: box)
      minimizer.iterations = width > 0 ? 100 : 300
      point =
        minimizer.minimize(from: point, until: { $0 <= 1e-20 }) { input in
          let trace = network.trace(
            Matrix(rows: 1, columns: input.count, values: input), smoothing: width)
          var slack = goal.slack(trace.logits.values)
          if goal.isInequality { slack = slack.map { min($0, 0) } }
          let weights = goal.conditions.multiplied(onLeftBy: slack)
          let gradient = network.gradients(
            trace, of: Matrix(rows: 1, columns: weights.count, values: weights))
          return (slack.dot(slack) / 2, gradient.values)
        }.point
    }
    return point
  }
}
