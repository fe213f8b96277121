import Inversion
import Networks
import Numerics
import TestSupport
import Testing

@Suite("The input in the range nearest to a reference")
struct NearestTests {
  private func solve(
    _ oracle: Oracle, size: Double = 10, _ change: (inout InversionOptions) -> Void = { _ in }
  ) throws -> [InverseSolution] {
    try oracle.solve(by: NearestMethod(), size: size, change)
  }

  // Recorded from another implementation: the norm of the nearest input of class 0, or how far the
  // closest one is from its target.
  @Test(
    "the single layer's are those of a reference implementation",
    arguments: [
      (10.0, 5.503, 0.0), (30, 17.640, 0), (60, 27.975, 47.70400351929591), (100, 27.98, 136.5912),
      (3000, 28.0, 6620.3609),
    ])
  func recorded(size: Double, norm: Double, residual: Double) throws {
    let solution = try #require(try solve(.logistic, size: size).first)
    #expect(abs(solution.input.euclideanNorm - norm) <= 0.005)
    #expect(abs(solution.residualL2 - residual) <= max(1e-12, 1e-6 * residual))
    let certificate = try #require(solution.certificate)
    #expect(certificate.isReached == (residual == 0))
    #expect(try #require(certificate.dualityGap) <= 1e-12)
    #expect(abs(try #require(certificate.goalDistanceBound) - residual) <= 1e-6 * residual)
  }

  @Test("every class of every network is met exactly, inside the range", arguments: Oracle.allCases)
  func exact(oracle: Oracle) throws {
    for solution in try solve(oracle) {
      #expect(solution.boxViolation == 0 && solution.outsideFraction == 0)
      #expect(solution.residualL2 <= (oracle == .mlp ? 1e-8 : 1e-12))
      #expect(solution.certificate?.isReached == true)
      #expect(solution.verdict == solution.target && solution.roundedVerdict == solution.target)
    }
  }

  @Test("another reference gives another input, nearer to it")
  func references() throws {
    let gray = try solve(.logistic)
    let black = try solve(.logistic) { $0.constrained.reference = .black }
    let own = try solve(.logistic) { $0.constrained.reference = .inputs(gray.map(\.input)) }
    for (first, second) in zip(gray, black) {
      let origin = second.input.map { _ in -1.0 }
      func away(_ input: [Double]) -> Double { zip(input, origin).map { $0 - $1 }.euclideanNorm }
      #expect(away(second.input) < away(first.input))
      #expect(abs(try #require(second.certificate?.referenceDistance) - away(second.input)) <= 1e-9)
    }
    for (first, second) in zip(gray, own) {
      #expect(relativeDifference(second.input, first.input) <= 1e-12)
    }
  }

  @Test("a reference that does not fit, or needs images, is refused")
  func refused() throws {
    for reference in [
      ConstrainedOptions.Reference.inputs([[1, 2]]), .mean, .inputs([]),
      .inputs([[Double](repeating: .nan, count: 784)]),
    ] {
      #expect(throws: InversionError.self) {
        try solve(.logistic) { $0.constrained.reference = reference }
      }
    }
  }

  @Test(
    "whatever the activations, the input stays in the range and says whether it reached its target",
    arguments: [
      Activation.relu(), .tanh, .sigmoid, .gelu(approximate: false), .elu(alpha: 1), .softplus,
      .hardTanh, .softmax,
    ])
  func activations(activation: Activation) throws {
    let network = try NetworkSketch.random(
      widths: [16, 8, 6, 3], seed: 5, activation: activation)
    // What some input in the range reaches can be reached; a thousand cannot.
    var numbers = SeededNumbers(seed: 2)
    let reachable = network.logits(for: Matrix(rows: [numbers.next(16)])).values
    let targets = try InversionTargets.arbitrary(
      Matrix(rows: [reachable, [1e3, -1e3, 0]]), for: network)
    let found = try Inverter(network).solve(targets, by: NearestMethod()).solutions
    #expect(found.allSatisfy { $0.boxViolation == 0 })
    #expect(found[0].residualL2 <= 1e-6, "\(activation): \(found[0].residualL2)")
    #expect(found[1].certificate?.isReached == false)
    #expect(found[1].residualL2 > 1)
  }
}
