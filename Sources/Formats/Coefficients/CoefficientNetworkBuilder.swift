import Files
import Networks
import Numerics

/// Makes a network of a checked file.
struct CoefficientNetworkBuilder {
  private let model: CoefficientModel
  private let header: CoefficientHeader
  private let tensors: [String: CoefficientTensor]

  init(_ model: CoefficientModel) {
    self.model = model
    header = model.header
    tensors = model.header.tensorsByName
  }

  /// The network.
  ///
  /// - Throws: `FileError` when the layers do not fit together, or the numbers cannot be read.
  func network() throws(FileError) -> NeuralNetwork {
    var layers = scalingLayer.map { [NetworkLayer.affine($0)] } ?? []
    for layer in header.layers { layers += try self.layers(layer) }
    var network: NeuralNetwork
    do throws(NetworkError) {
      network = try NeuralNetwork(
        layers: layers, inputs: header.inputs, inputShape: header.inputShape)
    } catch {
      throw failure(error)
    }
    network.inputRange = header.inputRange
    network.classNames = header.classes
    network.task = header.task
    return network
  }

  /// The network without the weights of its dense layers, which are not read.
  ///
  /// - Throws: `FileError` as ``network()`` does.
  func outline() throws(FileError) -> NetworkOutline {
    var steps = scalingLayer.map { [NetworkOutline.Step.other(.affine($0))] } ?? []
    for layer in header.layers {
      if case .dense(let weight, _) = layer.kind {
        steps.append(
          .dense(name: layer.name, inputs: tensors[weight]?.shape[0] ?? 0, units: layer.units))
      } else if let main = try main(layer) {
        steps.append(.other(main))
      }
      if let activation = try activation(layer) { steps.append(.other(activation)) }
    }
    do throws(NetworkError) {
      var outline = try NetworkOutline(steps: steps, inputs: header.inputs)
      outline.inputRange = header.inputRange
      outline.classNames = header.classes
      return outline
    } catch {
      throw failure(error)
    }
  }

  /// Runs the self-test, if the file has one, with one layer at a time in memory.
  ///
  /// - Throws: `FileError` of kind `badData` when an output differs from the recorded one.
  func runSelfTest() throws(FileError) {
    guard let test = header.selfTest, let inputs = tensors[test.inputs] else { return }
    var values = Matrix(
      rows: inputs.shape[0], columns: header.inputs, values: try self.values(test.inputs))
    if let scalingLayer { values = NetworkLayer.affine(scalingLayer).applied(to: values) }
    for layer in header.layers {
      for part in try layers(layer) { values = part.applied(to: values) }
    }
    for (index, pair) in zip(values.values, try self.values(test.outputs)).enumerated() {
      let difference = abs(pair.0 - pair.1)
      guard difference <= test.tolerance * max(1, abs(pair.1)) else {
        throw FileError(
          .badData, file: model.path, object: "selftest",
          problem: "output \(index % header.outputs) of row \(index / header.outputs) is "
            + "\(pair.0), recorded is \(pair.1); a difference of \(test.tolerance) is allowed")
      }
    }
  }

  private var scalingLayer: AffineLayer? {
    header.scaling.map { AffineLayer(name: "scaling", scaling: $0) }
  }

  private func layers(_ layer: CoefficientLayer) throws(FileError) -> [NetworkLayer] {
    let parts = [try main(layer), try activation(layer)]
    return parts.compactMap { $0 }
  }

  private func main(_ layer: CoefficientLayer) throws(FileError) -> NetworkLayer? {
    let name = layer.name
    let storedType = layer.tensors.first.flatMap { tensors[$0.name]?.type.numPyName }
    switch layer.kind {
    case .activation: return nil
    case .dense(let weight, let bias):
      let values = try values(weight)
      return .dense(
        DenseLayer(
          name: name,
          weights: Matrix(rows: values.count / layer.units, columns: layer.units, values: values),
          bias: try optionalValues(bias), storedType: storedType ?? "float64"))
    case .affine(let scale, let shift, let className):
      return .affine(
        AffineLayer(
          name: name, className: className, scale: try values(scale), shift: try values(shift)))
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
      return .layerNormalization(
        LayerNormalizationLayer(
          name: name, gamma: try optionalValues(gamma), beta: try optionalValues(beta),
          epsilon: epsilon, width: layer.units, storedType: storedType ?? "float32"))
    }
  }

  private func affine(
    _ layer: CoefficientLayer, _ storedType: String?, _ origin: AffineLayer.Origin
  ) throws(FileError) -> NetworkLayer {
    do throws(NetworkError) {
      return .affine(
        try AffineLayer(
          name: layer.name, origin: origin, width: layer.units,
          storedType: storedType ?? "float32"))
    } catch {
      throw failure(error)
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

  private func failure(_ error: NetworkError) -> FileError {
    FileError(
      .badData, file: model.path, object: error.layer.map { "layer \($0)" },
      problem: error.problem)
  }
}
