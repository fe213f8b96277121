#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension Activation {
  /// The derivative of the activation of one number; for the element-wise activations only.
  ///
  /// At a kink it is the derivative on the left, as TensorFlow has it for ReLU and its relatives.
  ///
  /// - Precondition: the activation is element-wise with the same parameters for every unit.
  package func derivative(_ x: Double) -> Double {
    switch self {
    case .linear: 1
    case .relu(let slope, let maximum, let threshold):
      x > threshold ? (maximum.map { x < $0 } ?? true ? 1 : 0) : slope
    case .leakyReLU(let slope): x > 0 ? 1 : slope
    case .thresholdedReLU(let theta): x > theta ? 1 : 0
    case .elu(let alpha): x > 0 ? 1 : alpha * exp(x)
    case .celu(let alpha): x > 0 ? 1 : exp(x / alpha)
    case .selu: seluScale * (x > 0 ? 1 : seluAlpha * exp(x))
    case .softplus: sigmoidOf(x)
    case .softsign: 1 / ((1 + abs(x)) * (1 + abs(x)))
    case .tanh: 1 - Platform.tanh(x) * Platform.tanh(x)
    case .sigmoid: sigmoidOf(x) * sigmoidOf(-x)
    case .hardSigmoid(let slope): abs(slope * x) < 0.5 ? slope : 0
    case .exponential: exp(x)
    case .silu: sigmoidOf(x) * (1 + x * sigmoidOf(-x))
    case .hardSilu: x <= -3 ? 0 : x > 3 ? 1 : (2 * x + 3) / 6
    case .gelu(let isApproximate): isApproximate ? approximateGELUSlope(x) : exactGELUSlope(x)
    case .mish: mishSlope(x)
    case .logSigmoid: sigmoidOf(-x)
    case .hardTanh: abs(x) < 1 ? 1 : 0
    case .tanhShrink: Platform.tanh(x) * Platform.tanh(x)
    case .hardShrink(let threshold), .softShrink(let threshold): abs(x) > threshold ? 1 : 0
    case .squareplus(let b): (1 + x / (x * x + b).squareRoot()) / 2
    case .sparsePlus: x >= 1 ? 1 : x <= -1 ? 0 : (x + 1) / 2
    case .sparseSigmoid: abs(x) < 1 ? 0.5 : 0
    case .softmax, .logSoftmax, .sparsemax, .glu, .parametricReLU:
      preconditionFailure("\(self) is not element-wise")
    }
  }
}

/// Φ(x) + x·φ(x).
private func exactGELUSlope(_ x: Double) -> Double {
  0.5 * erfc(-x * 0.7071067811865476) + x * 0.3989422804014327 * exp(-x * x / 2)
}

private func approximateGELUSlope(_ x: Double) -> Double {
  let inner = 0.7978845608028654 * (x + 0.044715 * x * x * x)
  let slope = 0.7978845608028654 * (1 + 3 * 0.044715 * x * x)
  let curve = Platform.tanh(inner)
  return 0.5 * (1 + curve) + 0.5 * x * (1 - curve * curve) * slope
}

private func mishSlope(_ x: Double) -> Double {
  let curve = Platform.tanh(softplusOf(x))
  return curve + x * (1 - curve * curve) * sigmoidOf(x)
}
