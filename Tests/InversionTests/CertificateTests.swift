import Inversion
import LinearAlgebra
import Networks
import Numerics
import TestSupport
import Testing

@Suite("The evidence of a solution, recomputed from its input")
struct CertificateTests {
  @Test(
    "logits, residuals, probabilities and box are those of the stored input",
    arguments: Oracle.allCases, ["empirical", "analytical", "analytical filtered"])
  func recomputed(oracle: Oracle, how: String) throws {
    let method: any InversionMethod = how == "empirical" ? EmpiricalMethod() : AnalyticalMethod()
    let filter = how.hasSuffix("filtered") ? PercentileFilter(.middle, fraction: 0.2) : nil
    let network = try oracle.network()
    for (index, solution) in try oracle.solve(by: method, filter: filter).enumerated() {
      let logits = try #require(ForwardPass.logits(network, solution.input))
      // Sums of large products that cancel: rounding is relative to the products.
      let rounding = 1e-13 * max(1, solution.input.map(abs).max() ?? 0)
      let wanted = logits.indices.map { $0 == index ? 10.0 : -10.0 }
      let differences = zip(wanted, logits).map { $0 - $1 }
      let l1 = differences.reduce(0) { $0 + abs($1) }
      let l2 = differences.reduce(0) { $0 + $1 * $1 }.squareRoot()
      #expect(zip(solution.logits, logits).allSatisfy { abs($0 - $1) <= rounding * 10 })
      #expect(abs(solution.residualL1 - l1) <= rounding * 50)
      #expect(abs(solution.residualL2 - l2) <= rounding * 50)
      let probabilities =
        oracle == .logistic
        ? ForwardPass.sigmoid(solution.logits) : ForwardPass.softmax(solution.logits)
      #expect(relativeDifference(solution.probabilities, probabilities) <= 1e-12)
      #expect(solution.probability == solution.probabilities[index])
      #expect(solution.target == index)
    }
  }

  @Test("the box violation is the farthest any feature goes, the fraction how many do")
  func box() throws {
    // Each input is its own logit: the target ±10 is the input.
    let network = try NetworkSketch.single([[1, 0, 0], [0, 1, 0], [0, 0, 1]])
    for (range, violation, fraction) in [
      (-1.0...1.0, 9.0, 1.0), (-20...20, 0, 0), (-10...10, 0, 0), (-10...4, 6, 1.0 / 3),
      (-7...12, 3, 2.0 / 3),
    ] {
      var options = InversionOptions()
      options.inputs = InputSpace(repeating: range, count: 3, source: .stated)
      let targets = try InversionTargets.classes(of: network)
      let found = try Inverter(network, options: options).solve(targets, by: AnalyticalMethod())
      for solution in found.solutions {
        #expect(abs(solution.boxViolation - violation) <= 1e-12)
        #expect(abs(solution.outsideFraction - fraction) <= 1e-12)
      }
    }
  }

  @Test("another head reads the same logits in another way")
  func head() throws {
    let network = try NetworkSketch.single([[1, 0], [0, 1]])
    // 1 / (1 + e⁻²⁰) for two classes 20 apart, 1 / (1 + e⁻¹⁰) for one on its own.
    let apart = 0.9999999979388463
    let alone = 0.9999546021312976
    for (head, wanted) in [(OutputHead?.none, apart), (.softmax, apart), (.sigmoid, alone)] {
      var options = InversionOptions()
      options.head = head
      let targets = try InversionTargets.classes(of: network)
      let found = try Inverter(network, options: options).solve(targets, by: AnalyticalMethod())
      #expect(found.solutions.allSatisfy { abs($0.probability - wanted) <= 1e-15 })
    }
  }

  @Test("inverses carry rank, singular values and condition")
  func inverses() throws {
    let network = try NetworkSketch.single([[3, 0], [0, 4], [0, 0]])
    let layers = try Inverter(network).inverses()
    #expect(layers.map(\.name) == ["only"])
    let inverse = try #require(layers.first?.pseudoInverse)
    #expect(relativeDifference(inverse.singularValues ?? [], [4, 3]) <= 1e-15)
    #expect(abs(inverse.conditionNumber - 4.0 / 3) <= 1e-15)
    #expect(inverse.rank == 2)
  }
}
