import JSON
import Networks
import Numerics
import StoredModels

/// Plans how to run a model, or finds the layer that prevents it.
///
/// Looks at configuration and shapes only, so that a model of gigabytes can be judged without its data.
struct KerasPlanner {
  let decoder: KerasActivationDecoder
  /// Whether BatchNormalization's fourth variable is a standard deviation.
  let storesDeviation: Bool
  var steps: [KerasPlan.Step] = []
  private var widths: [String: [Int]] = [:]
  private var notes: [String] = []
  var shape: SampleShape
  /// The shape of the input as the first layers fix it.
  private var inputShape: [Int]?

  /// Plans the chain of `layers`, which are in running order.
  ///
  /// - Parameters:
  ///   - layers: layer after layer.
  ///   - declaredShape: the model's own `build_input_shape`, used when no layer declares one.
  ///   - decoder: decodes activations for the file's Keras version.
  ///   - storesDeviation: whether BatchNormalization's fourth variable is a standard deviation.
  /// - Throws: ``KerasConfigurationError`` when the file contradicts itself.
  static func plan(
    _ layers: [KerasLayer], declaredShape: [Int?]?, decoder: KerasActivationDecoder,
    storesDeviation: Bool
  ) throws(KerasConfigurationError) -> Result<KerasPlan, NotRunnable> {
    var planner = KerasPlanner(
      layers, declaredShape: declaredShape, decoder: decoder, storesDeviation: storesDeviation)
    for layer in layers {
      if let reason = try planner.add(layer, isWrapped: false) {
        return .failure(
          NotRunnable(
            layer: layer.node.qualifiedName, className: layer.node.className, reason: reason))
      }
    }
    guard planner.steps.contains(where: { if case .dense = $0 { true } else { false } }),
      let inputShape = planner.inputShape, let inputs = Shape(inputShape)?.count
    else {
      return .failure(
        NotRunnable(
          layer: nil, className: nil,
          reason: "the model has no Dense layer with weights: there is nothing to invert or to run")
      )
    }
    return .success(
      KerasPlan(
        steps: planner.steps, inputs: inputs, inputShape: inputShape, widths: planner.widths,
        notes: planner.notes))
  }

  /// Remembers what a user should know of how a layer was understood.
  mutating func note(_ node: KerasNode, _ text: String) {
    notes.append("layer \(node.qualifiedName): \(text)")
  }

  private init(
    _ layers: [KerasLayer], declaredShape: [Int?]?, decoder: KerasActivationDecoder,
    storesDeviation: Bool
  ) {
    self.decoder = decoder
    self.storesDeviation = storesDeviation
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
      // Keras 0, without the batch dimension.
      ?? node.configuration["input_shape"]?.arrayValue.map { $0.map(\.intValue) }
  }

  /// Adds one layer; returns why it cannot be run, or `nil`.
  ///
  /// - Parameters:
  ///   - layer: the layer.
  ///   - isWrapped: whether it stands inside a wrapper, which does not nest.
  mutating func add(
    _ layer: KerasLayer, isWrapped: Bool
  ) throws(KerasConfigurationError) -> String? {
    let node = layer.node
    if let module = node.foreignModule {
      return "comes from '\(module)', which is not Keras; its code is never run"
    }
    if node.isOperation || node.className == "TFOpLambda" { return try addOperation(layer) }
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
    case "LayerNormalization": return try addLayerNormalization(layer)
    case "Normalization": return try addNormalization(layer)
    case "Rescaling": return try addRescaling(node)
    case "RMSNormalization": return try addRootMeanSquare(layer)
    case "UnitNormalization": return try addUnitNormalization(layer)
    case "GroupNormalization": return try addGroupNormalization(layer)
    case "Permute": return try addPermute(node)
    case "RepeatVector": return try addRepeatVector(node)
    case "EinsumDense": return try addEinsum(layer)
    case "TimeDistributed" where !isWrapped, "SpectralNormalization" where !isWrapped:
      return try addWrapper(layer)
    default:
      guard
        let activation = try decoder.layerActivation(
          node.className, node.configuration, layer: node.qualifiedName)
      else {
        return "this class can be inspected but not run; chains of Dense, activations, Dropout, "
          + "Flatten, Reshape, normalizations and Rescaling can"
      }
      if let axis = node.configuration["axis"], node.className == "Softmax",
        !Self.isLastAxis(axis, rank: shape.rank ?? 1)
      {
        return "works along an axis other than the last"
      }
      return try addActivation(activation, of: layer)
    }
  }

  /// Learns the width of flat samples from a layer's weights, where the configuration did not say.
  ///
  /// - Returns: why it cannot be, when samples have several axes and their extents are open.
  mutating func fixWidth(_ width: Int) -> String? {
    if shape.width == nil {
      guard (shape.rank ?? 1) == 1 else {
        return "works on samples of shape \(shape), whose extents are not all known"
      }
      shape = SampleShape(extents: [width])
    }
    if inputShape == nil { inputShape = [width] }
    return nil
  }

  /// Whether an axis (a number, or a list of one) is the last of batch and sample axes.
  static func isLastAxis(_ axis: JSONValue, rank: Int) -> Bool {
    let number = axis.intValue ?? (axis.arrayValue?.count == 1 ? axis.arrayValue?[0].intValue : nil)
    return number == -1 || number == rank
  }
}
