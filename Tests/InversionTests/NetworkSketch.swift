import Networks
import Numerics
import TestSupport

/// Networks made for a test.
enum NetworkSketch {
  /// Layers of the given widths with random weights in −1...1 and an activation after each but the last.
  static func random(
    widths: [Int], seed: UInt64, activation: Activation, head: Activation? = nil
  ) throws -> NeuralNetwork {
    var numbers = SeededNumbers(seed: seed)
    var layers: [NetworkLayer] = []
    for index in 1..<widths.count {
      let (rows, columns) = (widths[index - 1], widths[index])
      layers.append(
        .dense(
          DenseLayer(
            name: "dense_\(index)",
            weights: Matrix(rows: rows, columns: columns, values: numbers.next(rows * columns)),
            bias: numbers.next(columns))))
      if index < widths.count - 1 {
        layers.append(.activation(ActivationLayer(name: "dense_\(index)", activation: activation)))
      }
    }
    if let head { layers.append(.activation(ActivationLayer(name: "head", activation: head))) }
    return try NeuralNetwork(layers: layers, inputs: widths[0])
  }

  /// One dense layer, and a head when there is one.
  static func single(
    _ weights: [[Double]], bias: [Double]? = nil, head: Activation? = nil
  ) throws -> NeuralNetwork {
    var layers: [NetworkLayer] = [
      .dense(DenseLayer(name: "only", weights: Matrix(rows: weights), bias: bias))
    ]
    if let head { layers.append(.activation(ActivationLayer(name: "head", activation: head))) }
    return try NeuralNetwork(layers: layers, inputs: weights.count)
  }
}
