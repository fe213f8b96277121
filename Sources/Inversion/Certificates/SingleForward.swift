import Networks
import Numerics

/// The forward pass in 32 bits, as Keras computes.
///
/// Each sum goes over the inputs in their order. A library that adds in another order rounds otherwise, by as
/// much; in this one every machine gets the same bits.
enum SingleForward {
  static func logits(_ network: NeuralNetwork, _ inputs: Matrix) -> Matrix {
    var values = rounded(inputs)
    for layer in network.layersToLogits {
      if case .dense(let dense) = layer {
        values = applied(dense, to: values)
      } else {
        values = rounded(layer.applied(to: values))
      }
    }
    return values
  }

  private static func rounded(_ matrix: Matrix) -> Matrix {
    var result = matrix
    result.mapInPlace { Double(Float($0)) }
    return result
  }

  private static func applied(_ dense: DenseLayer, to values: Matrix) -> Matrix {
    let units = dense.units
    let weights = dense.weights.values.map { Float($0) }
    let bias = dense.bias.map { $0.map { Float($0) } }
    var result: [Double] = []
    for row in 0..<values.rows {
      var sums = [Float](repeating: 0, count: units)
      for (input, value) in values.row(row).enumerated() {
        let factor = Float(value)
        let start = input * units
        for unit in 0..<units { sums[unit] += factor * weights[start + unit] }
      }
      if let bias {
        for unit in 0..<units { sums[unit] += bias[unit] }
      }
      result += sums.map { Double($0) }
    }
    return Matrix(rows: values.rows, columns: units, values: result)
  }
}
