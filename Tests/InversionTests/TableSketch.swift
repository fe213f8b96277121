import Networks
import Numerics
import TestSupport

@testable import Inversion

/// Small networks of tables, whose features have units and ranges of their own.
enum TableSketch {
  /// Lowest and highest values of four features.
  static let ranges: [ClosedRange<Double>] = [-1...1, 0...10, 200...1700, -0.25...0.75]

  /// A network of these features, behind a scaler that carries each range to −1...1.
  ///
  /// - Parameters:
  ///   - factor: by how much larger the numbers of the third feature are, in a smaller unit.
  ///   - activation: of the hidden layer; none when `nil`.
  ///   - outputs: how many.
  static func network(
    factor: Double = 1, activation: Activation? = .tanh, outputs: Int = 3
  ) throws -> NeuralNetwork {
    var numbers = SeededNumbers(seed: 31)
    func dense(_ name: String, _ rows: Int, _ columns: Int) -> NetworkLayer {
      .dense(
        DenseLayer(
          name: name,
          weights: Matrix(rows: rows, columns: columns, values: numbers.next(rows * columns)),
          bias: numbers.next(columns)))
    }
    var layers: [NetworkLayer] = []
    if let activation {
      layers.append(dense("hidden", 4, 8))
      layers.append(.activation(ActivationLayer(name: "bend", activation: activation)))
      layers.append(dense("out", 8, outputs))
    } else {
      layers.append(dense("out", 4, outputs))
    }
    // Weights for raw numbers: what a scaler would do is in them.
    guard case .dense(let first)? = layers.first else {
      return try NeuralNetwork(layers: [], inputs: 4)
    }
    var weights = first.weights
    var bias = first.bias ?? []
    for (row, range) in ranges.enumerated() {
      let half = (range.upperBound - range.lowerBound) / 2
      let middle = (range.upperBound + range.lowerBound) / 2
      for column in 0..<weights.columns {
        bias[column] -= middle / half * weights[row, column]
        weights[row, column] = 3 * weights[row, column] / half / (row == 2 ? factor : 1)
      }
    }
    layers[0] = .dense(DenseLayer(name: "hidden", weights: weights, bias: bias))
    return try NeuralNetwork(layers: layers, inputs: 4)
  }

  /// What the features may be.
  ///
  /// - Parameters:
  ///   - factor: as of ``network(factor:activation:outputs:)``.
  ///   - kinds: of the features.
  static func inputs(
    factor: Double = 1, kinds: [InputKind] = [.continuous, .continuous, .continuous, .continuous]
  ) throws -> InputSpace {
    try InputSpace(
      ranges.enumerated().map { index, range in
        InputFeature(
          name: "f\(index)",
          range: index == 2
            ? range.lowerBound * factor...range.upperBound * factor : range,
          kind: kinds[index], source: .stated)
      })
  }

  /// Rows inside the ranges, in which the first two features vary together.
  static func rows(factor: Double = 1) -> Matrix {
    var numbers = SeededNumbers(seed: 77)
    return Matrix(
      rows: (0..<60).map { _ in
        let shared = numbers.next(1)[0]
        return ranges.enumerated().map { index, range in
          let own = index < 2 ? 0.7 * shared + 0.3 * numbers.next(1)[0] : 0.6 * numbers.next(1)[0]
          let middle = (range.upperBound + range.lowerBound) / 2
          let value = middle + own * (range.upperBound - range.lowerBound) / 2
          return index == 2 ? value * factor : value
        }
      })
  }

  /// Choices for them.
  static func options(
    _ network: NeuralNetwork, factor: Double = 1, withRows: Bool = false
  ) throws -> InversionOptions {
    var options = InversionOptions()
    options.inputs = try inputs(factor: factor)
    guard withRows else { return options }
    let rows = rows(factor: factor)
    var builder = try ImagePriorBuilder(network: network, count: rows.rows, features: 4)
    builder.add(rows)
    options.constrained.images = try builder.finish()
    return options
  }
}
