package import Datasets
package import Networks
import Numerics

extension NeuralNetwork {
  /// Runs the network on all samples, some at a time: bytes stay bytes but for those.
  ///
  /// - Throws: `NetworkError` when they are not as wide as the input.
  package func predict(_ samples: Samples) throws(NetworkError) -> Prediction {
    guard samples.features == inputs else {
      throw NetworkError(
        layer: nil, problem: "takes \(inputs) inputs; the samples have \(samples.features) features"
      )
    }
    let blockRows = 1024
    var logits: [Double] = []
    var outputs: [Double] = []
    for start in stride(from: 0, to: samples.count, by: blockRows) {
      let block = predict(samples.rows(start..<min(start + blockRows, samples.count)))
      logits += block.logits.values
      outputs += block.outputs.values
    }
    return Prediction(
      logits: Matrix(rows: samples.count, columns: self.outputs, values: logits),
      outputs: Matrix(rows: samples.count, columns: self.outputs, values: outputs))
  }
}
