import Networks
import Numerics

extension Activation {
  /// The activation of one number.
  func callAsFunction(_ x: Double) -> Double { applied(to: Matrix(rows: [[x]])).values[0] }

  /// The activation of some numbers.
  func callAsFunction(_ x: [Double]) -> [Double] { applied(to: Matrix(rows: [x])).values }

  /// Every activation of single numbers that has an inverse, with usual and unusual parameters.
  static let invertible: [Activation] =
    bijective + [
      .relu(), .relu(maximum: 6), .relu(negativeSlope: 0.1, maximum: 2), .leakyReLU(slope: 0),
      .parametricReLU(slopes: [0]), .thresholdedReLU(theta: 1), .thresholdedReLU(theta: 0),
      .thresholdedReLU(theta: 0.3), .thresholdedReLU(theta: -0.5), .hardSigmoid(slope: 0.2),
      .hardSigmoid(slope: 1.0 / 6), .silu,
      .hardSilu, .gelu(approximate: false), .gelu(approximate: true), .mish, .hardTanh,
      .hardShrink(threshold: 0.5), .hardShrink(threshold: 0), .softShrink(threshold: 0.5),
      .softShrink(threshold: 1.25), .sparsePlus, .sparseSigmoid, .squareplus(b: 0),
    ]

  /// Those that are strictly monotone: their preimage is the only one.
  static let bijective: [Activation] = [
    .linear, .relu(negativeSlope: 0.25), .leakyReLU(slope: 0.01), .leakyReLU(slope: 0.2),
    .leakyReLU(slope: 3), .parametricReLU(slopes: [0.3]), .elu(alpha: 1), .elu(alpha: 0.3),
    .celu(alpha: 1), .celu(alpha: 2.5), .selu, .softplus, .softsign, .tanh, .sigmoid, .exponential,
    .logSigmoid, .tanhShrink, .squareplus(b: 4), .squareplus(b: 0.5), .softShrink(threshold: 0),
  ]
}

/// Evenly spaced numbers, both ends included.
func grid(_ low: Double, _ high: Double, by step: Double) -> [Double] {
  Array(stride(from: low, through: high, by: step))
}
