import JSON
import Networks

/// Layers that normalize each sample by statistics of its own.
extension KerasPlanner {
  /// LayerNormalization, over the last axes.
  mutating func addLayerNormalization(
    _ layer: KerasLayer
  ) throws(KerasConfigurationError) -> String? {
    let usesDeviation = layer.node.configuration["rms_scaling"]?.boolValue == true
    return try addOverLastAxes(
      layer, usesDeviation ? .deviation : .standard, gamma: layer.tensor("gamma"),
      beta: usesDeviation ? nil : layer.tensor("beta"), epsilon: 1e-3)
  }

  /// RMSNormalization, over the last axes.
  mutating func addRootMeanSquare(_ layer: KerasLayer) throws(KerasConfigurationError) -> String? {
    guard let scale = layer.tensor("scale") else {
      throw KerasConfigurationError(
        layer: layer.node.qualifiedName, problem: "its scale is missing")
    }
    return try addOverLastAxes(layer, .rootMeanSquare, gamma: scale, beta: nil, epsilon: 1e-6)
  }

  /// UnitNormalization, over the last axes.
  mutating func addUnitNormalization(
    _ layer: KerasLayer
  ) throws(KerasConfigurationError) -> String? {
    try addOverLastAxes(layer, .length, gamma: nil, beta: nil, epsilon: 1e-12)
  }

  /// GroupNormalization, whose channels are the last axis.
  mutating func addGroupNormalization(
    _ layer: KerasLayer
  ) throws(KerasConfigurationError) -> String? {
    let configuration = layer.node.configuration
    if let axis = configuration["axis"], !Self.isLastAxis(axis, rank: shape.rank ?? 1) {
      return "has its channels along an axis other than the last"
    }
    let (gamma, beta) = (layer.tensor("gamma"), layer.tensor("beta"))
    guard let channels = shape.lastExtent ?? (gamma ?? beta)?.entry.count else {
      return "stands before anything that tells how wide the input is"
    }
    if shape.rank == nil, let obstacle = fixWidth(channels) { return obstacle }
    guard let width = shape.width else { return "works on samples of the open shape \(shape)" }
    let given = configuration["groups"]?.intValue ?? 32
    let groups = given == -1 ? channels : given
    guard groups > 0, channels > 0, channels % groups == 0 else {
      throw KerasConfigurationError(
        layer: layer.node.qualifiedName,
        problem: "has \(given) groups for \(channels) channels, which cannot be divided")
    }
    try checkShape([gamma, beta], [channels], of: layer)
    addStep(
      layer.node,
      KerasPlan.SampleNormalization(
        statistic: .standard, grouping: .init(channels: channels, groups: groups), gamma: gamma,
        beta: beta, epsilon: KerasNumbers.scalar(configuration["epsilon"]) ?? 1e-3), width)
    return nil
  }

  private mutating func addOverLastAxes(
    _ layer: KerasLayer, _ statistic: LayerNormalizationLayer.Statistic, gamma: KerasTensor?,
    beta: KerasTensor?, epsilon: Double
  ) throws(KerasConfigurationError) -> String? {
    let configuration = layer.node.configuration
    let rank = shape.rank ?? 1
    guard let axes = Self.lastAxes(configuration["axis"] ?? -1, rank: rank) else {
      return "normalizes along axes other than the last"
    }
    if shape.rank == nil, let count = (gamma ?? beta)?.entry.count,
      let obstacle = fixWidth(count)
    {
      return obstacle
    }
    guard let width = shape.width, let known = shape.known, width > 0 else {
      return "stands before anything that tells how wide the input is"
    }
    let normalized = Array(known.suffix(axes))
    try checkShape([gamma, beta], normalized, of: layer)
    let channels = normalized.reduce(1, *)
    addStep(
      layer.node,
      KerasPlan.SampleNormalization(
        statistic: statistic, grouping: .init(blocks: width / channels, channels: channels),
        gamma: gamma, beta: beta,
        epsilon: KerasNumbers.scalar(configuration["epsilon"]) ?? epsilon), width)
    return nil
  }

  private mutating func addStep(
    _ node: KerasNode, _ normalization: KerasPlan.SampleNormalization, _ width: Int
  ) {
    steps.append(.layerNormalization(name: node.qualifiedName, normalization, width: width))
  }

  private func checkShape(
    _ parts: [KerasTensor?], _ wanted: [Int], of layer: KerasLayer
  ) throws(KerasConfigurationError) {
    for part in parts.compactMap({ $0 }) where part.entry.shape != wanted {
      throw KerasConfigurationError(
        layer: layer.node.qualifiedName,
        problem: "its \(part.shortName) has the shape \(part.entry.shape); \(wanted) was expected")
    }
  }

  /// How many of the last axes are meant, when they are the last ones.
  static func lastAxes(_ axis: JSONValue, rank: Int) -> Int? {
    let numbers =
      axis.intValue.map { [$0] }
      ?? (axis.arrayValue ?? axis["items"]?.arrayValue)?.compactMap(\.intValue)
    guard let numbers, !numbers.isEmpty, numbers.count <= rank else { return nil }
    let places = Set(numbers.map { $0 < 0 ? rank + 1 + $0 : $0 })
    return places == Set((rank + 1 - numbers.count)...rank) ? numbers.count : nil
  }
}
