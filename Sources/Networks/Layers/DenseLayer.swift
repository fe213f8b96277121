package import Numerics

/// A fully connected layer: `x · weights + bias`.
package struct DenseLayer: Sendable, Equatable {
  /// The name in the model.
  package var name: String
  /// The weights, `[inputs × units]`, as Keras stores its kernel.
  package var weights: Matrix
  /// The bias, `[units]`; `nil` when the layer has none.
  package var bias: [Double]?
  /// The element type of the weights in the file, in NumPy's spelling, such as `float32`.
  package var storedType: String

  /// Creates a layer; the bias must have one value for each unit.
  package init(name: String, weights: Matrix, bias: [Double]?, storedType: String = "float32") {
    precondition(bias.map { $0.count == weights.columns } ?? true, "a bias needs one value a unit")
    self.name = name
    self.weights = weights
    self.bias = bias
    self.storedType = storedType
  }

  /// How many features it takes.
  package var inputs: Int { weights.rows }
  /// How many features it gives.
  package var units: Int { weights.columns }

  func applied(to input: Matrix) -> Matrix {
    var result = input.multiplied(by: weights)
    if let bias { result.addToRows(bias) }
    return result
  }
}
