import Networks
import Numerics

/// The likeliest input of the box whose logits meet a goal: an augmented Lagrangian over a network whose
/// kinks are rounded off, less and less.
///
/// Minimizes ½‖u‖² over x = center + u·S, subject to the goal's conditions on z(x) and the box. Conditions
/// and, where S is not the identity, the box have multipliers (Powell 1969, Hestenes 1969, Rockafellar
/// 1973); the inner problems are solved by L-BFGS.
struct GoalSearch {
  let network: NeuralNetwork
  let goal: LogitGoal
  let map: PriorCoordinates
  let box: Box
  /// The widths over which kinks are rounded off, in turn; 0 is the network itself.
  let widths: [Double]

  private var isIdentity: Bool { if case .identity = map.factor { true } else { false } }

  /// How often multipliers move at the last width.
  var rounds = 10
  /// The iterations of an inner request.
  var iterations = 50

  /// Multipliers and penalties.
  private struct Weights {
    var goal: [Double]
    var goalPenalty: Double
    var box: [Double]
    var boxPenalty: Double
  }

  /// What conditions and box push with where a search ended, in the inputs' own units.
  struct Pushes {
    /// One for each of the goal's conditions.
    var goal: [Double]
    /// One for each input: above 0 it is pushed down.
    var box: [Double]
  }

  /// - Parameter start: where the search begins, `[coordinates]`.
  /// - Returns: the coordinates of an input near the box and the goal, but not exactly on them.
  func search(from start: [Double]) -> [Double] { pushed(from: start).coordinates }

  /// The same, with what holds the answer in place.
  func pushed(from start: [Double]) -> (coordinates: [Double], pushes: Pushes) {
    var coordinates = start
    var weights = firstWeights()
    for width in widths {
      var last = Double.infinity
      for _ in 0..<(width > 0 ? 2 : rounds) {
        coordinates = minimize(coordinates, weights, width)
        let missing = update(&weights, coordinates, width)
        if width == 0, missing.goal <= 1e-7, missing.box <= 1e-6 { break }
        if missing.goal > 0.25 * last { weights.goalPenalty *= 4 }
        last = missing.goal
      }
    }
    return (coordinates, Pushes(goal: weights.goal, box: weights.box))
  }

  /// Penalties that weigh as much as the prior does, along the directions that matter.
  private func firstWeights() -> Weights {
    let trace = network.trace(
      Matrix(rows: 1, columns: network.inputs, values: map.center), smoothing: widths.first ?? 0)
    let slopes = network.gradients(trace, of: goal.conditions)
    var largest = 0.0
    for row in 0..<slopes.rows {
      let norm = map.gather(Array(slopes.row(row))).euclideanNorm
      largest = max(largest, norm * norm)
    }
    return Weights(
      goal: [Double](repeating: 0, count: goal.offsets.count),
      goalPenalty: largest > 0 ? 10 / largest : 1,
      box: isIdentity ? [] : [Double](repeating: 0, count: network.inputs),
      boxPenalty: 10 / max(map.meanVariance, 1e-12))
  }

  private func minimize(_ start: [Double], _ weights: Weights, _ width: Double) -> [Double] {
    var minimizer = BoundedMinimizer()
    minimizer.iterations = iterations
    minimizer.relativeDecrease = 1e-9
    if isIdentity {
      // The box is one of the coordinates: shifted by the center, which differs by feature.
      return boundedMinimize(minimizer, start, weights, width)
    }
    return minimizer.minimize(from: start) { coordinates in
      let input = map.input(coordinates)
      let (value, gradient) = penalties(input, weights, width)
      var result = map.gather(gradient)
      result.add(1, times: coordinates)
      return (value + coordinates.dot(coordinates) / 2, result)
    }.point
  }

  private func boundedMinimize(
    _ minimizer: BoundedMinimizer, _ start: [Double], _ weights: Weights, _ width: Double
  ) -> [Double] {
    var minimizer = minimizer
    minimizer.box = box
    let center = map.center
    var point = minimizer.minimize(from: map.input(start)) { input in
      var (value, gradient) = penalties(input, weights, width)
      for index in input.indices {
        let distance = input[index] - center[index]
        value += distance * distance / 2
        gradient[index] += distance
      }
      return (value, gradient)
    }.point
    point.add(-1, times: center)
    return point
  }

  /// The augmented Lagrangian's terms of goal and box, and their gradient with respect to the input.
  private func penalties(
    _ input: [Double], _ weights: Weights, _ width: Double
  ) -> (value: Double, gradient: [Double]) {
    let trace = network.trace(
      Matrix(rows: 1, columns: input.count, values: input), smoothing: width)
    let pulls = pulls(goal.slack(trace.logits.values), weights)
    let penalty = weights.goalPenalty
    var value = 0.0
    for (pull, multiplier) in zip(pulls, weights.goal) {
      value += (pull * pull - multiplier * multiplier) / (2 * penalty)
    }
    let combined = goal.conditions.multiplied(onLeftBy: pulls.map { -$0 })
    var gradient = network.gradients(
      trace, of: Matrix(rows: 1, columns: combined.count, values: combined)
    ).values
    if !isIdentity {
      for index in input.indices {
        let moved = input[index] + weights.box[index] / weights.boxPenalty
        let outside = moved - min(max(moved, box.lower[index]), box.upper[index])
        value += weights.boxPenalty * outside * outside / 2
        gradient[index] += weights.boxPenalty * outside
      }
    }
    return (value, gradient)
  }

  /// λ − ρ·h, of inequalities not below 0.
  private func pulls(_ slack: [Double], _ weights: Weights) -> [Double] {
    slack.indices.map { index in
      let pull = weights.goal[index] - weights.goalPenalty * slack[index]
      return goal.isInequality ? max(pull, 0) : pull
    }
  }

  /// Moves the multipliers, and tells by how much goal and box are missed.
  private func update(
    _ weights: inout Weights, _ coordinates: [Double], _ width: Double
  ) -> (goal: Double, box: Double) {
    let input = map.input(coordinates)
    let logits = network.trace(
      Matrix(rows: 1, columns: input.count, values: input), smoothing: width
    ).logits.values
    weights.goal = pulls(goal.slack(logits), weights)
    var largest = 0.0
    if !isIdentity {
      for index in input.indices {
        let moved = input[index] + weights.box[index] / weights.boxPenalty
        let inside = min(max(moved, box.lower[index]), box.upper[index])
        weights.box[index] = weights.boxPenalty * (moved - inside)
        let value = input[index]
        largest = max(
          largest, abs(value - min(max(value, box.lower[index]), box.upper[index])))
      }
    }
    return (goal.distance(logits), largest)
  }
}
