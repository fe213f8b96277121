import JSON
import Networks

/// Plans how to run a model, or finds the layer that prevents it.
///
/// Looks at configuration and shapes only, so that a model of gigabytes can be judged without its data.
struct KerasPlanner {
  let decoder: KerasActivationDecoder
  private var steps: [KerasPlan.Step] = []
  private var widths: [String: [Int]] = [:]
  private var shape: SampleShape
  /// The shape of the input as the first layers fix it.
  private var inputShape: [Int]?

  /// Plans the chain of `layers`, which are in running order.
  ///
  /// - Parameters:
  ///   - layers: layer after layer.
  ///   - declaredShape: the model's own `build_input_shape`, used when no layer declares one.
  ///   - decoder: decodes activations for the file's Keras version.
  /// - Throws: ``KerasConfigurationError`` when the file contradicts itself.
  static func plan(
    _ layers: [KerasLayer], declaredShape: [Int?]?, decoder: KerasActivationDecoder
  ) throws(KerasConfigurationError) -> Result<KerasPlan, NotRunnable> {
    var planner = KerasPlanner(layers, declaredShape: declaredShape, decoder: decoder)
    for layer in layers {
      if let reason = try planner.add(layer) {
        return .failure(
          NotRunnable(
            layer: layer.node.qualifiedName, className: layer.node.className, reason: reason))
      }
    }
    guard planner.steps.contains(where: { if case .dense = $0 { true } else { false } }),
      let inputs = planner.inputShape?.reduce(1, *)
    else {
      throw KerasConfigurationError(
        layer: nil, problem: "the model has no Dense layer with weights")
    }
    return .success(
      KerasPlan(
        steps: planner.steps, inputs: inputs, inputShape: planner.inputShape ?? [inputs],
        widths: planner.widths))
  }

  private init(_ layers: [KerasLayer], declaredShape: [Int?]?, decoder: KerasActivationDecoder) {
    self.decoder = decoder
    // A later layer's shape is not the input's, except behind an InputLayer that declares none.
    let first = layers.prefix(layers.first?.node.className == "InputLayer" ? 2 : 1)
    let declared = first.lazy.compactMap { Self.declaredShape(of: $0.node) }.first ?? declaredShape
    shape = SampleShape(extents: declared)
    inputShape = shape.known
  }

  /// The sample shape that a layer's own configuration declares.
  private static func declaredShape(of node: KerasNode) -> [Int?]? {
    KerasNumbers.shape(node.configuration["batch_shape"])
      ?? KerasNumbers.shape(node.configuration["batch_input_shape"])
      ?? node.configuration["input_dim"]?.intValue.map { [$0] }
  }

  /// Adds one layer; returns why it cannot be run, or `nil`.
  private mutating func add(_ layer: KerasLayer) throws(KerasConfigurationError) -> String? {
    let node = layer.node
    if let module = node.foreignModule {
      return "comes from '\(module)', which is not Keras; its code is never run"
    }
    let before = shape.width
    defer {
      if let before = before ?? shape.width, let after = shape.width {
        widths[node.qualifiedName] = [before, after]
      }
    }
    switch node.className {
    case "InputLayer": return try addInput(node)
    case "Dropout", "GaussianNoise", "GaussianDropout", "AlphaDropout", "SpatialDropout1D",
      "SpatialDropout2D", "SpatialDropout3D", "ActivityRegularization", "Identity":
      return nil
    case "Masking" where KerasNumbers.scalar(node.configuration["mask_value"]) ?? 0 == 0:
      return nil
    case "Flatten": return flatten(node)
    case "Reshape": return try reshape(node)
    case "Dense": return try addDense(layer)
    case "BatchNormalization": return try addBatchNormalization(layer)
    case "Normalization": return try addNormalization(layer)
    case "Rescaling": return try addRescaling(node)
    default:
      guard
        let activation = try decoder.layerActivation(
          node.className, node.configuration, layer: node.qualifiedName)
      else {
        return "this class can be inspected but not run; chains of Dense, activations, Dropout, "
          + "Flatten, Reshape, BatchNormalization, Normalization and Rescaling can"
      }
      if let axis = node.configuration["axis"], node.className == "Softmax",
        !Self.isLastAxis(axis, rank: shape.rank ?? 1)
      {
        return "works along an axis other than the last"
      }
      return try addActivation(activation, of: layer)
    }
  }

  private mutating func addInput(_ node: KerasNode) throws(KerasConfigurationError) -> String? {
    if let extents = shape.extents, extents.contains(0) {
      throw KerasConfigurationError(
        layer: node.qualifiedName, problem: "declares the input shape \(shape): zero inputs")
    }
    return nil
  }

  private mutating func flatten(_ node: KerasNode) -> String? {
    if node.configuration["data_format"]?.stringValue == "channels_first", (shape.rank ?? 1) > 2 {
      return "flattens channels_first data, which reorders them"
    }
    shape = shape.flattened
    return nil
  }

  private mutating func reshape(_ node: KerasNode) throws(KerasConfigurationError) -> String? {
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

  private mutating func addDense(_ layer: KerasLayer) throws(KerasConfigurationError) -> String? {
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

  private mutating func addActivation(
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

  private mutating func addBatchNormalization(
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
    if shape.width == nil { fixWidth(channels) }
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
          epsilon: KerasNumbers.scalar(configuration["epsilon"]) ?? 1e-3),
        width: shape.width ?? channels))
    return nil
  }

  private mutating func addNormalization(
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
      source = .tensors(mean: mean, variance: variance)
      if shape.width == nil { fixWidth(mean.entry.count) }
    } else if let mean = KerasNumbers.list(configuration["mean"]),
      let variance = KerasNumbers.list(configuration["variance"])
    {
      source = .constants(mean: mean, variance: variance)
      if shape.width == nil { fixWidth(mean.count) }
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

  private mutating func addRescaling(_ node: KerasNode) throws(KerasConfigurationError) -> String? {
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

  /// Learns the width from a layer's weights, where the configuration did not say.
  private mutating func fixWidth(_ width: Int) {
    if shape.width == nil { shape = SampleShape(extents: [width]) }
    if inputShape == nil { inputShape = [width] }
  }

  /// Whether an axis (a number, or a list of one) is the last of batch and sample axes.
  private static func isLastAxis(_ axis: JSONValue, rank: Int) -> Bool {
    let number = axis.intValue ?? (axis.arrayValue?.count == 1 ? axis.arrayValue?[0].intValue : nil)
    return number == -1 || number == rank
  }
}
