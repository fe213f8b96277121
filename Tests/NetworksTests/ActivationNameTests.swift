import Networks
import Testing

@Suite("Names and widths of activations")
struct ActivationNameTests {
  static let names: [(Activation, String)] = [
    (.linear, "linear"), (.relu(), "relu"), (.relu(maximum: 6), "relu6"),
    (.relu(maximum: 2.5), "relu(max 2.5)"),
    (.relu(negativeSlope: 0.1), "relu(negative_slope 0.1)"),
    (.relu(threshold: -1), "relu(threshold -1)"),
    (
      .relu(negativeSlope: 0.25, maximum: 6, threshold: 0.5),
      "relu(negative_slope 0.25, max 6, threshold 0.5)"
    ),
    (.leakyReLU(slope: 0.01), "leaky_relu(0.01)"), (.leakyReLU(slope: 1), "leaky_relu(1)"),
    // The float32 nearest to 0.3, as Keras 2.12 stores it.
    (.leakyReLU(slope: 0.30000001192092896), "leaky_relu(0.30000001192092896)"),
    (.parametricReLU(slopes: [0, 0, 0]), "prelu(3 slopes)"),
    (.thresholdedReLU(theta: 1), "thresholded_relu(1)"), (.elu(alpha: 1), "elu"),
    (.elu(alpha: 0.3), "elu(0.3)"), (.celu(alpha: 1), "celu"), (.celu(alpha: 2), "celu(2)"),
    (.selu, "selu"), (.softplus, "softplus"), (.softsign, "softsign"), (.tanh, "tanh"),
    (.sigmoid, "sigmoid"), (.hardSigmoid(slope: 0.2), "hard_sigmoid(0.2)"),
    (.hardSigmoid(slope: 1.0 / 6), "hard_sigmoid(1/6)"), (.exponential, "exponential"),
    (.silu, "silu"), (.hardSilu, "hard_silu"), (.gelu(approximate: false), "gelu"),
    (.gelu(approximate: true), "gelu(tanh)"), (.mish, "mish"), (.softmax, "softmax"),
    (.logSoftmax, "log_softmax"), (.logSigmoid, "log_sigmoid"), (.hardTanh, "hard_tanh"),
    (.tanhShrink, "tanh_shrink"), (.hardShrink(threshold: 0.5), "hard_shrink(0.5)"),
    (.softShrink(threshold: 0.5), "soft_shrink(0.5)"), (.squareplus(b: 4), "squareplus(4)"),
    (.sparsePlus, "sparse_plus"), (.sparseSigmoid, "sparse_sigmoid"), (.sparsemax, "sparsemax"),
    (.glu, "glu"),
  ]

  @Test("have Keras's spelling, with the parameters that are not its defaults", arguments: names)
  func name(activation: Activation, name: String) {
    #expect("\(activation)" == name)
  }

  @Test(
    "print any parameter a file may hold",
    arguments: [
      (.infinity, "leaky_relu(inf)"), (-.infinity, "leaky_relu(-inf)"), (.nan, "leaky_relu(nan)"),
      (1e300, "leaky_relu(1e+300)"), (-1e300, "leaky_relu(-1e+300)"), (1e-7, "leaky_relu(1e-07)"),
      (123_456, "leaky_relu(123456)"),
    ] as [(Double, String)])
  func extremes(slope: Double, name: String) {
    #expect(Activation.leakyReLU(slope: slope).description == name)
  }

  @Test("keep the width, but for GLU, and PReLU takes only its own")
  func widths() {
    #expect(Activation.tanh.outputs(forInputs: 7) == 7)
    #expect(Activation.softmax.outputs(forInputs: 1) == 1)
    #expect(Activation.glu.outputs(forInputs: 8) == 4)
    #expect(Activation.glu.outputs(forInputs: 7) == nil)
    #expect(Activation.parametricReLU(slopes: [0, 0]).outputs(forInputs: 2) == 2)
    #expect(Activation.parametricReLU(slopes: [0, 0]).outputs(forInputs: 3) == nil)
  }
}
