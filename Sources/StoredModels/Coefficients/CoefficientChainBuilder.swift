import Files
import Networks

/// Makes a chain of a checked file, with the numbers of all layers but the dense ones.
struct CoefficientChainBuilder {
  private let model: CoefficientModel
  private let header: CoefficientHeader
  private let tensors: [String: CoefficientTensor]

  init(_ model: CoefficientModel) {
    self.model = model
    header = model.header
    tensors = model.header.tensorsByName
  }

  /// The chain.
  ///
  /// - Throws: `FileError` when numbers cannot be read, or are impossible.
  func chain() throws(FileError) -> StoredChain<CoefficientTensor> {
    var parts: [StoredChain<CoefficientTensor>.Part] = []
    if let scaling = header.scaling {
      parts.append(.whole(.affine(AffineLayer(name: "scaling", scaling: scaling))))
    }
    for layer in header.layers {
      if let main = try main(layer) { parts.append(main) }
      if let activation = try activation(layer) { parts.append(.whole(activation)) }
    }
    var chain = StoredChain(parts, inputs: header.inputs, file: model.path)
    chain.inputShape = header.inputShape
    chain.storedInputs = header.storedInputs
    chain.classNames = header.classes
    chain.task = header.task
    return chain
  }

  private func main(
    _ layer: CoefficientLayer
  ) throws(FileError) -> StoredChain<CoefficientTensor>.Part? {
    let name = layer.name
    let storedType = layer.tensors.first.flatMap { tensors[$0.name]?.type.numPyName }
    switch layer.kind {
    case .activation: return nil
    case .dense(let weight, let bias):
      guard let weights = tensors[weight] else { return nil }
      return .dense(
        StoredChain.Dense(
          name: name, inputs: weights.shape[0], units: layer.units, weights: weights,
          bias: bias.flatMap { tensors[$0] }, storedType: storedType ?? "float64"))
    case .affine(let scale, let shift, let className):
      return .whole(
        .affine(
          AffineLayer(
            name: name, className: className, scale: try values(scale), shift: try values(shift))))
    case .batchNormalization(let gamma, let beta, let mean, let variance, let epsilon):
      return try affine(
        layer, storedType,
        .batchNormalization(
          gamma: try optionalValues(gamma), beta: try optionalValues(beta),
          mean: try values(mean), variance: try values(variance), epsilon: epsilon))
    case .normalization(let mean, let variance, let isInverted, let sampleCount):
      return try affine(
        layer, storedType,
        .normalization(
          mean: try values(mean), variance: try values(variance), isInverted: isInverted,
          sampleCount: sampleCount))
    case .rescaling(let scale, let offset):
      return try affine(
        layer, storedType, .rescaling(scale: try values(scale), offset: try values(offset)))
    case .layerNormalization(let gamma, let beta, let epsilon):
      return .whole(
        .layerNormalization(
          LayerNormalizationLayer(
            name: name, gamma: try optionalValues(gamma), beta: try optionalValues(beta),
            epsilon: epsilon, width: layer.units, storedType: storedType ?? "float32")))
    }
  }

  private func affine(
    _ layer: CoefficientLayer, _ storedType: String?, _ origin: AffineLayer.Origin
  ) throws(FileError) -> StoredChain<CoefficientTensor>.Part {
    do throws(NetworkError) {
      return .whole(
        .affine(
          try AffineLayer(
            name: layer.name, origin: origin, width: layer.units,
            storedType: storedType ?? "float32")))
    } catch {
      throw FileError(
        .badData, file: model.path, object: error.layer.map { "layer \($0)" },
        problem: error.problem)
    }
  }

  private func activation(_ layer: CoefficientLayer) throws(FileError) -> NetworkLayer? {
    switch layer.activation {
    case .known(.linear) where layer.kind != .activation: nil
    case .known(let activation):
      .activation(ActivationLayer(name: layer.name, activation: activation))
    case .parametricReLU(let slopes):
      .activation(
        ActivationLayer(
          name: layer.name, activation: .parametricReLU(slopes: try values(slopes)),
          storedType: tensors[slopes]?.type.numPyName ?? "float32"))
    }
  }

  private func values(_ name: String) throws(FileError) -> [Double] {
    guard let tensor = tensors[name] else { return [] }
    return try model.values(of: tensor)
  }

  private func optionalValues(_ name: String?) throws(FileError) -> [Double]? {
    guard let name else { return nil }
    return try values(name)
  }
}
