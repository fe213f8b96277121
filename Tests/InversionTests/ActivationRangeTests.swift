import Inversion
import Networks
import Numerics
import TestSupport
import Testing

@Suite("Targets that an activation cannot reach")
struct ActivationRangeTests {
  /// x → activation → logit, one number wide.
  private func chain(_ activation: Activation) throws -> NeuralNetwork {
    let one = Matrix(rows: [[1]])
    return try NeuralNetwork(
      layers: [
        .dense(DenseLayer(name: "in", weights: one, bias: nil)),
        .activation(ActivationLayer(name: "hidden", activation: activation)),
        .dense(DenseLayer(name: "out", weights: one, bias: nil)),
      ], inputs: 1)
  }

  private func invert(_ activation: Activation, _ target: Double) throws -> InverseSolution {
    let network = try chain(activation)
    let targets = try InversionTargets.arbitrary(Matrix(rows: [[target]]), for: network)
    return try Inverter(network).solve(targets, by: AnalyticalMethod()).solutions[0]
  }

  @Test(
    "are moved to the nearest it can reach, and the distance is reported",
    arguments: [
      // atanh(1 − 10⁻⁶) and the logit of 1 − 10⁻⁶.
      (Activation.tanh, 10.0, 7.254328619282752, 9.000001),
      (.tanh, -1, -7.254328619282752, 1e-6),
      (.sigmoid, 3, 13.815509557935018, 2.000001),
      (.sigmoid, -10, -13.815509557935018, 10.000001),
      (.hardTanh, 4, 1, 3), (.exponential, -2, -13.815510557964274, 2.000001),
      (.relu(maximum: 6), 10, 6, 4), (.relu(), -3, 0, 3),
      (.elu(alpha: 1), -5, -13.815510557964274, 4.000001),
    ])
  func clipped(activation: Activation, target: Double, input: Double, distance: Double) throws {
    let solution = try invert(activation, target)
    #expect(abs(solution.input[0] - input) <= 1e-9)
    let adjustment = try #require(solution.adjustments.first)
    #expect(solution.adjustments.count == 1)
    #expect(adjustment.layer == "hidden")
    #expect(adjustment.activation == activation.description)
    #expect(adjustment.clippedCount == 1)
    #expect(abs(adjustment.largestClip - distance) <= 1e-9)
    #expect(abs(solution.residualL2 - distance) <= 1e-9)
  }

  @Test(
    "inside the range nothing is changed",
    arguments: [
      (Activation.tanh, 0.5, 0.5493061443340549), (.sigmoid, 0.75, 1.0986122886681098),
      (.leakyReLU(slope: 0.1), -3, -30), (.elu(alpha: 2), -1, -0.6931471805599453),
      (.softplus, 1, 0.541324854612918), (.softsign, -0.75, -3), (.relu(), 2, 2),
      (.exponential, 4, 1.3862943611198906), (.parametricReLU(slopes: [0.25]), -1, -4),
    ])
  func inside(activation: Activation, target: Double, input: Double) throws {
    let solution = try invert(activation, target)
    #expect(abs(solution.input[0] - input) <= 1e-14 * max(1, abs(input)))
    #expect(solution.adjustments.isEmpty)
    #expect(solution.residualL2 <= 1e-14)
  }

  @Test("where many inputs would do, one is taken and the choice is reported")
  func ambiguous() throws {
    // ReLU gives 0 for every x ≤ 0; GELU's −0.1 has a second solution left of its minimum.
    for (activation, target) in [(Activation.relu(), 0.0), (.gelu(approximate: false), -0.1)] {
      let solution = try invert(activation, target)
      #expect(solution.residualL2 <= 1e-14)
      #expect(solution.adjustments.map(\.ambiguousCount) == [1])
      #expect(solution.adjustments.map(\.clippedCount) == [0])
    }
    #expect(try invert(.gelu(approximate: false), -0.1).input[0] > -0.7517915)
  }

  @Test("a normalization is undone, and a dead feature is reported")
  func affine() throws {
    let network = try NeuralNetwork(
      layers: [
        .affine(
          AffineLayer(name: "norm", className: "BatchNormalization", scale: [2, 0], shift: [1, 3])),
        .dense(DenseLayer(name: "out", weights: Matrix(rows: [[1, 0], [0, 1]]), bias: nil)),
      ], inputs: 2)
    let targets = try InversionTargets.classes(of: network)
    let found = try Inverter(network).solve(targets, by: AnalyticalMethod()).solutions
    #expect(relativeDifference(found[0].input, [4.5, 0]) <= 1e-15)
    #expect(relativeDifference(found[1].input, [-5.5, 0]) <= 1e-15)
    #expect(found.map(\.residualL2).map { $0.rounded() } == [13, 7])
    #expect(found[0].adjustments.map(\.layer) == ["norm"])
    #expect(found[0].adjustments.map(\.largestClip) == [13])
  }
}
