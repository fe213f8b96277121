package import Networks
import Numerics

/// A layer as far as two models are compared: what it is, and its numbers.
package struct ComparedLayer: Sendable, Equatable {
  /// Numbers of a layer.
  package struct Tensor: Sendable, Equatable {
    /// `weights`, `bias` and so on.
    package var role: String
    /// The extents.
    package var shape: [Int]
    /// The values, row-major.
    package var values: [Double]
    /// Whether the values were computed from those in the file, and so carry a rounding of their own.
    package var isComputed: Bool

    /// Creates a tensor.
    package init(role: String, shape: [Int], values: [Double], isComputed: Bool = false) {
      self.role = role
      self.shape = shape
      self.values = values
      self.isComputed = isComputed
    }
  }

  /// The name in its model; names are shown, not compared.
  package var name: String
  /// What it is, without its widths: `dense`, `leaky_relu(0.01)`.
  package var kind: String
  /// Its numbers.
  package var tensors: [Tensor]

  /// Creates a layer.
  package init(name: String, kind: String, tensors: [Tensor]) {
    self.name = name
    self.kind = kind
    self.tensors = tensors
  }

  /// A layer of a network.
  package init(_ layer: NetworkLayer) {
    func vector(_ role: String, _ values: [Double]?, isComputed: Bool = false) -> Tensor? {
      values.map { Tensor(role: role, shape: [$0.count], values: $0, isComputed: isComputed) }
    }
    switch layer {
    case .dense(let dense):
      let weights = Tensor(
        role: "weights", shape: [dense.inputs, dense.units], values: dense.weights.values)
      self.init(
        name: dense.name, kind: "dense",
        tensors: [weights] + [vector("bias", dense.bias)].compactMap { $0 })
    case .activation(let activation):
      if case .parametricReLU(let slopes) = activation.activation {
        self.init(
          name: activation.name, kind: "prelu", tensors: [vector("alpha", slopes)].compactMap { $0 }
        )
      } else {
        self.init(name: activation.name, kind: activation.activation.description, tensors: [])
      }
    case .affine(let affine):
      self.init(
        name: affine.name, kind: "affine",
        tensors: [
          vector("scale", affine.scale, isComputed: true),
          vector("shift", affine.shift, isComputed: true),
        ].compactMap { $0 })
    case .layerNormalization(let layer):
      var tensors = [vector("gamma", layer.gamma), vector("beta", layer.beta)].compactMap { $0 }
      if !layer.rounds {
        tensors.append(Tensor(role: "epsilon", shape: [], values: [layer.epsilon]))
      }
      self.init(name: layer.name, kind: Self.kind(layer), tensors: tensors)
    }
  }

  /// What is computed of which values; the words of two layers are the same when that is.
  private static func kind(_ layer: LayerNormalizationLayer) -> String {
    let grouping = layer.grouping
    let kind =
      switch layer.statistic {
      case .standard: grouping.groups > 1 ? "group normalization" : "layer normalization"
      case .deviation: "layer normalization without centering"
      case .rootMeanSquare: "RMS normalization"
      case .length: "unit normalization"
      case .integerLevels: "rounding to int8"
      case .float8(let scale): "rounding to float8 times \(scale)"
      }
    if layer.isWhole { return kind }
    return "\(kind) of \(grouping.blocks)×\(grouping.channels) in \(grouping.groups) groups"
  }

  /// What a network computes, layer by layer; linear activations compute nothing.
  package static func layers(of network: NeuralNetwork) -> [ComparedLayer] {
    network.layers.filter { layer in
      if case .activation(let activation) = layer { activation.activation != .linear } else { true }
    }
    .map { ComparedLayer($0) }
  }

  /// Whether it has numbers, or is nothing but a function.
  package var holdsNumbers: Bool { !tensors.isEmpty }

  /// What numbers that a layer leaves out stand for; `nil` for those that it needs.
  static func omitted(_ role: String) -> Double? {
    switch role {
    case "bias", "beta": 0
    case "gamma": 1
    default: nil
    }
  }
}
