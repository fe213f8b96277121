import LinearAlgebra
import Networks
import Numerics

/// The point of a box nearest to a reference, among those that satisfy linear equations or inequalities.
///
/// Minimizes ½‖x − x₀‖² subject to x·A = c (or x·A ≥ c) and low ≤ x ≤ high, by a semismooth Newton
/// iteration on the dual: x(λ) = clip(x₀ + A·λ) and F(λ) = x(λ)·A − c + (λ − λ̄)/ρ = 0 is piecewise
/// linear in as many unknowns as there are equations. The proximal term (λ̄, ρ), moved a few times,
/// makes it a proximal method of multipliers (Rockafellar 1976): equations that can be met are met
/// exactly; of those that cannot, x comes nearest to them.
struct BoxProjection {
  /// A, `[features × equations]`.
  let matrix: Matrix
  /// c, `[equations]`.
  let target: [Double]
  /// Of which equations x·A ≥ c is asked for instead of equality, `[equations]`.
  let inequalities: [Bool]
  /// The box, `[features]`.
  let box: Box
  /// How much harder than usual equations push: for those that features of very different scales meet.
  var hardness = 1.0

  /// Equations and inequalities, each as it says.
  init(matrix: Matrix, target: [Double], inequalities: [Bool], box: Box) {
    self.matrix = matrix
    self.target = target
    self.inequalities = inequalities
    self.box = box
  }

  /// Equations only, or inequalities only.
  init(matrix: Matrix, target: [Double], isInequality: Bool, box: Box) {
    self.init(
      matrix: matrix, target: target,
      inequalities: [Bool](repeating: isInequality, count: target.count), box: box)
  }

  /// What was found.
  struct Result {
    /// x, inside the box.
    var point: [Double]
    /// λ, one for each equation.
    var multipliers: [Double]
    /// How far x is from the equations (of inequalities from those that are violated), Euclidean.
    var residual: Double
    /// Whether they are met, to rounding.
    var isReached: Bool
    /// The relative gap between the value of x and the bound that the dual proves.
    var gap: Double
    /// A proven bound: no point of the box comes nearer to the equations; 0 when they are met.
    var residualBound: Double
  }

  /// The state of one dual point.
  struct Point {
    var multipliers: [Double]
    var x: [Double]
    /// The features that are not held by a bound.
    var free: [Int]
    /// x·A − c.
    var slack: [Double]
    /// Minus the dual function, without the proximal term.
    var dual: Double
  }

  func point(_ multipliers: [Double], _ reference: [Double]) -> Point {
    var x = matrix.times(multipliers)
    var distance = 0.0
    var free: [Int] = []
    free.reserveCapacity(x.count)
    for index in x.indices {
      let wanted = reference[index] + x[index]
      let (low, high) = (box.lower[index], box.upper[index])
      // At a bound itself a feature counts as free: a black reference could not start otherwise.
      if wanted >= low, wanted <= high { free.append(index) }
      let value = min(max(wanted, low), high)
      let difference = value - reference[index]
      distance += difference * difference
      x[index] = value
    }
    var slack = matrix.multiplied(onLeftBy: x)
    for index in slack.indices { slack[index] -= target[index] }
    return Point(
      multipliers: multipliers, x: x, free: free, slack: slack,
      dual: multipliers.dot(slack) - distance / 2)
  }

  /// Solves the request.
  ///
  /// - Parameter reference: x₀, `[features]`; it may lie outside the box.
  func nearest(to reference: [Double]) -> Result {
    let scale = largestColumn
    let tolerance = 1e-13 * (1 + (target.map(abs).max() ?? 0))
    var current = point([Double](repeating: 0, count: target.count), reference)
    // Nothing that x does changes anything; or the numbers are beyond those a computer has.
    guard scale > 1e-290, scale < 1e290 else { return finish(current, reference) }
    // What can be reached is, at once; only what cannot needs the slow climb of ρ.
    var penalty = hardness * 1e6 / scale
    var isDone = minimize(&current, reference, penalty, center: current.multipliers, limit: 30)
    if !isDone {
      current = point([Double](repeating: 0, count: target.count), reference)
      let origin = current.multipliers
      for exponent in stride(from: -2.0, through: 8, by: 2) {
        penalty = hardness * power(10, exponent) / scale
        isDone = minimize(&current, reference, penalty, center: origin, limit: 60)
        if violation(current) <= tolerance { break }
      }
    }
    var best = current
    for _ in 0..<6 {
      if violation(best) <= tolerance { break }
      let center = current.multipliers
      _ = minimize(&current, reference, penalty, center: center, limit: 30)
      // Where nothing is gained the equations cannot be met: the multipliers run away from here on.
      if violation(current) > 0.5 * violation(best) {
        if violation(current) < violation(best) { best = current }
        break
      }
      best = current
    }
    return finish(violation(best) <= tolerance ? best : refined(best, reference), reference)
  }

