import Networks
import Numerics

extension ParameterLayout {
  /// The network that parameters stand for; Dropout has no part in it.
  func network(
    _ architecture: NetworkArchitecture, parameters: [Float], statistics: [Float]
  ) throws(NetworkError) -> NeuralNetwork {
    var layers: [NetworkLayer] = []
    func values(_ array: [Float], _ start: Int, _ count: Int) -> [Double] {
      array[start..<start + count].map(Double.init)
    }
    for (index, place) in stages.enumerated() {
      let name = index == 0 ? "dense" : "dense_\(index)"
      let stage = architecture.stages[index]
      layers.append(
        .dense(
          DenseLayer(
            name: name, weights: place.weights.matrix(parameters, at: place.weightsStart),
            bias: values(parameters, place.biasStart, place.units))))
      if let normalization = place.normalization {
        layers.append(
          .affine(
            try AffineLayer(
              name: index == 0 ? "batch_normalization" : "batch_normalization_\(index)",
              origin: .batchNormalization(
                gamma: values(parameters, normalization.gamma, place.units),
                beta: values(parameters, normalization.beta, place.units),
                mean: values(statistics, normalization.statistics, place.units),
                variance: values(statistics, normalization.statistics + place.width, place.units),
                epsilon: 1e-3),
              width: place.units)))
      }
      var activation = stage.activation
      if let slopes = place.slopesStart {
        activation = .parametricReLU(slopes: values(parameters, slopes, place.units))
      }
      if activation != .linear {
        layers.append(
          .activation(
            ActivationLayer(
              name: index == 0 ? "activation" : "activation_\(index)", activation: activation)))
      }
    }
    return try NeuralNetwork(layers: layers, inputs: architecture.inputs)
  }
}
