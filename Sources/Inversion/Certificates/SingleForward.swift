import Networks
import Numerics

/// The forward pass in 32 bits, as Keras computes.
enum SingleForward {
  static func logits(_ network: NeuralNetwork, _ inputs: Matrix) -> Matrix {
    func rounded(_ matrix: Matrix) -> Matrix {
      var result = matrix
      result.mapInPlace { Double(Float($0)) }
      return result
    }
    var values = rounded(inputs)
    for layer in network.layersToLogits {
      guard case .dense(let dense) = layer else {
        values = rounded(layer.applied(to: values))
        continue
      }
      var result = Matrix(rows: values.rows, columns: dense.units)
      for row in 0..<values.rows {
        for unit in 0..<dense.units {
          var sum: Float = 0
          for input in 0..<dense.inputs {
            sum += Float(values[row, input]) * Float(dense.weights[input, unit])
          }
          result[row, unit] = Double(sum + Float(dense.bias?[unit] ?? 0))
        }
      }
      values = result
    }
    return values
  }
}