  /// Where the equations cannot be met: moves the few features that no bound holds to the least squares
  /// of what is left, which the penalty reaches to a few digits only.
  private func refined(_ point: Point, _ reference: [Double]) -> Point {
    var best = point
    for _ in 0..<3 {
      let inside = best.x.indices.filter {
        best.x[$0] > box.lower[$0] && best.x[$0] < box.upper[$0]
      }
      let open = target.indices.filter { !inequalities[$0] || best.slack[$0] < 0 }
      guard !inside.isEmpty, inside.count <= open.count else { break }
      let rows = matrix.rows(inside).columns(at: open)
      let lacking = open.map { -best.slack[$0] }
      guard let normal = CholeskyFactorization(rows.gram(ofColumns: false)) else { break }
      let step = normal.solve(rows.times(lacking))
      var next = best
      for (place, index) in inside.enumerated() {
        next.x[index] = min(max(best.x[index] + step[place], box.lower[index]), box.upper[index])
      }
      next.slack = matrix.multiplied(onLeftBy: next.x)
      for index in next.slack.indices { next.slack[index] -= target[index] }
      guard violation(next) - residualBound(next) < violation(best) - residualBound(best) else {
        break
      }
      best = next
    }
    return best
  }

  private func finish(_ point: Point, _ reference: [Double]) -> Result {
    let residual = violation(point)
    let isReached = residual <= 1e-12 * (1 + target.euclideanNorm)
    var result = Result(
      point: point.x, multipliers: point.multipliers, residual: residual, isReached: isReached,
      gap: 0, residualBound: 0)
    if isReached {
      let distance = zip(point.x, reference).map { $0 - $1 }.euclideanNorm
      let primal = distance * distance / 2
      result.gap = abs(primal + point.dual) / max(1, primal)
    } else {
      result.residualBound = residualBound(point)
      result.gap = residual > 0 ? max(residual - result.residualBound, 0) / residual : 0
    }
    return result
  }

  /// The dual bound of min ½‖(c − x·A)‖² over the box: √(2D) for D = c·r − max over the box of x·A·r
  /// − ½‖r‖², r the residual (of inequalities its positive part).
  private func residualBound(_ point: Point) -> Double {
    let residual = zip(point.slack, inequalities).map { $1 ? max(-$0, 0) : -$0 }
    let gains = matrix.times(residual)
    let reachable = gains.indices.reduce(0) {
      $0 + max(gains[$1] * box.lower[$1], gains[$1] * box.upper[$1])
    }
    let norm = residual.euclideanNorm
    // max over t of t·(c·r − reachable) − ½ t²‖r‖²: at least as good as t = 1.
    let lead = target.dot(residual) - reachable
    return lead > 0 && norm > 0 ? lead / norm : 0
  }

  /// How far a point is from the equations.
  func violation(_ point: Point) -> Double {
    zip(point.slack, inequalities).map { $1 ? min($0, 0) : $0 }.euclideanNorm
  }

  /// The largest sum of squares of a column.
  private var largestColumn: Double {
    var sums = [Double](repeating: 0, count: matrix.columns)
    for row in 0..<matrix.rows {
      for (column, value) in matrix.row(row).enumerated() { sums[column] += value * value }
    }
    return sums.max() ?? 0
  }

  private func power(_ base: Double, _ exponent: Double) -> Double {
    var result = 1.0
    for _ in 0..<Int(abs(exponent)) { result *= base }
    return exponent < 0 ? 1 / result : result
  }
}
