/// An activation function of a dense network, with its parameters.
///
/// The formulas are Keras's; where a version of Keras changed a meaning, the reader has already
/// decided which one a file means, and the parameters say it.
public enum Activation: Sendable, Equatable {
  /// x.
  case linear
  /// `maximum` above it, x from `threshold` on, `negativeSlope · (x − threshold)` below.
  case relu(negativeSlope: Double = 0, maximum: Double? = nil, threshold: Double = 0)
  /// x for x ≥ 0, otherwise `slope · x`.
  case leakyReLU(slope: Double)
  /// x for x ≥ 0, otherwise its own slope times x; one slope for each unit.
  case parametricReLU(slopes: [Double])
  /// x above `theta`, otherwise 0.
  case thresholdedReLU(theta: Double)
  /// x for x > 0, otherwise `alpha · (eˣ − 1)`.
  case elu(alpha: Double)
  /// x for x > 0, otherwise `alpha · (e^(x/alpha) − 1)`.
  case celu(alpha: Double)
  /// ELU with α = 1.6732632423543772, times 1.0507009873554805.
  case selu
  /// ln(1 + eˣ).
  case softplus
  /// x / (1 + |x|).
  case softsign
  /// The hyperbolic tangent.
  case tanh
  /// 1 / (1 + e⁻ˣ).
  case sigmoid
  /// `slope · x + 0.5`, clipped to 0...1. Keras 0 to 2 and tf.keras: slope 0.2; Keras 3: 1/6.
  case hardSigmoid(slope: Double)
  /// eˣ.
  case exponential
  /// x · sigmoid(x), also called swish.
  case silu
  /// x · ReLU6(x + 3) / 6, also called hard swish.
  case hardSilu
  /// x · Φ(x), or its tanh approximation.
  case gelu(approximate: Bool)
  /// x · tanh(softplus(x)).
  case mish
  /// eˣ over the sum of the row's.
  case softmax
  /// The logarithm of softmax.
  case logSoftmax
  /// ln sigmoid(x).
  case logSigmoid
  /// x, clipped to −1...1.
  case hardTanh
  /// x − tanh(x).
  case tanhShrink
  /// x where |x| exceeds `threshold`, otherwise 0.
  case hardShrink(threshold: Double)
  /// x moved towards 0 by `threshold`, and 0 in between.
  case softShrink(threshold: Double)
  /// (x + √(x² + b)) / 2.
  case squareplus(b: Double)
  /// 0 up to −1, (x + 1)²/4 up to 1, then x.
  case sparsePlus
  /// (x + 1)/2, clipped to 0...1.
  case sparseSigmoid
  /// The projection of the row onto the probability simplex.
  case sparsemax
  /// The first half of the row times the sigmoid of the second: halves the width.
  case glu

  /// The name with parameters, such as `leaky_relu(0.01)`: Keras's spelling.
  public var description: String {
    switch self {
    case .linear: "linear"
    case .relu(let slope, let maximum, let threshold): reluDescription(slope, maximum, threshold)
    case .leakyReLU(let slope): "leaky_relu(\(number(slope)))"
    case .parametricReLU(let slopes): "prelu(\(slopes.count) slopes)"
    case .thresholdedReLU(let theta): "thresholded_relu(\(number(theta)))"
    case .elu(let alpha): alpha == 1 ? "elu" : "elu(\(number(alpha)))"
    case .celu(let alpha): alpha == 1 ? "celu" : "celu(\(number(alpha)))"
    case .selu: "selu"
    case .softplus: "softplus"
    case .softsign: "softsign"
    case .tanh: "tanh"
    case .sigmoid: "sigmoid"
    case .hardSigmoid(let slope): slope == 0.2 ? "hard_sigmoid(0.2)" : "hard_sigmoid(1/6)"
    case .exponential: "exponential"
    case .silu: "silu"
    case .hardSilu: "hard_silu"
    case .gelu(let approximate): approximate ? "gelu(tanh)" : "gelu"
    case .mish: "mish"
    case .softmax: "softmax"
    case .logSoftmax: "log_softmax"
    case .logSigmoid: "log_sigmoid"
    case .hardTanh: "hard_tanh"
    case .tanhShrink: "tanh_shrink"
    case .hardShrink(let threshold): "hard_shrink(\(number(threshold)))"
    case .softShrink(let threshold): "soft_shrink(\(number(threshold)))"
    case .squareplus(let b): "squareplus(\(number(b)))"
    case .sparsePlus: "sparse_plus"
    case .sparseSigmoid: "sparse_sigmoid"
    case .sparsemax: "sparsemax"
    case .glu: "glu"
    }
  }

  /// How many units come out for how many going in.
  ///
  /// - Returns: `nil` when the activation cannot work on so many.
  package func outputs(forInputs inputs: Int) -> Int? {
    switch self {
    case .glu: inputs % 2 == 0 ? inputs / 2 : nil
    case .parametricReLU(let slopes): slopes.count == inputs ? inputs : nil
    default: inputs
    }
  }
}

extension Activation: CustomStringConvertible {}

private func reluDescription(_ slope: Double, _ maximum: Double?, _ threshold: Double) -> String {
  if slope == 0, threshold == 0, maximum == 6 { return "relu6" }
  var parameters: [String] = []
  if slope != 0 { parameters.append("negative_slope \(number(slope))") }
  if let maximum { parameters.append("max \(number(maximum))") }
  if threshold != 0 { parameters.append("threshold \(number(threshold))") }
  return parameters.isEmpty ? "relu" : "relu(\(parameters.joined(separator: ", ")))"
}

/// A parameter in its shortest digits, whole numbers without a point.
private func number(_ value: Double) -> String {
  value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : "\(value)"
}
