import LinearAlgebra
package import Networks
import Numerics

/// The analytical inverse as a network of its own: logits go in, inputs come out.
///
/// Each dense layer becomes one with the pseudo-inverse as its weights, and a leaky ReLU of slope α one
/// of slope 1/α; what other activations become, Keras has no name for.
package enum InverseNetwork {
  /// Makes the inverse network.
  ///
  /// - Parameters:
  ///   - inverter: the network; the inverses of its layers are computed if they are not yet.
  /// - Throws: ``InversionError`` that names the layer whose inverse is no layer of Keras.
  package static func make(_ inverter: Inverter) throws(InversionError) -> NeuralNetwork {
    var inverses = try inverter.inverses()[...]
    var layers: [NetworkLayer] = []
    for layer in inverter.coordinates.network.layersToLogits.reversed() {
      switch layer {
      case .dense(let dense):
        guard let inverse = inverses.popLast() else { continue }
        layers.append(.dense(inverted(dense, inverse, ignoresBias: inverter.options.ignoresBias)))
      case .activation(let activation):
        guard activation.activation != .linear else { continue }
        layers.append(.activation(try inverted(activation)))
      case .affine(let affine): layers.append(.affine(try inverted(affine)))
      case .layerNormalization(let layer):
        throw InversionError(
          .unsupported, layer: layer.name, problem: "is a \(layer.className), which has no inverse")
      }
    }
    do throws(NetworkError) {
      let coordinates = inverter.coordinates
      if !coordinates.isIdentity {
        layers.append(
          .affine(
            try AffineLayer(
              name: "inverse_coordinates",
              origin: .rescaling(scale: coordinates.scale, offset: coordinates.center),
              width: coordinates.scale.count, storedType: "float64")))
      }
      return try NeuralNetwork(layers: layers, inputs: inverter.network.outputs)
    } catch {
      throw InversionError(.badData, layer: error.layer, problem: error.problem)
    }
  }

  /// `(p − b) · P` is `p · P + (−b · P)`.
  private static func inverted(
    _ layer: DenseLayer, _ inverse: LayerInverse, ignoresBias: Bool
  ) -> DenseLayer {
    let matrix = inverse.pseudoInverse.matrix
    let bias = ignoresBias ? nil : layer.bias
    return DenseLayer(
      name: "inverse_\(layer.name)", weights: matrix,
      bias: bias.map { values in
        Matrix(rows: 1, columns: values.count, values: values.map { -$0 }).multiplied(by: matrix)
          .values
      },
      // The inverse was computed in 64 bits; 32 would lose what the layers behind it amplify.
      storedType: "float64")
  }

  private static func inverted(
    _ layer: ActivationLayer
  ) throws(InversionError) -> ActivationLayer {
    let name = "inverse_\(layer.name)_activation"
    switch layer.activation {
    case .leakyReLU(let slope) where slope > 0:
      return ActivationLayer(name: name, activation: .leakyReLU(slope: 1 / slope))
    case .relu(let slope, nil, 0) where slope > 0:
      return ActivationLayer(name: name, activation: .leakyReLU(slope: 1 / slope))
    case .parametricReLU(let slopes) where slopes.allSatisfy({ $0 > 0 }):
      return ActivationLayer(
        name: name, activation: .parametricReLU(slopes: slopes.map { 1 / $0 }),
        storedType: "float64")
    default:
      throw InversionError(
        .unsupported, layer: layer.name,
        problem: "the inverse of \(layer.activation) is no layer of Keras; leaky ReLU's is")
    }
  }

  private static func inverted(_ layer: AffineLayer) throws(InversionError) -> AffineLayer {
    guard !layer.scale.contains(0) else {
      throw InversionError(
        .unsupported, layer: layer.name, problem: "has a scale of 0, so a feature is lost there")
    }
    let scale = layer.scale.map { 1 / $0 }
    do throws(NetworkError) {
      return try AffineLayer(
        name: "inverse_\(layer.name)",
        origin: .rescaling(scale: scale, offset: zip(layer.shift, scale).map { -$0 * $1 }),
        width: layer.scale.count, storedType: "float64")
    } catch {
      throw InversionError(.badData, layer: layer.name, problem: error.problem)
    }
  }
}
