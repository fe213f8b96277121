import Numerics

extension NeuralNetwork {
  /// Runs the network on one sample, in 64 bits.
  ///
  /// - Parameter sample: `[inputs]`.
  /// - Returns: what the network itself gives, `[outputs]`.
  /// - Throws: ``NetworkError`` when the sample has another width.
  package func predict(_ sample: [Double]) throws(NetworkError) -> [Double] {
    try prediction(for: [sample]).outputs.values
  }

  /// Runs the network on one sample; the computation is in 64 bits, too.
  ///
  /// - Parameter sample: `[inputs]`.
  /// - Returns: what the network itself gives, `[outputs]`.
  /// - Throws: ``NetworkError`` when the sample has another width.
  package func predict(_ sample: [Float]) throws(NetworkError) -> [Float] {
    try predict(sample.map(Double.init)).map { Float($0) }
  }

  /// Runs the network on samples, in 64 bits.
  ///
  /// - Parameter samples: rows of `[inputs]`.
  /// - Returns: what the network itself gives, a row of `[outputs]` for each.
  /// - Throws: ``NetworkError`` that names the first sample of another width.
  package func predict(_ samples: [[Double]]) throws(NetworkError) -> [[Double]] {
    let outputs = try prediction(for: samples).outputs
    return (0..<outputs.rows).map { Array(outputs.row($0)) }
  }

  /// The logits and outputs for samples.
  ///
  /// - Parameter samples: rows of `[inputs]`.
  /// - Throws: ``NetworkError`` that names the first sample of another width.
  package func prediction(for samples: [[Double]]) throws(NetworkError) -> Prediction {
    if let index = samples.firstIndex(where: { $0.count != inputs }) {
      throw NetworkError(
        layer: nil,
        problem: "takes \(inputs) inputs; sample \(index) has \(samples[index].count) values")
    }
    return predict(
      Matrix(rows: samples.count, columns: inputs, values: samples.flatMap(\.self)))
  }
}
