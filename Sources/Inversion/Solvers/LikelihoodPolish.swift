import Networks
import Numerics

/// The last digits of a likeliest input: from one that nearly meets a goal to one that meets it, and from there
/// to the likeliest around it.
///
/// In the coordinates of the prior, where what is likely is near 0, each step goes to the point nearest to 0
/// that meets the linearized conditions and the box (sequential quadratic programming), as far as the true
/// conditions can be met from there.
struct LikelihoodPolish {
  let network: NeuralNetwork
  let goal: LogitGoal
  let map: PriorCoordinates
  let box: Box
  /// The conditions of the box, which never change.
  private let walls: [PolyhedronProjection.Condition]

  /// More coordinates, and a step takes too long.
  static let mostCoordinates = 256

  /// Something found.
  struct Found {
    /// The coordinates of the prior.
    var point: [Double]
    /// How far the goal is.
    var distance: Double
  }

  /// - Returns: `nil` when the prior leaves directions out, or has too many.
  init?(network: NeuralNetwork, goal: LogitGoal, map: PriorCoordinates, box: Box) {
    guard map.dimension <= Self.mostCoordinates, map.dimension == network.inputs else { return nil }
    self.network = network
    self.goal = goal
    self.map = map
    self.box = box
    let dimension = map.dimension
    var walls: [PolyhedronProjection.Condition] = []
    for feature in 0..<dimension {
      var unit = [Double](repeating: 0, count: dimension)
      unit[feature] = 1
      let normal = map.gather(unit)
      let (low, high) = (
        box.lower[feature] - map.center[feature], box.upper[feature] - map.center[feature]
      )
      if low == high {
        walls.append(.init(normal: normal, offset: low, isEquation: true))
      } else {
        walls.append(.init(normal: normal, offset: low))
        walls.append(.init(normal: normal.map { -$0 }, offset: -high))
      }
    }
    self.walls = walls
  }

  /// What was found, as an answer of a search.
  func answer(_ found: Found) -> SearchAnswer {
    SearchAnswer(point: input(found.point), distance: found.distance, likelihood: found.point)
  }

  /// The input of some coordinates, inside the box.
  private func input(_ point: [Double]) -> [Double] { box.clamped(map.input(point)) }

  private func logits(_ point: [Double]) -> [Double] {
    network.logits(for: Matrix(rows: 1, columns: network.inputs, values: input(point))).values
  }

  /// The point nearest to another that meets the conditions linearized at a third.
  ///
  /// - Parameter share: how much of what the conditions lack is to be made up.
  private func step(
    at place: [Double], nearestTo wanted: [Double], share: Double
  ) -> [Double]? {
    let trace = network.trace(Matrix(rows: 1, columns: network.inputs, values: input(place)))
    let slopes = network.gradients(trace, of: goal.conditions)
    let slack = goal.slack(trace.logits.values)
    var conditions = walls
    for row in 0..<slopes.rows {
      let normal = map.gather(Array(slopes.row(row)))
      let lacking = goal.isInequality ? min(slack[row], 0) : slack[row]
      conditions.append(
        .init(
          normal: normal,
          offset: normal.dot(place) - slack[row] + (1 - share) * lacking,
          isEquation: !goal.isInequality))
    }
    return PolyhedronProjection(conditions).nearest(to: wanted)
  }

  /// Moves a point until the conditions hold, by steps as short as they can be.
  func repaired(_ start: [Double], limit: Int = 30) -> Found {
    let inside = PolyhedronProjection(walls).nearest(to: start) ?? start
    var found = Found(point: inside, distance: goal.distance(logits(inside)))
    let enough = 1e-13 * (1 + goal.offsets.euclideanNorm)
    for _ in 0..<limit where found.distance > enough {
      var next: Found?
      for share in [1, 0.5, 0.2, 0.05] where next == nil {
        guard let target = step(at: found.point, nearestTo: found.point, share: share) else {
          continue
        }
        var length = 1.0
        while length > 1e-3 {
          var point = found.point
          for index in point.indices { point[index] += length * (target[index] - point[index]) }
          let distance = goal.distance(logits(point))
          if distance < (1 - 0.01 * length) * found.distance {
            next = Found(point: point, distance: distance)
            break
          }
          length /= 2
        }
      }
      guard let next else { break }
      found = next
    }
    return found
  }

  /// Moves a point that meets the goal to the likeliest around it.
  ///
  /// - Parameter start: what was found; one that does not meet the goal is left as it is.
  func polished(_ start: Found) -> Found {
    guard start.distance <= goal.tolerance else { return start }
    var best = start
    var bestNorm = start.point.euclideanNorm
    let origin = [Double](repeating: 0, count: start.point.count)
    for _ in 0..<60 {
      guard let target = step(at: best.point, nearestTo: origin, share: 1) else { break }
      var length = 1.0
      var isBetter = false
      while length > 1e-3 {
        var point = best.point
        for index in point.indices { point[index] += length * (target[index] - point[index]) }
        let repaired = repaired(point, limit: 8)
        let norm = repaired.point.euclideanNorm
        if repaired.distance <= goal.tolerance, norm < bestNorm * (1 - 1e-10) {
          (best, bestNorm) = (repaired, norm)
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
