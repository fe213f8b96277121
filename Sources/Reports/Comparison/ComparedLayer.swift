import LinearAlgebra
public import Networks

/// A layer as far as two models are compared: what it is, and its numbers.
public struct ComparedLayer: Sendable, Equatable {
  /// Numbers of a layer.
  public struct Tensor: Sendable, Equatable {
    /// `weights`, `bias` and so on.
    public var role: String
    /// The extents.
    public var shape: [Int]
    /// The values, row-major.
    public var values: [Double]

    /// Creates a tensor.
    public init(role: String, shape: [Int], values: [Double]) {
      self.role = role
      self.shape = shape
      self.values = values
    }
  }

  /// The name in its model; names are shown, not compared.
  public var name: String
  /// What it is, without its widths: `dense`, `leaky_relu(0.01)`.
  public var kind: String
  /// Its numbers.
  public var tensors: [Tensor]

  /// Creates a layer.
  public init(name: String, kind: String, tensors: [Tensor]) {
    self.name = name
    self.kind = kind
    self.tensors = tensors
  }

  /// A layer of a network.
  public init(_ layer: Layer) {
    func vector(_ role: String, _ values: [Double]?) -> Tensor? {
      values.map { Tensor(role: role, shape: [$0.count], values: $0) }
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
        tensors: [vector("scale", affine.scale), vector("shift", affine.shift)].compactMap { $0 })
    case .layerNormalization(let layer):
      self.init(
        name: layer.name, kind: "layer normalization",
        tensors: [vector("gamma", layer.gamma), vector("beta", layer.beta)].compactMap { $0 })
    }
  }
}
