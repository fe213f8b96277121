import Networks
import Numerics
import TestSupport
import Testing

@Suite("Activations, number by number")
struct ActivationValueTests {
  @Test("Keras gives the same values, far out as well", arguments: KerasValues.rows)
  func recorded(_ row: KerasValues.Row) {
    let values = row.activation.applied(to: Matrix(rows: [KerasValues.inputs])).values
    for ((value, wanted), input) in zip(zip(values, row.outputs), KerasValues.inputs) {
      // The differences of squareplus cancel: its error is that of its largest term.
      let scale = row.activation.description.hasPrefix("squareplus") ? max(1, abs(input)) : 0
      #expect(
        value == wanted || abs(value - wanted) <= 1e-12 * max(abs(wanted), scale),
        "\(value) instead of \(wanted) at \(input)")
    }
  }

  @Test("every row of a batch is treated alike")
  func batch() {
    let activation = Activation.leakyReLU(slope: 0.5)
    let matrix = Matrix(rows: [[-2, 4], [6, -8]])
    #expect(activation.applied(to: matrix) == Matrix(rows: [[-1, 4], [6, -4]]))
  }

  @Test("PReLU has a slope for each unit")
  func parametric() {
    // Recorded from the layer PReLU of Keras 3.15.1.
    let activation = Activation.parametricReLU(slopes: [0.25, -0.5, 0])
    let result = activation.applied(to: Matrix(rows: [[-2, -2, -2], [0, -0.0, 1], [3, 4, 5]]))
    #expect(result == Matrix(rows: [[-0.5, 1, 0], [0, 0, 1], [3, 4, 5]]))
  }

  @Test("thresholded ReLU is 0 up to and at its threshold")
  func thresholded() {
    let activation = Activation.thresholdedReLU(theta: 0.75)
    let row = Matrix(rows: [[-5, 0, 0.75, 0.75.nextUp, 2]])
    #expect(activation.applied(to: row).values == [0, 0, 0, 0.75.nextUp, 2])
  }

  @Test(
    "tails keep their digits where the naive formula loses them",
    arguments: [
      // ln(1 + e⁻⁴⁰) ≈ e⁻⁴⁰ and the like: exp(-40) = 4.248354255291589e-18.
      (.softplus, -40, 4.248354255291589e-18), (.sigmoid, -40, 4.248354255291589e-18),
      (.logSigmoid, 40, -4.248354255291589e-18), (.elu(alpha: 1), -1e-18, -1e-18),
      (.silu, -40, -1.6993417021166355e-16), (.mish, -40, -1.6993417021166355e-16),
      // Python's math.erfc: −10/2 · erfc(10/√2).
      (.gelu(approximate: false), -10, -7.619853024160593e-23),
      (.sigmoid, -745, .leastNonzeroMagnitude),
    ] as [(Activation, Double, Double)])
  func tails(activation: Activation, input: Double, wanted: Double) {
    let value = activation.applied(to: Matrix(rows: [[input]])).values[0]
    #expect(abs(value - wanted) <= 1e-12 * abs(wanted))
  }

  @Test(
    "NaN stays NaN, so that a broken weight is not hidden",
    arguments: [Activation.linear, .sigmoid, .tanh, .softplus, .elu(alpha: 1), .silu, .exponential])
  func notANumber(activation: Activation) {
    #expect(activation.applied(to: Matrix(rows: [[.nan]])).values[0].isNaN)
  }
}
