import Inversion
import LinearAlgebra
import Networks
import Numerics
import TestSupport
import Testing

@Suite("When the analytical method is exact")
struct ExactnessTests {
  @Test(
    "full column rank and an activation onto all numbers: the residual is rounding",
    arguments: [[20, 12, 8, 4], [9, 9, 9], [50, 5], [30, 30, 7, 3, 2], [6, 1]], 1...6)
  func exact(widths: [Int], seed: Int) throws {
    let network = try NetworkSketch.random(
      widths: widths, seed: UInt64(seed), activation: .leakyReLU(slope: 0.1))
    let inverter = try Inverter(network)
    #expect(try inverter.inverses().allSatisfy { $0.pseudoInverse.isExact })
    var numbers = SeededNumbers(seed: UInt64(seed) + 100)
    let outputs = widths.last ?? 1
    let targets = try InversionTargets.arbitrary(
      Matrix(rows: 3, columns: outputs, values: numbers.next(3 * outputs)), for: network)
    for solution in try inverter.solve(targets, by: AnalyticalMethod()).solutions {
      let scale = max(1, solution.input.map(abs).max() ?? 0)
      #expect(solution.residualL2 <= 1e-12 * scale)
      #expect(solution.adjustments.isEmpty)
      let logits = try #require(ForwardPass.logits(network, solution.input))
      let wanted = targets.logits.row(solution.target)
      #expect(zip(logits, wanted).allSatisfy { abs($0 - $1) <= 1e-12 * scale })
    }
  }

  @Test("of all inputs that reach the target the smallest is found")
  func leastNorm() throws {
    // x + y = 10 is nearest to the origin at (5, 5); (10, 0) reaches it too.
    let network = try NetworkSketch.single([[1], [1]])
    let targets = try InversionTargets.arbitrary(Matrix(rows: [[10]]), for: network)
    let found = try Inverter(network).solve(targets, by: AnalyticalMethod()).solutions
    #expect(relativeDifference(found[0].input, [5, 5]) <= 1e-15)
  }

  @Test("ignoring the bias of one layer misses the target by the norm of the bias")
  func bias() throws {
    let network = try NetworkSketch.single([[2, 0], [0, 5]], bias: [3, -4])
    for (ignores, residual) in [(false, 0.0), (true, 5.0)] {
      var options = InversionOptions()
      options.ignoresBias = ignores
      let targets = try InversionTargets.classes(of: network)
      let found = try Inverter(network, options: options).solve(targets, by: AnalyticalMethod())
      for solution in found.solutions {
        #expect(abs(solution.residualL2 - residual) <= 1e-14)
        #expect(abs(solution.residualL1 - (ignores ? 7 : 0)) <= 1e-14)
      }
    }
  }

  @Test(
    "the paper's single layers miss by the norms of their biases",
    arguments: [
      Oracle.logistic, .softmax,
    ])
  func paperBias(oracle: Oracle) throws {
    guard case .dense(let dense) = try oracle.network().layers[0], let bias = dense.bias else {
      Issue.record("the first layer is not a Dense with a bias")
      return
    }
    let norm = bias.reduce(0) { $0 + $1 * $1 }.squareRoot()
    let found = try oracle.solve(by: AnalyticalMethod()) { $0.ignoresBias = true }
    #expect(found.allSatisfy { abs($0.residualL2 - norm) <= 1e-12 })
    #expect((0.1...0.25).contains(norm))
  }

  @Test("a layer that widens is not exact, and says so")
  func widening() throws {
    // The third logit is always 0: its target is missed whole.
    let network = try NetworkSketch.single([[1, 0, 0], [0, 1, 0]])
    let inverter = try Inverter(network)
    #expect(try inverter.inverses()[0].pseudoInverse.rank == 2)
    #expect(try !inverter.inverses()[0].pseudoInverse.isExact)
    let targets = try InversionTargets.classes(of: network)
    for solution in try inverter.solve(targets, by: AnalyticalMethod()).solutions {
      #expect(abs(solution.residualL2 - 10) <= 1e-14)
      #expect(abs(solution.residualL1 - 10) <= 1e-14)
    }
  }

  @Test("dependent units are not exact, and say so")
  func deficient() throws {
    // Both logits are x + y: the nearest to (10, −10) is (0, 0).
    let network = try NetworkSketch.single([[1, 1], [1, 1]])
    let inverter = try Inverter(network)
    #expect(try inverter.inverses()[0].pseudoInverse.rank == 1)
    #expect(try !inverter.inverses()[0].pseudoInverse.isExact)
    #expect(try inverter.inverses()[0].pseudoInverse.conditionNumber > 1e15)
    let targets = try InversionTargets.classes(of: network)
    for solution in try inverter.solve(targets, by: AnalyticalMethod()).solutions {
      #expect(abs(solution.residualL2 - 200.0.squareRoot()) <= 1e-12)
      #expect(solution.input.allSatisfy { abs($0) <= 1e-14 })
    }
  }
}
