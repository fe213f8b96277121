import HDF5
import Networks
import Numerics

/// Reads the weights that a plan names and makes the network.
enum KerasNetworkBuilder {
  /// Builds the network of `plan` from an open file.
  ///
  /// - Throws: `HDF5Error` when a dataset is damaged or a value is impossible, NaN or infinite.
  static func build(
    _ plan: KerasPlan, from root: borrowing HDF5Group
  ) throws(HDF5Error) -> NeuralNetwork {
    var layers: [NetworkLayer] = []
    for step in plan.steps { layers.append(try layer(step, root)) }
    let network: NeuralNetwork
    do throws(NetworkError) {
      network = try NeuralNetwork(layers: layers, inputs: plan.inputs, inputShape: plan.inputShape)
    } catch {
      throw failure(error)
    }
    for layer in network.layers {
      if let part = layer.nonFiniteParameter { throw nonFinite(part, layer: layer.name) }
    }
    return network
  }

  /// Builds what can be said of the network of `plan` without holding the weights of its dense layers.
  ///
  /// - Throws: `HDF5Error` when a dataset is damaged or a value is impossible, NaN or infinite.
  static func outline(
    _ plan: KerasPlan, from root: borrowing HDF5Group
  ) throws(HDF5Error) -> NetworkOutline {
    var steps: [NetworkOutline.Step] = []
    for step in plan.steps {
      if case .dense(let name, let kernel, _) = step {
        steps.append(
          .dense(name: name, inputs: kernel.entry.shape[0], units: kernel.entry.shape[1]))
      } else {
        steps.append(.other(try layer(step, root)))
      }
    }
    let outline: NetworkOutline
    do throws(NetworkError) {
      outline = try NetworkOutline(steps: steps, inputs: plan.inputs)
    } catch {
      throw failure(error)
    }
    for (step, outlined) in zip(plan.steps, steps) {
      if let part = try nonFinitePart(step, outlined, root) {
        throw nonFinite(part, layer: outlined.name)
      }
    }
    return outline
  }

  private static func nonFinitePart(
    _ step: KerasPlan.Step, _ outlined: NetworkOutline.Step, _ root: borrowing HDF5Group
  ) throws(HDF5Error) -> String? {
    if case .other(let layer) = outlined { return layer.nonFiniteParameter }
    guard case .dense(_, let kernel, let bias) = step else { return nil }
    if try !KerasTensorData.isFinite(kernel, root) { return "weights" }
    if let bias, try !KerasTensorData.isFinite(bias, root) { return "bias" }
    return nil
  }

  /// A layer whose parameters hold NaN or infinity.
  static func nonFinite(_ part: String, layer: String) -> HDF5Error {
    HDF5Error(
      .badData, object: "layer \(layer)",
      problem: "its \(part) hold NaN or infinite values; mlp inspect counts them")
  }

  private static func failure(_ error: NetworkError) -> HDF5Error {
    HDF5Error(.badData, object: error.layer.map { "layer \($0)" } ?? "/", problem: error.problem)
  }

  private static func layer(
    _ step: KerasPlan.Step, _ root: borrowing HDF5Group
  ) throws(HDF5Error) -> NetworkLayer {
    switch step {
    case .dense(let name, let kernel, let bias):
      let values = try self.values(kernel, root)
      return .dense(
        DenseLayer(
          name: name,
          weights: Matrix(
            rows: kernel.entry.shape[0], columns: kernel.entry.shape[1], values: values),
          bias: try bias.map { tensor throws(HDF5Error) in try self.values(tensor, root) },
          storedType: kernel.entry.elementType))
    case .activation(let name, let activation):
      return .activation(ActivationLayer(name: name, activation: activation))
    case .parametricReLU(let name, let alpha, let width):
      let values = try self.values(alpha, root)
      let slopes = values.count == width ? values : [Double](repeating: values[0], count: width)
      return .activation(
        ActivationLayer(
          name: name, activation: .parametricReLU(slopes: slopes),
          storedType: alpha.entry.elementType))
    case .batchNormalization(let name, let parts, let width):
      var variance = try values(parts.variance, root)
      if parts.storesDeviation {
        variance = variance.map { ($0 + parts.epsilon) * ($0 + parts.epsilon) }
      }
      let origin = AffineLayer.Origin.batchNormalization(
        gamma: try optionalValues(parts.gamma, root), beta: try optionalValues(parts.beta, root),
        mean: try values(parts.mean, root), variance: variance,
        epsilon: parts.storesDeviation ? 0 : parts.epsilon)
      return try affine(name, origin, width, storedType: parts.mean.entry.elementType)
    case .normalization(let name, let normalization, let width):
      return try self.normalization(name, normalization, width, root)
    case .layerNormalization(let name, let gamma, let beta, let epsilon, let width):
      return .layerNormalization(
        LayerNormalizationLayer(
          name: name, gamma: try optionalValues(gamma, root), beta: try optionalValues(beta, root),
          epsilon: epsilon, width: width,
          storedType: (gamma ?? beta)?.entry.elementType ?? "float32"))
    case .rescaling(let name, let scale, let offset, let width):
      return try affine(name, .rescaling(scale: scale, offset: offset), width)
    }
  }

  private static func normalization(
    _ name: String, _ normalization: KerasPlan.Normalization, _ width: Int,
    _ root: borrowing HDF5Group
  ) throws(HDF5Error) -> NetworkLayer {
    switch normalization.source {
    case .constants(let mean, let variance):
      return try affine(
        name,
        .normalization(
          mean: mean, variance: variance, isInverted: normalization.isInverted, sampleCount: nil),
        width)
    case .tensors(let mean, let variance, let count):
      let sampleCount = try optionalValues(count, root)?.first.flatMap(Int.init(exactly:))
      return try affine(
        name,
        .normalization(
          mean: try values(mean, root), variance: try values(variance, root),
          isInverted: normalization.isInverted, sampleCount: sampleCount ?? 0), width,
        storedType: mean.entry.elementType)
    }
  }

  private static func affine(
    _ name: String, _ origin: AffineLayer.Origin, _ width: Int, storedType: String = "float32"
  ) throws(HDF5Error) -> NetworkLayer {
    do throws(NetworkError) {
      return .affine(
        try AffineLayer(name: name, origin: origin, width: width, storedType: storedType))
    } catch {
      throw HDF5Error(.badData, object: "layer \(name)", problem: error.problem)
    }
  }

  private static func optionalValues(
    _ tensor: KerasTensor?, _ root: borrowing HDF5Group
  ) throws(HDF5Error) -> [Double]? {
    guard let tensor else { return nil }
    return try values(tensor, root)
  }

  private static func values(
    _ tensor: KerasTensor, _ root: borrowing HDF5Group
  ) throws(HDF5Error) -> [Double] {
    try KerasTensorData.values(tensor, root)
  }
}
