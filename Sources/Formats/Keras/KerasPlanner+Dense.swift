import JSON
import Networks

/// Layers that reshape, multiply and bend: what dense networks are made of.
extension KerasPlanner {
  mutating func addInput(_ node: KerasNode) throws(KerasConfigurationError) -> String? {
    if let extents = shape.extents, extents.contains(0) {
      throw KerasConfigurationError(
        layer: node.qualifiedName, problem: "declares the input shape \(shape): zero inputs")
    }
    return nil
  }

  mutating func flatten(_ node: KerasNode) -> String? {
    if node.configuration["data_format"]?.stringValue == "channels_first", (shape.rank ?? 1) > 2 {
      return "flattens channels_first data, which reorders them"
    }
    shape = shape.flattened
    return nil
  }

  mutating func reshape(_ node: KerasNode) throws(KerasConfigurationError) -> String? {
    let value = node.configuration["target_shape"] ?? node.configuration["dims"]
    let items = value?.arrayValue ?? value?.objectValue?["items"]?.arrayValue
    guard let target = items?.map(\.intValue), !target.contains(nil) else {
      throw KerasConfigurationError(
        layer: node.qualifiedName, problem: "its target_shape is not a list of whole numbers")
    }
    guard let reshaped = shape.reshaped(to: target.compactMap { $0 }) else {
      throw KerasConfigurationError(
        layer: node.qualifiedName, problem: "cannot make \(target.compactMap { $0 }) of \(shape)")
    }
    shape = reshaped
    return nil
  }

  mutating func addDense(_ layer: KerasLayer) throws(KerasConfigurationError) -> String? {
    let node = layer.node
    if let storage = KerasDenseCheck.specialStorage(of: layer) {
      return "\(storage); it is listed only"
    }
    guard let parts = try KerasDenseCheck.parts(of: layer) else {
      return "its weights are not plain"
    }
    if let rank = shape.rank, rank > 1 {
      return "works on samples of shape \(shape), along their last axis only; "
        + "a Flatten before it would make a chain"
    }
    if let width = shape.width, width != parts.inputs {
      let source = steps.isEmpty ? "the input" : "the layer before it"
      throw KerasConfigurationError(
        layer: node.qualifiedName,
        problem: "takes \(parts.inputs) inputs, but \(source) has a shape of \(shape)"
          + (parts.units == width ? "; is its kernel transposed?" : ""))
    }
    fixWidth(parts.inputs)
    steps.append(.dense(name: node.qualifiedName, kernel: parts.kernel, bias: parts.bias))
    shape = SampleShape(extents: [parts.units])
    return try addActivation(
      decoder.decode(node.configuration["activation"], layer: node.qualifiedName), of: layer)
  }

  mutating func addActivation(
    _ activation: KerasActivation, of layer: KerasLayer
  ) throws(KerasConfigurationError) -> String? {
    let name = layer.node.qualifiedName
    switch activation {
    case .unknown(_, let reason): return reason
    case .known(.linear): return nil
    case .known(let known):
      if (shape.rank ?? 1) > 1, [.softmax, .logSoftmax, .sparsemax, .glu].contains(known) {
        return "applies \(known) to samples of shape \(shape); flat samples were expected"
      }
      if let width = shape.width {
        guard let after = known.outputs(forInputs: width) else {
          return "applies \(known) to \(width) values"
        }
        if after != width { shape = SampleShape(extents: [after]) }
      }
      steps.append(.activation(name: name, known))
      return nil
    case .parametricReLU:
      guard let alpha = layer.tensor("alpha"), let width = shape.width ?? alpha.entry.shape.last,
        alpha.entry.count == width || alpha.entry.count == 1
      else {
        throw KerasConfigurationError(
          layer: name, problem: "its alpha is missing or does not fit samples of shape \(shape)")
      }
      fixWidth(width)
      steps.append(.parametricReLU(name: name, alpha: alpha, width: width))
      return nil
    }
  }
}
