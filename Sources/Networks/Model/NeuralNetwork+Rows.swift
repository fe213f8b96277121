import Numerics

extension NeuralNetwork {
  /// Runs the network on one sample, in 64 bits.
  ///
  /// - Parameter sample: `[inputs]`.
  /// - Returns: what the network itself gives, `[outputs]`.
  /// - Throws: ``NetworkError`` when the sample has another width.
  public func predict(_ sample: [Double]) throws(NetworkError) -> [Double] {
    try prediction(for: [sample]).outputs.values
  }

  /// Runs the network on one sample; the computation is in 64 bits, too.
  ///
  /// Literals of whole numbers are doubles, and not meant for it.
  ///
  /// - Parameter sample: `[inputs]`.
  /// - Returns: what the network itself gives, `[outputs]`.
  /// - Throws: ``NetworkError`` when the sample has another width.
  @_disfavoredOverload
  public func predict(_ sample: [Float]) throws(NetworkError) -> [Float] {
    try predict(sample.map(Double.init)).map { Float($0) }
  }

  /// Runs the network on samples, in 64 bits.
  ///
  /// - Parameter samples: rows of `[inputs]`.
  /// - Returns: what the network itself gives, a row of `[outputs]` for each.
  /// - Throws: ``NetworkError`` that names the first sample of another width.
  public func predict(_ samples: [[Double]]) throws(NetworkError) -> [[Double]] {
    try prediction(for: samples).outputs.rowArrays
  }

  /// Runs the network on samples; the computation is in 64 bits, too.
  ///
  /// - Parameter samples: rows of `[inputs]`.
  /// - Returns: what the network itself gives, a row of `[outputs]` for each.
  /// - Throws: ``NetworkError`` that names the first sample of another width.
  @_disfavoredOverload
  public func predict(_ samples: [[Float]]) throws(NetworkError) -> [[Float]] {
    try predict(samples.map { $0.map(Double.init) }).map { $0.map { Float($0) } }
  }

  /// The values before a final softmax or sigmoid, in 64 bits.
  ///
  /// - Parameter samples: rows of `[inputs]`.
  /// - Returns: a row of `[outputs]` for each.
  /// - Throws: ``NetworkError`` that names the first sample of another width.
  public func logits(for samples: [[Double]]) throws(NetworkError) -> [[Double]] {
    try prediction(for: samples).logits.rowArrays
  }

  /// The probability of each class.
  ///
  /// - Parameters:
  ///   - samples: rows of `[inputs]`.
  ///   - head: what the outputs are read as; the network's own head when `nil`.
  /// - Returns: a row of `[classes]` for each; `nil` when the outputs are no classes, or only scores.
  /// - Throws: ``NetworkError`` that names the first sample of another width.
  public func probabilities(
    for samples: [[Double]], head: OutputHead? = nil
  ) throws(NetworkError) -> [[Double]]? {
    probabilities(forLogits: try prediction(for: samples).logits, head: head)?.rowArrays
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
