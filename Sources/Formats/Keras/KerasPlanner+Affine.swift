import JSON
import Networks

/// Layers that scale and shift each feature.
extension KerasPlanner {
  mutating func addBatchNormalization(
    _ layer: KerasLayer
  ) throws(KerasConfigurationError) -> String? {
    let configuration = layer.node.configuration
    if let mode = configuration["mode"]?.intValue, mode != 0 {
      return "has mode \(mode), which uses the statistics of the batch"
    }
    let rank = shape.rank ?? 1
    if let axis = configuration["axis"], !Self.isLastAxis(axis, rank: rank) {
      return "normalizes along an axis other than the last"
    }
    guard let mean = layer.tensor("moving_mean"), let variance = layer.tensor("moving_variance"),
      let channels = shape.lastExtent ?? mean.entry.shape.last
    else {
      throw KerasConfigurationError(
        layer: layer.node.qualifiedName, problem: "its moving_mean or moving_variance is missing")
    }
    if shape.width == nil, let obstacle = fixWidth(channels) { return obstacle }
    let parts = [mean, variance] + [layer.tensor("gamma"), layer.tensor("beta")].compactMap { $0 }
    for part in parts where part.entry.shape != [channels] {
      throw KerasConfigurationError(
        layer: layer.node.qualifiedName,
        problem:
          "its \(part.shortName) has the shape \(part.entry.shape); \([channels]) was expected")
    }
    steps.append(
      .batchNormalization(
        name: layer.node.qualifiedName,
        KerasPlan.BatchNormalization(
          gamma: layer.tensor("gamma"), beta: layer.tensor("beta"), mean: mean, variance: variance,
          epsilon: KerasNumbers.scalar(configuration["epsilon"]) ?? 1e-3,
          storesDeviation: storesDeviation),
        width: shape.width ?? channels))
    return nil
  }

  mutating func addNormalization(
    _ layer: KerasLayer
  ) throws(KerasConfigurationError) -> String? {
    let configuration = layer.node.configuration
    let rank = shape.rank ?? 1
    // An empty list is axis=None: one mean for everything.
    if let axis = configuration["axis"], axis != .null, axis.arrayValue?.isEmpty != true,
      !Self.isLastAxis(axis, rank: rank)
    {
      return "normalizes along an axis other than the last"
    }
    let source: KerasPlan.Normalization.Source
    if let mean = layer.tensor("mean"), let variance = layer.tensor("variance") {
      source = .tensors(mean: mean, variance: variance, count: layer.tensor("count"))
      if shape.width == nil, let obstacle = fixWidth(mean.entry.count) { return obstacle }
    } else if let mean = KerasNumbers.list(configuration["mean"]),
      let variance = KerasNumbers.list(configuration["variance"])
    {
      source = .constants(mean: mean, variance: variance)
      if shape.width == nil, let obstacle = fixWidth(mean.count) { return obstacle }
    } else {
      throw KerasConfigurationError(
        layer: layer.node.qualifiedName, problem: "its mean and variance are missing")
    }
    steps.append(
      .normalization(
        name: layer.node.qualifiedName,
        KerasPlan.Normalization(
          source: source, isInverted: configuration["invert"]?.boolValue ?? false),
        width: shape.width ?? 1))
    return nil
  }

  mutating func addRescaling(_ node: KerasNode) throws(KerasConfigurationError) -> String? {
    guard let scale = KerasNumbers.list(node.configuration["scale"]),
      let offset = KerasNumbers.list(node.configuration["offset"] ?? .number(0)),
      (scale + offset).allSatisfy(\.isFinite)
    else {
      throw KerasConfigurationError(
        layer: node.qualifiedName, problem: "its scale or offset is not a finite number or list")
    }
    guard let width = shape.width else {
      return "stands before anything that tells how wide the input is"
    }
    steps.append(
      .rescaling(name: node.qualifiedName, scale: scale, offset: offset, width: width))
    return nil
  }
}
