import HDF5
import Networks
import Numerics
import StoredModels

/// Makes a chain of what a plan says, with the numbers of all layers but the dense ones.
enum KerasNetworkBuilder {
  /// Builds the chain of `plan` from an open file.
  ///
  /// - Throws: `HDF5Error` when a dataset is damaged or a value is impossible.
  static func chain(
    _ plan: KerasPlan, from root: borrowing HDF5Group, file: String
  ) throws(HDF5Error) -> StoredChain<KerasNumbersPlace> {
    var parts: [StoredChain<KerasNumbersPlace>.Part] = []
    for step in plan.steps { parts.append(try part(step, root)) }
    var chain = StoredChain(parts, inputs: plan.inputs, file: file)
    chain.inputShape = plan.inputShape
    let first = parts.prefix { if case .whole = $0 { true } else { false } }
    chain.storedInputs = pixelRange(
      ofLayers: first.compactMap { if case .whole(let layer) = $0 { layer } else { nil } }
    ).map { .range($0) }
    return chain
  }

  private static func part(
    _ step: KerasPlan.Step, _ root: borrowing HDF5Group
  ) throws(HDF5Error) -> StoredChain<KerasNumbersPlace>.Part {
    switch step {
    case .dense(let name, let kernel, let bias):
      return .dense(
        StoredChain.Dense(
          name: name, inputs: kernel.repeats * kernel.rows,
          units: kernel.repeats * kernel.columns, weights: .kernel(kernel),
          bias: bias.map { .bias($0, of: kernel) }, storedType: kernel.storedType))
    case .inputRounding(let name, let rounding, let grouping, let width):
      return .whole(
        .layerNormalization(
          LayerNormalizationLayer(
            name: name, statistic: try statistic(rounding, root), gamma: nil, beta: nil,
            epsilon: 1e-7, width: width, grouping: grouping)))
    case .rearrangement(let name, let sources, let inputs):
      var weights = Matrix(rows: inputs, columns: sources.count)
      for (unit, source) in sources.enumerated() { weights[source, unit] = 1 }
      return .whole(.dense(DenseLayer(name: name, weights: weights, bias: nil)))
    case .activation(let name, let activation):
      return .whole(.activation(ActivationLayer(name: name, activation: activation)))
    case .parametricReLU(let name, let alpha, let width):
      let values = try self.values(alpha, root)
      let slopes = spread(values, width)
      return .whole(
        .activation(
          ActivationLayer(
            name: name, activation: .parametricReLU(slopes: slopes),
            storedType: alpha.entry.elementType)))
    case .batchNormalization(let name, let parts, let width):
      var variance = try values(parts.variance, root)
      if parts.storesDeviation {
        variance = variance.map { ($0 + parts.epsilon) * ($0 + parts.epsilon) }
      }
      let origin = AffineLayer.Origin.batchNormalization(
        gamma: try optionalValues(parts.gamma, root), beta: try optionalValues(parts.beta, root),
        mean: try values(parts.mean, root), variance: variance,
        epsilon: parts.storesDeviation ? 0 : parts.epsilon)
      return .whole(try affine(name, origin, width, storedType: parts.mean.entry.elementType))
    case .normalization(let name, let normalization, let width):
      return .whole(try self.normalization(name, normalization, width, root))
    case .layerNormalization(let name, let parts, let width):
      return .whole(
        .layerNormalization(
          LayerNormalizationLayer(
            name: name, statistic: parts.statistic,
            gamma: try optionalValues(parts.gamma, root).map { spread($0, width) },
            beta: try optionalValues(parts.beta, root).map { spread($0, width) },
            epsilon: parts.epsilon, width: width, grouping: parts.grouping,
            storedType: (parts.gamma ?? parts.beta)?.entry.elementType ?? "float32")))
    case .rescaling(let name, let scale, let offset, let width):
      return .whole(try affine(name, .rescaling(scale: scale, offset: offset), width))
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

  private static func statistic(
    _ rounding: KerasPlan.InputRounding, _ root: borrowing HDF5Group
  ) throws(HDF5Error) -> LayerNormalizationLayer.Statistic {
    guard case .float8(let scale) = rounding else { return .integerLevels }
    let value = try values(scale, root).first ?? 1
    guard value.isFinite, value > 0 else {
      throw HDF5Error(
        .badData, object: scale.entry.path, problem: "is \(value); a scale is above 0")
    }
    return .float8(scale: value)
  }

  /// Values of the last axes, repeated for each place of a sample.
  private static func spread(_ values: [Double], _ width: Int) -> [Double] {
    values.count == width ? values : (0..<width).map { values[$0 % values.count] }
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
