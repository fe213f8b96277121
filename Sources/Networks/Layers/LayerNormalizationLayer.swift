import Numerics

/// Keras's LayerNormalization over the features of a sample.
///
/// `gamma · (x − mean) / √(variance + epsilon) + beta`, with the sample's own mean and population
/// variance.
/// It loses the sample's mean and scale, so it can be run but not inverted.
package struct LayerNormalizationLayer: Sendable, Equatable {
  /// The name in the model.
  package var name: String
  /// One factor for each feature; `nil` for 1.
  package var gamma: [Double]?
  /// One summand for each feature; `nil` for 0.
  package var beta: [Double]?
  /// Added to the variance.
  package var epsilon: Double
  /// The number of features.
  package var width: Int
  /// The element type of its variables in the file, in NumPy's spelling.
  package var storedType: String

  /// Creates a layer; `gamma` and `beta` must have `width` values.
  package init(
    name: String, gamma: [Double]?, beta: [Double]?, epsilon: Double, width: Int,
    storedType: String = "float32"
  ) {
    precondition(
      [gamma, beta].allSatisfy { $0 == nil || $0?.count == width }, "gamma or beta does not fit")
    self.name = name
    self.gamma = gamma
    self.beta = beta
    self.epsilon = epsilon
    self.width = width
    self.storedType = storedType
  }

  func applied(to input: Matrix) -> Matrix {
    var result = input
    let count = Double(width)
    result.mapRowsInPlace { row in
      let mean = row.reduce(0, +) / count
      let variance = row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
      let deviation = (variance + epsilon).squareRoot()
      for (feature, index) in row.indices.enumerated() {
        row[index] =
          (row[index] - mean) / deviation * (gamma?[feature] ?? 1) + (beta?[feature] ?? 0)
      }
    }
    return result
  }
}
