import Networks

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A forward pass of its own: plain sums over plain arrays, for few activations.
enum ForwardPass {
  /// The logits of one input; `nil` when a layer or an activation is another one.
  static func logits(_ network: NeuralNetwork, _ input: [Double]) -> [Double]? {
    var values = input
    for layer in network.layers {
      switch layer {
      case .dense(let dense):
        var sums = dense.bias ?? [Double](repeating: 0, count: dense.units)
        for unit in 0..<dense.units {
          for (row, value) in values.enumerated() { sums[unit] += value * dense.weights[row, unit] }
        }
        values = sums
      case .activation(let layer):
        switch layer.activation {
        case .leakyReLU(let slope): values = values.map { $0 < 0 ? slope * $0 : $0 }
        case .tanh: values = values.map { tanh($0) }
        // A head: what comes before it are the logits.
        case .sigmoid, .softmax: return values
        default: return nil
        }
      case .affine(let affine):
        values = values.indices.map { affine.scale[$0] * values[$0] + affine.shift[$0] }
      default: return nil
      }
    }
    return values
  }

  /// eᶻ over the sum.
  static func softmax(_ logits: [Double]) -> [Double] {
    let powers = logits.map { exp($0 - (logits.max() ?? 0)) }
    let sum = powers.reduce(0, +)
    return powers.map { $0 / sum }
  }

  /// 1 / (1 + e⁻ᶻ).
  static func sigmoid(_ logits: [Double]) -> [Double] { logits.map { 1 / (1 + exp(-$0)) } }
}
