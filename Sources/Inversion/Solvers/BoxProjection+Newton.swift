import LinearAlgebra
import Numerics

extension BoxProjection {
  /// Newton's method on the dual with a proximal term.
  ///
  /// - Returns: whether it came to an end, and not to its limit.
  func minimize(
    _ current: inout Point, _ reference: [Double], _ penalty: Double, center: [Double], limit: Int
  ) -> Bool {
    func value(_ point: Point) -> Double {
      let moved = zip(point.multipliers, center).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      return point.dual + moved / (2 * penalty)
    }
    for _ in 0..<limit {
      let gradient = current.slack.indices.map {
        current.slack[$0] + (current.multipliers[$0] - center[$0]) / penalty
      }
      // An inequality whose multiplier is 0 and would fall below it rests.
      let active = gradient.indices.filter {
        !(inequalities[$0] && current.multipliers[$0] <= 0 && gradient[$0] >= 0)
      }
      let size = active.map { gradient[$0] }.euclideanNorm
      if size <= 1e-15 * (1 + target.euclideanNorm) { return true }
      guard let step = newtonStep(current, gradient, active, penalty) else { return true }
      let slope = zip(step, gradient).reduce(0) { $0 + $1.0 * $1.1 }
      let start = value(current)
      var length = 1.0
      var next: Point?
      while length > 1e-10 {
        let moved = current.multipliers.indices.map { index in
          let value = current.multipliers[index] + length * step[index]
          return inequalities[index] ? max(value, 0) : value
        }
        let candidate = point(moved, reference)
        let rounding = 1e-15 * (1 + abs(start))
        if value(candidate) <= start + 1e-4 * length * slope + rounding {
          next = candidate
          break
        }
        length /= 2
      }
      guard let next else { return true }
      let before = violation(current)
      let stalls = next.multipliers == current.multipliers
      current = next
      // At the last digits steps only move rounding errors about.
      if stalls || (size <= 1e-13 * (1 + target.euclideanNorm) && violation(next) >= before) {
        return true
      }
    }
    return false
  }

  /// Solves the linear system of the free features and the active equations.
  private func newtonStep(
    _ current: Point, _ gradient: [Double], _ active: [Int], _ penalty: Double
  ) -> [Double]? {
    guard !active.isEmpty else { return nil }
    var rows = current.free.count == matrix.rows ? matrix : matrix.rows(current.free)
    if active.count < target.count { rows = rows.columns(at: active) }
    var system = rows.gram(ofColumns: true)
    for index in active.indices { system[index, index] += 1 / penalty }
    var factorization = CholeskyFactorization(system)
    var ridge = 1e-14 * (active.indices.map { system[$0, $0] }.max() ?? 1)
    while factorization == nil, ridge.isFinite, ridge > 0 {
      for index in active.indices { system[index, index] += ridge }
      factorization = CholeskyFactorization(system)
      ridge *= 100
    }
    guard let solution = factorization?.solve(active.map { -gradient[$0] }) else { return nil }
    var step = [Double](repeating: 0, count: target.count)
    for (place, index) in active.enumerated() { step[index] = solution[place] }
    return step
  }
}
