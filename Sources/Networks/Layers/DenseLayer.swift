package import Numerics

/// A fully connected layer: `x · weights + bias`.
public struct DenseLayer: Sendable, Equatable {
  /// The name in the model.
  public var name: String
  /// The weights, `[inputs × units]`, as Keras stores its kernel.
  package var weights: Matrix
  /// The bias, `[units]`; `nil` when the layer has none.
  public package(set) var bias: [Double]?
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

  /// Creates a layer from rows of weights.
  ///
  /// - Parameters:
  ///   - name: the name in the model.
  ///   - weights: a row of `[units]` for each input, as Keras stores its kernel.
  ///   - bias: `[units]`; `nil` for none.
  /// - Throws: ``NetworkError`` when the rows or the bias differ in length, or there are none.
  public init(name: String, weights: [[Double]], bias: [Double]? = nil) throws(NetworkError) {
    let units = weights.first?.count ?? 0
    guard units > 0, weights.allSatisfy({ $0.count == units }) else {
      throw NetworkError(
        layer: name,
        problem: "has rows of different lengths, or none; a weight for each unit was expected")
    }
    guard bias.map({ $0.count == units }) ?? true else {
      throw NetworkError(
        layer: name, problem: "has \(bias?.count ?? 0) biases for \(units) units")
    }
    self.init(
      name: name,
      weights: Matrix(rows: weights.count, columns: units, values: weights.flatMap(\.self)),
      bias: bias)
  }

  /// The weights, a row of `[units]` for each input.
  public var weightRows: [[Double]] { weights.rowArrays }

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
