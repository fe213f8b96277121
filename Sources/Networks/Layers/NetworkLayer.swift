package import Numerics

/// One step of a network that can be run.
public enum NetworkLayer: Sendable, Equatable {
  /// `x · weights + bias`.
  case dense(DenseLayer)
  /// A function of the row, without weights of its own except PReLU's slopes.
  case activation(ActivationLayer)
  /// `scale · x + shift` for each feature: BatchNormalization, Normalization, Rescaling.
  case affine(AffineLayer)
  /// LayerNormalization and its kin, which can be run but not inverted.
  case layerNormalization(LayerNormalizationLayer)

  /// The name in the model.
  public var name: String {
    switch self {
    case .dense(let layer): layer.name
    case .activation(let layer): layer.name
    case .affine(let layer): layer.name
    case .layerNormalization(let layer): layer.name
    }
  }

  /// A few words, such as `dense 784→30`.
  public var summary: String {
    switch self {
    case .dense(let layer): "dense \(layer.inputs)→\(layer.units)"
    case .activation(let layer): layer.activation.description
    case .affine(let layer): "affine \(layer.scale.count) (\(layer.className))"
    case .layerNormalization(let layer):
      layer.className == "LayerNormalization"
        ? "layer normalization \(layer.width)" : "\(layer.className) \(layer.width)"
    }
  }

  /// How many features come out for how many going in.
  ///
  /// - Returns: `nil` when the layer cannot take so many.
  package func outputs(forInputs inputs: Int) -> Int? {
    switch self {
    case .dense(let layer): layer.inputs == inputs ? layer.units : nil
    case .activation(let layer): layer.activation.outputs(forInputs: inputs)
    case .affine(let layer): layer.scale.count == inputs ? inputs : nil
    case .layerNormalization(let layer): layer.width == inputs ? inputs : nil
    }
  }

  /// Runs the layer, in 64 bits.
  ///
  /// - Parameter input: `[samples × inputs]`.
  /// - Returns: `[samples × outputs]`.
  package func applied(to input: Matrix) -> Matrix {
    switch self {
    case .dense(let layer): layer.applied(to: input)
    case .activation(let layer): layer.activation.applied(to: input)
    case .affine(let layer): layer.applied(to: input)
    case .layerNormalization(let layer): layer.applied(to: input)
    }
  }

  /// Whether a weight, bias, scale, shift or slope is NaN or infinite; then which.
  package var nonFiniteParameter: String? {
    switch self {
    case .dense(let layer):
      if !layer.weights.isFinite { return "weights" }
      return (layer.bias ?? []).allSatisfy(\.isFinite) ? nil : "bias"
    case .activation(let layer):
      if case .parametricReLU(let slopes) = layer.activation, !slopes.allSatisfy(\.isFinite) {
        return "slopes"
      }
      return nil
    case .affine(let layer):
      return (layer.scale + layer.shift).allSatisfy(\.isFinite) ? nil : "scale or shift"
    case .layerNormalization(let layer):
      return ((layer.gamma ?? []) + (layer.beta ?? [])).allSatisfy(\.isFinite)
        ? nil : "gamma or beta"
    }
  }
}
