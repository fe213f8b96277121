import Networks
import Numerics
import TestSupport
import Testing

@testable import Inversion

@Suite("The solvers of the methods inside the range")
struct SolverTests {
  @Test("the nearest point of a box on a line, by hand")
  func byHand() {
    // x + y = 1 from (0, 0): (½, ½); with x ≤ 0.25 nothing else than (0.25, 0.25) is nearest to 0.5.
    let line = Matrix(rows: [[1], [1]])
    let free = BoxProjection(
      matrix: line, target: [1], isInequality: false, box: Box(repeating: -1...1, count: 2)
    )
    .nearest(to: [0, 0])
    #expect(relativeDifference(free.point, [0.5, 0.5]) <= 1e-14)
    #expect(free.isReached && free.gap <= 1e-14 && free.residual <= 1e-14)
    // From (2, 0): the projection (1.5, −0.5) leaves the box, (1, 0) does not.
    let held = BoxProjection(
      matrix: line, target: [1], isInequality: false, box: Box(repeating: -1...1, count: 2)
    )
    .nearest(to: [2, 0])
    #expect(relativeDifference(held.point, [1, 0]) <= 1e-13)
    // x + y = 5 is out of reach: (1, 1) misses it by 3, and nothing misses it by less.
    let far = BoxProjection(
      matrix: line, target: [5], isInequality: false, box: Box(repeating: -1...1, count: 2)
    )
    .nearest(to: [0, 0])
    #expect(!far.isReached && far.point == [1, 1])
    #expect(abs(far.residual - 3) <= 1e-14 && abs(far.residualBound - 3) <= 1e-14)
  }

  @Test("an inequality that holds moves nothing, one that does not is met with equality")
  func inequality() {
    let line = Matrix(rows: [[1], [1]])
    for (target, point) in [(-1.0, [0.2, 0.3]), (0.5, [0.2, 0.3]), (1, [0.45, 0.55])] {
      let found = BoxProjection(
        matrix: line, target: [target], isInequality: true, box: Box(repeating: -1...1, count: 2)
      )
      .nearest(to: [0.2, 0.3])
      #expect(relativeDifference(found.point, point) <= 1e-13)
      #expect(found.isReached && found.multipliers[0] >= 0)
    }
  }

  @Test("no point of the box is nearer, and the bound is below what any point reaches")
  func optimality() {
    var numbers = SeededNumbers(seed: 11)
    for round in 0..<20 {
      let matrix = Matrix(rows: 12, columns: 3, values: numbers.next(36))
      let target = numbers.next(3).map { $0 * (round % 2 == 0 ? 2 : 20) }
      let projection = BoxProjection(
        matrix: matrix, target: target, isInequality: round % 4 >= 2,
        box: Box(repeating: -1...1, count: 12))
      let reference = numbers.next(12)
      let found = projection.nearest(to: reference)
      #expect(found.point.allSatisfy { abs($0) <= 1 })
      func lacking(_ x: [Double]) -> Double {
        let slack = zip(matrix.multiplied(onLeftBy: x), target).map { $0 - $1 }
        return (projection.inequalities[0] ? slack.map { min($0, 0) } : slack).euclideanNorm
      }
      #expect(abs(lacking(found.point) - found.residual) <= 1e-12)
      #expect(found.gap <= 1e-11, "\(round)")
      for _ in 0..<50 {
        let other = numbers.next(12)
        #expect(lacking(other) >= found.residualBound - 1e-9)
        let corner = other.map { $0 > 0 ? 1.0 : -1 }
        #expect(lacking(corner) >= found.residualBound - 1e-9)
      }
      guard found.isReached else { continue }
      // The gradient of the distance, x − x₀, is a combination of the columns where no bound holds.
      let pull = matrix.times(found.multipliers)
      for index in 0..<12 where abs(found.point[index]) < 1 - 1e-9 {
        #expect(abs(found.point[index] - reference[index] - pull[index]) <= 1e-9)
      }
    }
  }

  @Test("a matrix of zeros moves nothing")
  func zeros() {
    let found = BoxProjection(
      matrix: Matrix(rows: 3, columns: 2), target: [1, 2], isInequality: false,
      box: Box(repeating: -1...1, count: 3)
    ).nearest(to: [0.5, 3, -3])
    #expect(found.point == [0.5, 1, -1])
    #expect(!found.isReached && abs(found.residual - 5.0.squareRoot()) <= 1e-15)
  }

  @Test("minima of Rosenbrock's function, free and in a box")
  func minimizer() {
    func rosenbrock(_ x: [Double]) -> (Double, [Double]) {
      let (a, b) = (1 - x[0], x[1] - x[0] * x[0])
      return (a * a + 100 * b * b, [-2 * a - 400 * x[0] * b, 200 * b])
    }
    var minimizer = BoundedMinimizer()
    minimizer.iterations = 500
    minimizer.relativeDecrease = 0
    let free = minimizer.minimize(from: [-1.2, 1], rosenbrock)
    #expect(relativeDifference(free.point, [1, 1]) <= 1e-6)
    minimizer.box = Box(repeating: -1.5...0.5, count: 2)
    // On the edge x = ½ the minimum is y = ¼.
    let bounded = minimizer.minimize(from: [-1.2, 0.4], rosenbrock)
    #expect(relativeDifference(bounded.point, [0.5, 0.25]) <= 1e-6)
    #expect(abs(bounded.value - 0.25) <= 1e-10)
  }
}
