import Networks
import Numerics

/// Every input that is 1 at one feature and a background elsewhere, through a network.
enum OneHotProbes {
  /// The logits of all probes, `[inputs × outputs]`.
  ///
  /// A one-hot input selects a row of the first weights, so all probes cost one row operation each
  /// and not a product. Over a background the row is added to the background's own pre-activation.
  static func logits(of network: NeuralNetwork, background: [Double]) -> Matrix {
    let layers = network.layersToLogits
    guard
      let first = layers.firstIndex(where: { if case .dense = $0 { true } else { false } }),
      case .dense(let dense) = layers[first], layers[..<first].allSatisfy(isElementwise)
    else { return explicitLogits(of: network, background: background) }
    // Layers before the first weights change each feature on its own.
    var dark = Matrix(rows: 1, columns: network.inputs, values: background)
    var lit = Matrix(rows: 1, columns: network.inputs, repeating: 1)
    for layer in layers[..<first] {
      dark = layer.applied(to: dark)
      lit = layer.applied(to: lit)
    }
    var base = dark.multiplied(by: dense.weights)
    if let bias = dense.bias { base.addToRows(bias) }
    var result = dense.weights
    for pixel in 0..<network.inputs {
      let gain = lit[0, pixel] - dark[0, pixel]
      for unit in 0..<dense.units {
        result[pixel, unit] = base[0, unit] + gain * result[pixel, unit]
      }
    }
    return layers[(first + 1)...].reduce(result) { $1.applied(to: $0) }
  }

  private static func isElementwise(_ layer: NetworkLayer) -> Bool {
    switch layer {
    case .dense, .layerNormalization: false
    case .affine: true
    case .activation(let layer):
      ![.softmax, .logSoftmax, .sparsemax, .glu].contains(layer.activation)
    }
  }

  /// The probes written out, some at a time, for networks that mix features before the first weights.
  private static func explicitLogits(of network: NeuralNetwork, background: [Double]) -> Matrix {
    let blockRows = 256
    var values: [Double] = []
    for start in stride(from: 0, to: network.inputs, by: blockRows) {
      let range = start..<min(start + blockRows, network.inputs)
      var probes = Matrix(rows: range.map { _ in background })
      for pixel in range { probes[pixel - start, pixel] = 1 }
      values += network.logits(for: probes).values
    }
    return Matrix(rows: network.inputs, columns: network.outputs, values: values)
  }
}
