import Inversion
import Networks
import Numerics
import TestSupport
import Testing

@Suite("The likeliest input that the network is sure of")
struct MapTests {
  private func solve(
    _ network: NeuralNetwork, by method: any InversionMethod, withImages: Bool = true,
    _ change: (inout InversionOptions) -> Void = { _ in }
  ) throws -> [InverseSolution] {
    var options = InversionOptions()
    if withImages { options.constrained.images = try Digits.shared.get().prior(for: network) }
    change(&options)
    let targets = try InversionTargets.classes(of: network)
    return try Inverter(network, options: options).solve(targets, by: method).solutions
  }

  @Test(
    "is inside the range, the network is sure of it, and it is ahead by the margin",
    arguments: ["slp", "mlp"], [nil, ConstrainedOptions.PriorKind.pca, .covariance, .kernel])
  func certain(name: String, prior: ConstrainedOptions.PriorKind?) throws {
    let network = try Digits.network(name)
    let found = try solve(network, by: MapMethod(), withImages: prior != nil) {
      $0.constrained.prior = prior
    }
    for solution in found {
      #expect(solution.boxViolation == 0)
      #expect(solution.verdict == solution.target)
      #expect(solution.roundedVerdict == solution.target)
      guard solution.certificate?.isReached == true else {
        // Not all of it is in reach of the single layer; then it says how much is missing.
        #expect(name == "slp" && solution.certificate?.goalDistance ?? 0 > 0)
        continue
      }
      let certificate = try #require(solution.certificate)
      let isCertain = certificate.isCertain == true
      #expect(!isCertain || solution.probability >= 0.999999)
      #expect(isCertain || prior != nil)
      let margin = try #require(certificate.margin)
      // Without images 20; with them as much as softmax takes for 0.999999, unless that is out of reach.
      #expect(prior == nil ? margin == 20 : margin > (isCertain && name == "mlp" ? 16 : 0))
      let own = solution.logits[solution.target]
      let others = solution.logits.indices.filter { $0 != solution.target }
      #expect(others.allSatisfy { own - solution.logits[$0] >= margin - 1e-8 })
    }
  }

  @Test("natural logits are the means of the images that the network itself calls so")
  func natural() throws {
    let network = try Digits.network("mlp")
    let images = try Digits.shared.get().images
    let logits = network.logits(for: images)
    for solution in try solve(network, by: MapMethod(), { $0.constrained.goal = .natural }) {
      var sum = [Double](repeating: 0, count: 10)
      var count = 0.0
      for row in 0..<logits.rows {
        let values = Array(logits.row(row))
        guard values.firstIndex(of: values.max() ?? 0) == solution.target else { continue }
        sum = zip(sum, values).map(+)
        count += 1
      }
      #expect(relativeDifference(solution.logits, sum.map { $0 / count }) <= 1e-8)
    }
  }

  @Test("a larger margin is a larger distance of the logits")
  func margin() throws {
    let network = try Digits.network("mlp")
    let found = try solve(network, by: MapMethod()) { $0.constrained.margin = 30 }
    for solution in found where solution.certificate?.isReached == true {
      let others = solution.logits.indices.filter { $0 != solution.target }
      let ahead = others.map { solution.logits[solution.target] - solution.logits[$0] }.min() ?? 0
      #expect(ahead >= 30 - 1e-8)
    }
  }

  @Test("the weighted inverse is the conditional mean of a Gaussian, by hand")
  func pattern() throws {
    // Two features of variances 4 and 1, uncorrelated, mean 0; the logit is their sum. Given that it is
    // 2, the expectation is (2·4/5, 2·1/5).
    let network = try NetworkSketch.single([[1], [1]])
    var builder = try ImagePriorBuilder(network: network, count: 4, features: 2)
    let spread = 3.0.squareRoot() / 2
    builder.add(
      Matrix(rows: [
        [2 * spread, spread], [2 * spread, -spread], [-2 * spread, spread], [-2 * spread, -spread],
      ]))
    var options = InversionOptions()
    options.inputs = InputSpace(repeating: -10...10, count: 2, source: .stated)
    options.constrained.images = try builder.finish()
    let targets = try InversionTargets.arbitrary(Matrix(rows: [[2]]), for: network)
    let found = try Inverter(network, options: options).solve(targets, by: PatternMethod())
    // The shrinkage of 10⁻³ moves it a little.
    #expect(relativeDifference(found.solutions[0].input, [1.6, 0.4]) <= 2e-3)
    #expect(found.solutions[0].residualL2 <= 1e-12)
    // In deviations of 2 and 1 the likeliest is (0.8, 0.4), and the dual says so.
    let likeliest = try Inverter(network, options: options).solve(targets, by: MapMethod())
    let certificate = try #require(likeliest.solutions[0].certificate)
    #expect(abs(try #require(certificate.priorDistance) - 2 / 5.0.squareRoot()) <= 1e-6)
    #expect(try #require(certificate.kktResidual) <= 1e-5)
    #expect(try #require(certificate.dualityGap) <= 1e-5)
  }

  @Test("pattern is for networks that do not bend, and says which layer does")
  func obstacle() throws {
    let network = try Digits.network("mlp")
    let obstacle = try #require(PatternMethod().obstacle(for: network))
    #expect(obstacle.kind == .unsupported && obstacle.layer != nil)
    #expect(PatternMethod().obstacle(for: try Digits.network("slp")) == nil)
  }

  @Test("ranked pixels make the network sure", arguments: ["slp", "mlp"], ["cov", "kernel"])
  func ranked(name: String, rank: String) throws {
    let network = try Digits.network(name)
    let found = try solve(network, by: EmpiricalMethod()) {
      $0.empirical.rank = rank == "cov" ? .cov : .kernel
      $0.empirical.background = .black
    }
    for solution in found {
      #expect(solution.boxViolation == 0 && solution.verdict == solution.target)
    }
  }
}
