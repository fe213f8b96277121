import JSON
import Networks

/// Functions called on tensors.
extension KerasPlanner {
  mutating func addOperation(_ layer: KerasLayer) throws(KerasConfigurationError) -> String? {
    let node = layer.node
    switch try KerasOperation.of(node, decoder: decoder) {
    case .unsupported(let reason): return reason
    case .identity: return nil
    case .activation(let activation): return try addActivation(activation, of: layer)
    case .affine(let scale, let offset): return addAffine(node, scale, offset)
    case .unitLength(let axis, let epsilon):
      var normalized = KerasLayer(node: node, tensors: [])
      normalized.node.configuration = ["axis": axis, "epsilon": .number(epsilon)]
      return try addUnitNormalization(normalized)
    case .reshape(let extents): return reshapeWithBatch(extents)
    case .axis(let axis, let isNew): return changeAxis(axis, isNew: isNew)
    case .transpose(let axes):
      guard let rank = shape.rank, axes.count == rank + 1 else { return "moves unknown axes" }
      let places = axes.map { $0 < 0 ? $0 + rank + 1 : $0 }
      guard places.first == 0 else { return "moves the axis of the samples" }
      return try permute(node, places.dropFirst().map { $0 - 1 })
    }
  }

  private mutating func addAffine(
    _ node: KerasNode, _ scale: KerasOperation.Constant, _ offset: KerasOperation.Constant
  ) -> String? {
    guard (scale.values + offset.values).allSatisfy(\.isFinite) else {
      return "computes with a constant that is not finite"
    }
    guard let width = shape.width, let extents = shape.known else {
      return "stands before anything that tells how wide the input is"
    }
    var parts: [[Double]] = []
    for constant in [scale, offset] {
      guard let values = spread(constant, over: extents) else {
        return "computes with a constant of shape \(constant.extents) on samples of shape \(shape)"
      }
      parts.append(values)
    }
    steps.append(
      .rescaling(name: node.qualifiedName, scale: parts[0], offset: parts[1], width: width))
    return nil
  }

  /// A constant that repeats along a sample: one number, the values of its last axes, or `nil` when it
  /// is broadcast in another way.
  private func spread(_ constant: KerasOperation.Constant, over extents: [Int]) -> [Double]? {
    let real = Array(constant.extents.drop { $0 == 1 })
    if real.isEmpty { return constant.extents.count <= extents.count + 1 ? constant.values : nil }
    return real.count <= extents.count && Array(extents.suffix(real.count)) == real
      && constant.extents.count <= extents.count + 1
      ? constant.values : nil
  }

  /// A reshape whose first extent is the batch's.
  private mutating func reshapeWithBatch(_ extents: [Int]) -> String? {
    guard let first = extents.first, let width = shape.width else {
      return "reshapes samples of the open shape \(shape)"
    }
    let target = Array(extents.dropFirst())
    guard first == -1, !target.isEmpty, !target.contains(-1),
      let reshaped = shape.reshaped(to: target), reshaped.width == width
    else {
      return "reshapes to \(extents), which may mix samples"
    }
    shape = reshaped
    return nil
  }

  private mutating func changeAxis(_ axis: Int, isNew: Bool) -> String? {
    guard var extents = shape.extents else { return "changes the axes of samples of unknown shape" }
    let place = axis < 0 ? axis + extents.count + (isNew ? 2 : 1) : axis
    guard place >= 1, place <= extents.count + (isNew ? 1 : 0) else {
      return "changes the axis of the samples"
    }
    if isNew {
      extents.insert(1, at: place - 1)
    } else {
      guard extents[place - 1] == 1, extents.count > 1 else {
        return "takes away an axis of samples of shape \(shape)"
      }
      extents.remove(at: place - 1)
    }
    shape = SampleShape(extents: extents)
    return nil
  }
}
