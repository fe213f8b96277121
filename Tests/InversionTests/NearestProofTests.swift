import Networks
import Numerics
import TestSupport
import Testing

@testable import Inversion

@Suite("How near the nearest input is, and what is proven of it")
struct NearestProofTests {
  /// z = x₂ − ½|x₁| · sign over −2...2: where it is 1, a wedge above or below its tip (0, 1).
  private func wedge(sign: Double) throws -> NeuralNetwork {
    let first = DenseLayer(
      name: "first", weights: Matrix(rows: [[1, -1, 0], [0, 0, 1]]), bias: [0, 0, 3])
    let last = DenseLayer(
      name: "last", weights: Matrix(rows: [[-sign / 2], [-sign / 2], [1]]), bias: [-3])
    return try NeuralNetwork(
      layers: [
        .dense(first), .activation(ActivationLayer(name: "bend", activation: .relu())),
        .dense(last),
      ], inputs: 2)
  }

  private func solve(
    _ network: NeuralNetwork, _ target: [Double], _ effort: BoundOptions.Effort,
    known: [[Double]] = [], spoiled: [Double]? = nil
  ) throws -> InverseSolution {
    var options = InversionOptions()
    options.inputs = InputSpace(repeating: -2...2, count: network.inputs, source: .stated)
    let inverter = try Inverter(network, options: options)
    let targets = try InversionTargets.arbitrary(Matrix(rows: [target]), for: network)
    var found = try inverter.solve(targets, by: NearestMethod())
    if let spoiled {
      let logits = network.logits(for: Matrix(rows: [spoiled])).values
      let lacking = zip(logits, target).map { $0 - $1 }.euclideanNorm
      found.solutions[0].input = spoiled
      found.solutions[0].certificate?.goalDistance = lacking
      found.solutions[0].certificate?.isReached = lacking <= 1e-10
    }
    var bound = BoundOptions()
    bound.effort = effort
    let refined = try inverter.refined(found, targets, known: [known], effort: bound)
    return try #require(refined.solutions.first)
  }

  @Test(
    "at the tip of a wedge the pieces that meet hold nothing nearer, and it is the nearest there is"
  )
  func tip() throws {
    let solution = try solve(try wedge(sign: 1), [1], .exact)
    let certificate = try #require(solution.certificate)
    #expect(certificate.isReached)
    #expect(abs(solution.input[0]) <= 1e-9 && abs(solution.input[1] - 1) <= 1e-9)
    // Coordinates of −2...2 are half as long; both units of |x₁| have their kink there.
    #expect(abs(try #require(certificate.referenceDistance) - 0.5) <= 1e-9)
    #expect(certificate.pieces == 4)
    let bound = try #require(certificate.referenceDistanceBound)
    #expect(bound <= 0.5 && bound >= 0.4998)
    #expect(certificate.isProvenNearest)
  }

  @Test("turned over, the nearest point of the wedge is on one of its sides")
  func side() throws {
    let solution = try solve(try wedge(sign: -1), [1], .exact)
    let certificate = try #require(solution.certificate)
    // x₁² + (1 − ½x₁)² is least at 0.4.
    #expect(abs(abs(solution.input[0]) - 0.4) <= 1e-8 && abs(solution.input[1] - 0.8) <= 1e-8)
    #expect(try #require(certificate.kktResidual) <= 1e-8)
    #expect(certificate.pieces == 1)
    #expect(certificate.isProvenNearest)
  }

  @Test("with smooth activations the residual of the conditions vanishes, and the bound holds")
  func smooth() throws {
    // tanh x₁ + tanh x₂ = 2 tanh 1 is nearest to 0 at (1, 1).
    let network = try NeuralNetwork(
      layers: [
        .activation(ActivationLayer(name: "bend", activation: .tanh)),
        .dense(DenseLayer(name: "sum", weights: Matrix(rows: [[1], [1]]), bias: [0])),
      ], inputs: 2)
    let reached = network.logits(for: Matrix(rows: [[1, 1]])).values
    let solution = try solve(network, reached, .exact)
    #expect(relativeDifference(solution.input, [1, 1]) <= 1e-5)
    let certificate = try #require(solution.certificate)
    #expect(try #require(certificate.kktResidual) <= 1e-5)
    #expect(certificate.pieces == nil)
    let bound = try #require(certificate.referenceDistanceBound)
    #expect(bound <= 0.5 * 2.0.squareRoot() * (1 + 1e-12) && bound > 0.69)
  }

  @Test("what is known from elsewhere is taken when it is better, and only then")
  func known() throws {
    let network = try wedge(sign: 1)
    // Not reached, and reached but farther.
    for spoiled in [[0.5, 0.3], [1, 1.5]] {
      let better = try solve(network, [1], .crown, known: [[0.5, 1.25]], spoiled: spoiled)
      #expect(better.certificate?.isReached == true)
      #expect(better.input.euclideanNorm <= 1 + 1e-9)
      #expect(better.residualL2 <= 1e-9)
    }
    let alone = try solve(network, [1], .crown)
    #expect(try solve(network, [1], .crown, known: [[0.5, 1.25], [0, 0]]) == alone)
    // Of logits that nothing reaches, the closest.
    let far = try solve(network, [9], .crown, known: [[0, 1.9]], spoiled: [0, 1])
    #expect(abs(far.residualL2 - 7) <= 1e-9)
  }

  @Test("up to a constant of all logits, what exactly is out of reach is reached")
  func upToShift() throws {
    // z = (x₂ + 5, −x₂ + 5): the difference can be 2, the sum only 10.
    let network = try NetworkSketch.single([[0, 0], [1, -1]], bias: [5, 5])
    let targets = try InversionTargets.classes(of: network, [0], size: 1)
    for isUpToShift in [true, false] {
      var options = InversionOptions()
      options.inputs = InputSpace(repeating: -2...2, count: 2, source: .stated)
      options.constrained.isUpToShift = isUpToShift
      let found = try Inverter(network, options: options).solve(targets, by: NearestMethod())
      let solution = try #require(found.solutions.first)
      let certificate = try #require(solution.certificate)
      #expect(relativeDifference(solution.input, [0, 1]) <= 1e-9)
      #expect(certificate.isReached == isUpToShift)
      #expect(certificate.goal == (isUpToShift ? .upToShift : .exact))
      #expect(abs(certificate.goalDistance - (isUpToShift ? 0 : 5 * 2.0.squareRoot())) <= 1e-9)
      let bound = try #require(
        try LowerBound.bounds(network, options: options, targets: targets, solutions: [found]).first
      )
      #expect(abs(bound.value - certificate.goalDistance) <= 1e-6)
      #expect(!isUpToShift || abs(bound.direction.reduce(0, +)) <= 1e-12)
    }
  }

  @Test("what is left of logits without a constant has unit vectors for its axes")
  func withoutShift() {
    let basis = LogitGoal.withoutShift(outputs: 5)
    let products = Matrix.product(basis, transposed: false, basis, transposed: true)
    for row in 0..<4 {
      #expect(abs(basis.row(row).reduce(0, +)) <= 1e-15)
      for column in 0..<4 {
        #expect(abs(products[row, column] - (row == column ? 1 : 0)) <= 1e-15)
      }
    }
  }
}
