import LinearAlgebra
import Networks

/// Makes a network of a checked header and the values of its tensors.
struct CoefficientNetworkBuilder {
  private let header: CoefficientHeader
  private let tensors: [String: (tensor: CoefficientTensor, values: [Double])]

  /// - Parameters:
  ///   - header: the header.
  ///   - tensors: all of its tensors.
  init(
    _ header: CoefficientHeader, _ tensors: [(tensor: CoefficientTensor, values: [Double])]
  ) {
    self.header = header
    self.tensors = Dictionary(tensors.map { ($0.tensor.name, $0) }) { first, _ in first }
  }

  /// The network.
  ///
  /// - Throws: ``CoefficientError`` of kind `badData` when the layers do not fit together.
  func network() throws(CoefficientError) -> Network {
    do throws(NetworkError) {
      var layers: [Layer] = []
      if let scaling = header.scaling {
        layers.append(.affine(AffineLayer(name: "scaling", scaling: scaling)))
      }
      for layer in header.layers {
        if let main = try main(layer) { layers.append(main) }
        if let activation = activation(layer) { layers.append(activation) }
      }
      var network = try Network(
        layers: layers, inputs: header.inputs, inputShape: header.inputShape)
      network.inputRange = header.inputRange
      network.classNames = header.classes
      network.task = header.task
      return network
    } catch {
      throw .badData(error.layer.map { "layer \($0)" }, error.problem)
    }
  }

  private func main(_ layer: CoefficientLayer) throws(NetworkError) -> Layer? {
    let name = layer.name
    let storedType = layer.tensors.first.flatMap { tensors[$0.name]?.tensor.type.numPyName }
    switch layer.kind {
    case .activation: return nil
    case .dense(let weight, let bias):
      let values = values(weight)
      return .dense(
        DenseLayer(
          name: name,
          weights: Matrix(rows: values.count / layer.units, columns: layer.units, values: values),
          bias: bias.map(self.values), storedType: storedType ?? "float64"))
    case .affine(let scale, let shift, let className):
      return .affine(
        AffineLayer(
          name: name, className: className, scale: values(scale), shift: values(shift)))
    case .batchNormalization(let gamma, let beta, let mean, let variance, let epsilon):
      return try affine(
        layer, storedType,
        .batchNormalization(
          gamma: gamma.map(values), beta: beta.map(values), mean: values(mean),
          variance: values(variance), epsilon: epsilon))
    case .normalization(let mean, let variance, let isInverted, let sampleCount):
      return try affine(
        layer, storedType,
        .normalization(
          mean: values(mean), variance: values(variance), isInverted: isInverted,
          sampleCount: sampleCount))
    case .rescaling(let scale, let offset):
      return try affine(
        layer, storedType, .rescaling(scale: values(scale), offset: values(offset)))
    case .layerNormalization(let gamma, let beta, let epsilon):
      return .layerNormalization(
        LayerNormalizationLayer(
          name: name, gamma: gamma.map(values), beta: beta.map(values), epsilon: epsilon,
          width: layer.units, storedType: storedType ?? "float32"))
    }
  }

  private func affine(
    _ layer: CoefficientLayer, _ storedType: String?, _ origin: AffineLayer.Origin
  ) throws(NetworkError) -> Layer {
    .affine(
      try AffineLayer(
        name: layer.name, origin: origin, width: layer.units, storedType: storedType ?? "float32"))
  }

  private func activation(_ layer: CoefficientLayer) -> Layer? {
    switch layer.activation {
    case .known(.linear) where layer.kind != .activation: nil
    case .known(let activation):
      .activation(ActivationLayer(name: layer.name, activation: activation))
    case .parametricReLU(let slopes):
      .activation(
        ActivationLayer(
          name: layer.name, activation: .parametricReLU(slopes: values(slopes)),
          storedType: tensors[slopes]?.tensor.type.numPyName ?? "float32"))
    }
  }

  private func values(_ name: String) -> [Double] { tensors[name]?.values ?? [] }

  /// Runs the self-test, if the file has one.
  ///
  /// - Throws: ``CoefficientError`` of kind `badData` when an output differs from the recorded one.
  func check(_ network: Network) throws(CoefficientError) {
    guard let test = header.selfTest, let inputs = tensors[test.inputs] else { return }
    let found = network.predict(
      Matrix(rows: inputs.tensor.shape[0], columns: header.inputs, values: inputs.values)
    ).outputs.values
    for (index, pair) in zip(found, values(test.outputs)).enumerated() {
      let difference = abs(pair.0 - pair.1)
      guard difference <= test.tolerance * max(1, abs(pair.1)) else {
        throw .badData(
          "selftest",
          "output \(index % header.outputs) of row \(index / header.outputs) is "
            + "\(pair.0), recorded is \(pair.1); a difference of \(test.tolerance) is allowed")
      }
    }
  }

  /// What is in the file; see ``CoefficientModel/inventory``.
  func inventory() -> ModelInventory {
    var layers: [ModelInventory.LayerEntry] = []
    if let scaling = header.scaling {
      let layer = AffineLayer(name: "scaling", scaling: scaling)
      layers.append(
        ModelInventory.LayerEntry(
          name: layer.name, className: layer.className, inputs: header.inputs,
          outputs: header.inputs))
    }
    var width = header.inputs
    for layer in header.layers {
      let entries = layer.tensors.compactMap { part in
        tensors[part.name].map { found in
          ModelInventory.TensorEntry(
            name: part.name, path: part.name, role: part.role, shape: found.tensor.shape,
            elementType: found.tensor.type.numPyName)
        }
      }
      let outputs = layer.outputs ?? layer.units
      layers.append(
        ModelInventory.LayerEntry(
          name: layer.name, className: layer.className, activation: layer.activation.description,
          inputs: width, outputs: outputs, tensors: entries))
      width = outputs
    }
    return ModelInventory(format: .mlpc, layers: layers)
  }
}
