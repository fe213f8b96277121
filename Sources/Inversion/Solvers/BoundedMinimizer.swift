import Networks
import Numerics

/// Minimizes a smooth function over a box: L-BFGS with projection.
///
/// Features at a bound that the gradient pushes outwards rest; on the others the limited-memory
/// quasi-Newton step of Nocedal (1980) is taken, with backtracking along its projection onto the box
/// (Bertsekas 1982).
struct BoundedMinimizer {
  /// The bounds of the variables; `nil` for none.
  var box: Box?
  /// How many steps are remembered.
  var memory = 10
  /// How many iterations at most.
  var iterations = 100
  /// The projected gradient's largest component at which the search ends.
  var tolerance = 1e-9
  /// The relative decrease of the function below which the search ends.
  var relativeDecrease = 1e-12

  /// Where a search came to.
  struct Result {
    var point: [Double]
    var value: Double
    var iterations: Int
  }

  /// Searches from a point.
  ///
  /// - Parameters:
  ///   - start: the first point; it is moved into the box.
  ///   - isGoodEnough: ends the search when it is true of a value.
  ///   - evaluate: the function and its gradient.
  func minimize(
    from start: [Double], until isGoodEnough: (Double) -> Bool = { _ in false },
    _ evaluate: (_ point: [Double]) -> (value: Double, gradient: [Double])
  ) -> Result {
    var point = start
    clip(&point)
    var (value, gradient) = evaluate(point)
    var history: [Pair] = []
    var done = 0
    while done < iterations, !isGoodEnough(value), value.isFinite {
      done += 1
      let free = freeGradient(point, gradient)
      guard let size = free.map({ abs($0) }).max(), size > tolerance else { break }
      var direction = self.direction(free, history)
      var slope = direction.dot(free)
      if slope >= 0 || !slope.isFinite {
        history = []
        direction = free.map { -$0 }
        slope = -free.dot(free)
      }
      var length = history.isEmpty ? min(1, 1 / free.euclideanNorm) : 1
      var next: (point: [Double], value: Double, gradient: [Double])?
      for _ in 0..<25 {
        var candidate = point
        candidate.add(length, times: direction)
        clip(&candidate)
        let (candidateValue, candidateGradient) = evaluate(candidate)
        if candidateValue <= value + 1e-4 * length * slope {
          next = (candidate, candidateValue, candidateGradient)
          break
        }
        // The minimum of the parabola through what is known, within reason.
        let curvature = candidateValue - value - length * slope
        let best = -slope * length * length / (2 * curvature)
        length = best.isFinite ? min(max(best, 0.1 * length), 0.5 * length) : 0.1 * length
      }
      guard let next else {
        if history.isEmpty { break }
        history = []
        continue
      }
      var step = next.point
      step.add(-1, times: point)
      var change = next.gradient
      change.add(-1, times: gradient)
      let curvature = step.dot(change)
      let changeSquared = change.dot(change)
      if curvature > 1e-10 * step.euclideanNorm * changeSquared.squareRoot(), changeSquared > 0 {
        history.append(
          Pair(
            step: step, change: change, inverseCurvature: 1 / curvature,
            scale: curvature / changeSquared))
        if history.count > memory { history.removeFirst() }
      }
      let decrease = value - next.value
      (point, value, gradient) = next
      if decrease <= relativeDecrease * max(abs(value), 1e-300) { break }
    }
    return Result(point: point, value: value, iterations: done)
  }

  /// A step that was taken.
  private struct Pair {
    let step: [Double]
    let change: [Double]
    let inverseCurvature: Double
    let scale: Double
  }

  private func clip(_ point: inout [Double]) {
    guard let box else { return }
    point = box.clamped(point)
  }

  /// The gradient without the features that rest at a bound.
  private func freeGradient(_ point: [Double], _ gradient: [Double]) -> [Double] {
    guard let box else { return gradient }
    var result = gradient
    for index in result.indices {
      if point[index] <= box.lower[index], result[index] > 0 { result[index] = 0 }
      if point[index] >= box.upper[index], result[index] < 0 { result[index] = 0 }
    }
    return result
  }

  /// Minus the inverse Hessian's estimate times the gradient; resting features stay at rest.
  private func direction(_ gradient: [Double], _ history: [Pair]) -> [Double] {
    var result = gradient.map { -$0 }
    guard let last = history.last else { return result }
    var weights = [Double](repeating: 0, count: history.count)
    for (index, pair) in history.enumerated().reversed() {
      weights[index] = pair.inverseCurvature * pair.step.dot(result)
      result.add(-weights[index], times: pair.change)
    }
    for index in result.indices { result[index] *= last.scale }
    for (index, pair) in history.enumerated() {
      let back = pair.inverseCurvature * pair.change.dot(result)
      result.add(weights[index] - back, times: pair.step)
    }
    if box != nil {
      for index in result.indices where gradient[index] == 0 { result[index] = 0 }
    }
    return result
  }
}
