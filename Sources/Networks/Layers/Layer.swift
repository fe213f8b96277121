public import LinearAlgebra

/// One step of a network that can be run.
public enum Layer: Sendable, Equatable {
  /// `x · weights + bias`.
  case dense(DenseLayer)
  /// A function of the row, without weights of its own except PReLU's slopes.
  case activation(ActivationLayer)
  /// `scale · x + shift` for each feature: BatchNormalization, Normalization, Rescaling.
  case affine(AffineLayer)

  /// The name in the model.
  public var name: String {
    switch self {
    case .dense(let layer): layer.name
    case .activation(let layer): layer.name
    case .affine(let layer): layer.name
    }
  }

  /// A few words, such as `dense 784→30`.
  public var summary: String {
    switch self {
    case .dense(let layer): "dense \(layer.inputs)→\(layer.units)"
    case .activation(let layer): layer.activation.description
    case .affine(let layer): "affine \(layer.scale.count) (\(layer.className))"
    }
  }

  /// How many features come out for how many going in.
  ///
  /// - Returns: `nil` when the layer cannot take so many.
  public func outputs(forInputs inputs: Int) -> Int? {
    switch self {
    case .dense(let layer): layer.inputs == inputs ? layer.units : nil
    case .activation(let layer): layer.activation.outputs(forInputs: inputs)
    case .affine(let layer): layer.scale.count == inputs ? inputs : nil
    }
  }

  /// Runs the layer, in 64 bits.
  ///
  /// - Parameter input: `[samples × inputs]`.
  /// - Returns: `[samples × outputs]`.
  public func applied(to input: Matrix) -> Matrix {
    switch self {
    case .dense(let layer): layer.applied(to: input)
    case .activation(let layer): layer.activation.applied(to: input)
    case .affine(let layer): layer.applied(to: input)
    }
  }

  /// Whether a weight, bias, scale, shift or slope is NaN or infinite; then which.
  public var nonFiniteParameter: String? {
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
    }
  }
}

/// A fully connected layer: `x · weights + bias`.
public struct DenseLayer: Sendable, Equatable {
  /// The name in the model.
  public var name: String
  /// The weights, `[inputs × units]`, as Keras stores its kernel.
  public var weights: Matrix
  /// The bias, `[units]`; `nil` when the layer has none.
  public var bias: [Double]?
  /// The element type of the weights in the file, in NumPy's spelling, such as `float32`.
  public var storedType: String

  /// Creates a layer; the bias must have one value for each unit.
  public init(name: String, weights: Matrix, bias: [Double]?, storedType: String = "float32") {
    precondition(bias.map { $0.count == weights.columns } ?? true, "a bias needs one value a unit")
    self.name = name
    self.weights = weights
    self.bias = bias
    self.storedType = storedType
  }

  /// How many features it takes.
  public var inputs: Int { weights.rows }
  /// How many features it gives.
  public var units: Int { weights.columns }

  func applied(to input: Matrix) -> Matrix {
    var result = input.multiplied(by: weights)
    if let bias { result.addToRows(bias) }
    return result
  }
}

/// An activation with the name of the layer it belongs to.
public struct ActivationLayer: Sendable, Equatable {
  /// The name of the Keras layer: its own, or that of the Dense it is part of.
  public var name: String
  /// The function.
  public var activation: Activation

  /// Creates a layer.
  public init(name: String, activation: Activation) {
    self.name = name
    self.activation = activation
  }
}

/// `scale · x + shift`, feature by feature.
public struct AffineLayer: Sendable, Equatable {
  /// The name in the model.
  public var name: String
  /// The Keras class it stands for, such as `BatchNormalization`.
  public var className: String
  /// One factor for each feature.
  public var scale: [Double]
  /// One summand for each feature.
  public var shift: [Double]

  /// Creates a layer; `scale` and `shift` must be of one length.
  public init(name: String, className: String, scale: [Double], shift: [Double]) {
    precondition(scale.count == shift.count, "scale and shift differ in length")
    self.name = name
    self.className = className
    self.scale = scale
    self.shift = shift
  }

  func applied(to input: Matrix) -> Matrix {
    var result = input
    result.mapColumnsInPlace { value, column in scale[column] * value + shift[column] }
    return result
  }
}
