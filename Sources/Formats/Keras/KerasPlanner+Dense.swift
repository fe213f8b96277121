import JSON
import Networks
import Numerics

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
    if let obstacle = KerasDenseCheck.obstacle(of: layer) {
      return "\(obstacle): it is listed, not run"
    }
    guard var parts = try KerasDenseCheck.parts(of: layer, inputs: shape.lastExtent) else {
      return "its weights are not plain"
    }
    if let width = shape.lastExtent, width != parts.kernel.rows {
      let source = steps.isEmpty ? "the input" : "the layer before it"
      throw KerasConfigurationError(
        layer: node.qualifiedName,
        problem: "takes \(parts.kernel.rows) inputs, but \(source) has a shape of \(shape)"
          + (parts.kernel.columns == width ? "; is its kernel transposed?" : ""))
    }
    if (shape.rank ?? 1) == 1, let obstacle = fixWidth(parts.kernel.rows) { return obstacle }
    let rounding = inputRounding(parts, of: layer, width: shape.width)
    if let rank = shape.rank, rank > 1 {
      if let obstacle = repeatKernel(&parts.kernel) { return obstacle }
    } else {
      shape = SampleShape(extents: [parts.kernel.columns])
    }
    if let rounding { steps.append(rounding) }
    if let note = parts.note { self.note(node, note) }
    steps.append(.dense(name: node.qualifiedName, kernel: parts.kernel, bias: parts.bias))
    return try addActivation(
      decoder.decode(node.configuration["activation"], layer: node.qualifiedName), of: layer)
  }

  /// Quantized layers round what they are given.
  private func inputRounding(
    _ parts: KerasDenseCheck.Parts, of layer: KerasLayer, width: Int?
  ) -> KerasPlan.Step? {
    guard let width else { return nil }
    let rounding: KerasPlan.InputRounding
    switch parts.quantization {
    case .int8(roundsInputs: true), .int4(roundsInputs: true): rounding = .integerLevels
    case .float8:
      guard let scale = layer.tensor("inputs_scale") else { return nil }
      rounding = .float8(scale: scale)
    case .int8, .int4, .other, nil: return nil
    }
    let channels = parts.kernel.rows
    return .inputRounding(
      name: layer.node.qualifiedName, rounding,
      grouping: .init(blocks: width / channels, channels: channels), width: width)
  }

  /// A Dense on samples of several axes works along the last one: one matrix with the kernel along its
  /// diagonal for each place.
  private mutating func repeatKernel(_ kernel: inout KerasKernel) -> String? {
    guard let extents = shape.extents, let places = SampleShape(extents: extents.dropLast()).width
    else {
      return "works on samples of shape \(shape), whose extents are not all known"
    }
    let size = Shape([places, kernel.rows, places, kernel.columns])?.count
    guard let size, size <= KerasKernel.largestRepeated, places > 0 else {
      return
        "works on samples of shape \(shape), along their last axis only: as one matrix it would "
        + "have more than \(KerasKernel.largestRepeated) values"
    }
    kernel.repeats = places
    shape = SampleShape(extents: extents.dropLast() + [kernel.columns])
    return nil
  }

  mutating func addActivation(
    _ activation: KerasActivation, of layer: KerasLayer
  ) throws(KerasConfigurationError) -> String? {
    let name = layer.node.qualifiedName
    switch activation {
    case .unknown(_, let reason): return reason
    case .known(.linear): return nil
    case .known(let known):
      if (shape.rank ?? 1) > 1, shape.width != shape.lastExtent,
        [.softmax, .logSoftmax, .sparsemax, .glu].contains(known)
      {
        return "applies \(known) to samples of shape \(shape); flat samples were expected"
      }
      if let width = shape.width {
        guard let after = known.outputs(forInputs: width) else {
          return "applies \(known) to \(width) values"
        }
        if after != width {
          shape = SampleShape(extents: (shape.extents?.dropLast() ?? []) + [after])
        }
      }
      steps.append(.activation(name: name, known))
      return nil
    case .parametricReLU:
      let slopes = layer.tensor("alpha")
      if let known = shape.known, let extents = slopes?.entry.shape,
        extents.count == known.count, extents.contains(where: { $0 > 1 }),
        zip(extents, known).allSatisfy({ $0 == 1 || $0 == $1 }),
        extents != known, extents.dropLast() != known.dropLast().map({ _ in 1 })[...]
      {
        return "shares its slopes \(extents) along other axes than the first of samples of \(shape)"
      }
      if slopes == nil, layer.node.className != "PReLU" {
        return
          "has a PReLU as its activation, whose slopes are not in the file: Keras leaves them out "
          + "of a model that was never called; call it once, and save it again"
      }
      guard let alpha = slopes, let width = shape.width ?? alpha.entry.shape.last,
        alpha.entry.count == width || alpha.entry.count == 1
          || alpha.entry.shape.dropLast().allSatisfy({ $0 == 1 })
            && alpha.entry.shape.last == shape.lastExtent
      else {
        throw KerasConfigurationError(
          layer: name, problem: "its alpha is missing or does not fit samples of shape \(shape)")
      }
      if let obstacle = fixWidth(width) { return obstacle }
      steps.append(.parametricReLU(name: name, alpha: alpha, width: width))
      return nil
    }
  }
}
