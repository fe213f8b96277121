import LinearAlgebra
import Numerics

/// The point nearest to another among those that satisfy linear inequalities and equations.
///
/// The dual method of Goldfarb and Idnani (1983): from the point itself, which is nearest of all, one
/// violated condition after the other is made to hold, those that are no longer needed are let go. A
/// condition is never met by moving further than it takes, so the last point is the nearest.
struct PolyhedronProjection {
  /// a·x ≥ b, or a·x = b.
  struct Condition {
    /// a.
    var normal: [Double]
    /// b.
    var offset: Double
    /// Whether equality is asked for.
    var isEquation = false
  }

  private let conditions: [Condition]
  /// By how much a condition of a unit normal may be violated.
  private let tolerance: Double

  /// - Parameter conditions: in any order; their normals have one length.
  init(_ conditions: [Condition]) {
    var largest = 1.0
    self.conditions = conditions.compactMap { condition in
      let norm = condition.normal.euclideanNorm
      guard norm > 0, norm.isFinite else {
        // What no point changes can only be violated by all of them.
        let isMet =
          condition.isEquation ? abs(condition.offset) <= 1e-12 : condition.offset <= 1e-12
        return isMet ? nil : condition
      }
      largest = max(largest, abs(condition.offset / norm))
      return Condition(
        normal: condition.normal.map { $0 / norm }, offset: condition.offset / norm,
        isEquation: condition.isEquation)
    }
    tolerance = 1e-14 * largest
  }

  /// Conditions that hold with equality, and what each pushes with.
  private struct ActiveSet {
    var conditions: [Int] = []
    /// The normals, turned so that the point is pushed along them.
    var normals: [[Double]] = []
    var multipliers: [Double] = []
    /// The products of the normals.
    var products: [[Double]] = []

    /// The mixture of the normals that comes nearest to another one; `nil` when rounding hides it.
    func mixture(of normal: [Double]) -> [Double]? {
      guard !conditions.isEmpty else { return [] }
      let gram = Matrix(rows: products)
      return CholeskyFactorization(gram)?.solve(normals.map { $0.dot(normal) })
    }

    mutating func append(_ condition: Int, _ normal: [Double], _ multiplier: Double) {
      let row = normals.map { $0.dot(normal) }
      for index in products.indices { products[index].append(row[index]) }
      products.append(row + [normal.dot(normal)])
      conditions.append(condition)
      normals.append(normal)
      multipliers.append(multiplier)
    }

    mutating func remove(_ place: Int) {
      conditions.remove(at: place)
      normals.remove(at: place)
      multipliers.remove(at: place)
      products.remove(at: place)
      for index in products.indices { products[index].remove(at: place) }
    }
  }

  /// Finds the nearest point.
  ///
  /// - Parameter start: the point to stay near.
  /// - Returns: `nil` when no point satisfies all conditions, or rounding hides it.
  func nearest(to start: [Double]) -> [Double]? {
    var point = start
    var active = ActiveSet()
    var steps = 0
    let limit = 20 * (conditions.count + 10)
    while let (index, sign) = mostViolated(point, active) {
      let normal = sign < 0 ? conditions[index].normal.map { -$0 } : conditions[index].normal
      let offset = sign * conditions[index].offset
      var multiplier = 0.0
      while true {
        steps += 1
        guard steps < limit, let mixture = active.mixture(of: normal) else { return nil }
        var direction = normal
        for (weight, other) in zip(mixture, active.normals) { direction.add(-weight, times: other) }
        let square = direction.dot(direction)
        let lacking = offset - normal.dot(point)
        let full = square > 1e-20 ? lacking / square : .infinity
        // The first inequality that would have to pull.
        var first = (length: Double.infinity, place: -1)
        for (place, weight) in mixture.enumerated()
        where weight > 1e-15 && !conditions[active.conditions[place]].isEquation {
          let length = active.multipliers[place] / weight
          if length < first.length { first = (length, place) }
        }
        let length = min(full, first.length)
        guard length.isFinite else { return nil }
        if full.isFinite { point.add(length, times: direction) }
        for place in active.multipliers.indices {
          active.multipliers[place] -= length * mixture[place]
        }
        multiplier += length
        if full <= first.length {
          active.append(index, normal, multiplier)
          break
        }
        active.remove(first.place)
      }
    }
    return point
  }

  /// The condition that is violated most, and on which side; `nil` when all hold.
  private func mostViolated(
    _ point: [Double], _ active: ActiveSet
  ) -> (index: Int, sign: Double)? {
    var worst = tolerance
    var found: (index: Int, sign: Double)?
    let held = Set(active.conditions)
    for (index, condition) in conditions.enumerated() where !held.contains(index) {
      let slack = condition.normal.dot(point) - condition.offset
      let violation = condition.isEquation ? abs(slack) : -slack
      guard violation > worst else { continue }
      worst = violation
      found = (index, condition.isEquation && slack > 0 ? -1 : 1)
    }
    return found
  }
}
