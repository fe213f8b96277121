import Networks
import Numerics

/// The order of hidden units in which a network is another one: units that are exchanged together with their
/// weights, in and out, compute the same.
struct UnitOrder {
  /// The network with its units in the order of the other.
  let network: NeuralNetwork
  /// The dense layers whose units are in another order.
  let layers: [String]

  /// Finds the order, layer by layer: a unit is known by what goes into it, as far as 32 bits tell.
  ///
  /// - Parameters:
  ///   - second: the network to reorder.
  ///   - first: the one whose order is wanted.
  /// - Returns: `nil` where the layers do not correspond, or are in the same order already.
  init?(of second: NeuralNetwork, as first: NeuralNetwork) {
    guard first.layers.count == second.layers.count, first.inputs == second.inputs else {
      return nil
    }
    let lastDense = second.layers.lastIndex { if case .dense = $0 { true } else { false } }
    guard let lastDense else { return nil }
    var order = Array(0..<second.inputs)
    var result: [NetworkLayer] = []
    var moved: [String] = []
    for (index, (mine, other)) in zip(first.layers, second.layers).enumerated() {
      switch (mine, other) {
      case (.dense(let mine), .dense(let other)):
        guard mine.inputs == other.inputs, mine.units == other.units else { return nil }
        let rows = Self.rows(of: other, in: order)
        order = Array(0..<other.units)
        if index < lastDense {
          guard let found = Self.order(of: rows, as: mine) else { return nil }
          order = found
          if order != Array(0..<other.units) { moved.append(mine.name) }
        }
        result.append(.dense(Self.columns(of: rows, in: order)))
      case (.activation(let mine), .activation(var other)):
        guard mine.activation != .glu else { return nil }
        if case .parametricReLU(let slopes) = other.activation {
          guard slopes.count == order.count else { return nil }
          other.activation = .parametricReLU(slopes: order.map { slopes[$0] })
        }
        result.append(.activation(other))
      case (.affine, .affine(var other)):
        guard other.scale.count == order.count else { return nil }
        other.scale = order.map { [scale = other.scale] in scale[$0] }
        other.shift = order.map { [shift = other.shift] in shift[$0] }
        result.append(.affine(other))
      case (.layerNormalization, .layerNormalization(var other)):
        guard other.width == order.count else { return nil }
        other.gamma = other.gamma.map { gamma in order.map { gamma[$0] } }
        other.beta = other.beta.map { beta in order.map { beta[$0] } }
        result.append(.layerNormalization(other))
      default: return nil
      }
    }
    guard !moved.isEmpty,
      let network = try? NeuralNetwork(
        layers: result, inputs: second.inputs, inputShape: second.inputShape)
    else { return nil }
    self.network = network
    layers = moved
  }

  /// For each unit of the first layer the one of the second that has its weights and bias.
  private static func order(of second: DenseLayer, as first: DenseLayer) -> [Int]? {
    let (mine, others) = (keys(of: first), keys(of: second))
    func sorted(_ keys: [[Float]]) -> [Int] {
      keys.indices.sorted { keys[$0].lexicographicallyPrecedes(keys[$1]) }
    }
    var order = [Int](repeating: 0, count: mine.count)
    for (a, b) in zip(sorted(mine), sorted(others)) {
      guard mine[a] == others[b] else { return nil }
      order[a] = b
    }
    return order
  }

  /// The weights into each unit and its bias, in 32 bits.
  private static func keys(of layer: DenseLayer) -> [[Float]] {
    (0..<layer.units).map { unit in
      (0..<layer.inputs).map { Float(layer.weights[$0, unit]) }
        + (layer.bias.map { [Float($0[unit])] } ?? [])
    }
  }

  private static func rows(of layer: DenseLayer, in order: [Int]) -> DenseLayer {
    var layer = layer
    layer.weights = Matrix(
      rows: layer.inputs, columns: layer.units,
      values: order.flatMap { [weights = layer.weights] in weights.row($0) })
    return layer
  }

  private static func columns(of layer: DenseLayer, in order: [Int]) -> DenseLayer {
    var layer = layer
    let weights = layer.weights
    layer.weights = Matrix(
      rows: layer.inputs, columns: layer.units,
      values: (0..<layer.inputs).flatMap { row in order.map { weights[row, $0] } })
    layer.bias = layer.bias.map { bias in order.map { bias[$0] } }
    return layer
  }
}
