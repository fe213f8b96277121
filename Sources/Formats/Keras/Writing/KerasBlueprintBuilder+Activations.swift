import Files
import HDF5
import JSON
import Networks
import StoredModels

/// Activations: inside a Dense where a name says all, otherwise as layers.
extension KerasBlueprintBuilder {
  /// Adds an activation.
  ///
  /// - Parameters:
  ///   - layer: the activation.
  ///   - dense: the written name of the Dense it is part of; `nil` when it is a layer of its own.
  ///   - isLast: whether nothing follows it.
  /// - Throws: `FileError` of kind `unsupported`.
  mutating func addActivation(
    _ layer: ActivationLayer, dense: String?, isLast: Bool
  ) throws(FileError) {
    let activation = layer.activation
    // Reading drops it, and so does writing: it does nothing.
    if activation == .linear { return }
    if case .hardSigmoid(let slope) = activation, kind.hasArchitecture,
      slope != hardSigmoidSlope
    {
      return try addHardSigmoid(slope, layer.name, dense: dense)
    }
    if activation == .glu, !isLast, kind.hasArchitecture {
      throw unsupported(
        "glu halves the width, and Keras builds the layer behind it for the whole: "
          + "it can only be the last")
    }
    switch KerasActivationForm(activation, in: kind) {
    case .function(let name, let readers):
      addFunction(name, activation, layer.name, dense: dense)
      note(readers, activation)
    case .layer(let className, let configuration, let readers):
      try addActivationLayer(layer, className, configuration, dense: dense)
      note(readers, activation)
    case .none(let reason):
      // A file without an architecture need not say it.
      guard kind.hasArchitecture else {
        return addFunction("linear", activation, layer.name, dense: dense)
      }
      throw unsupported("\(activation) cannot be written: \(reason)")
    }
  }

  private mutating func addFunction(
    _ name: String, _ activation: Activation, _ given: String, dense: String?
  ) {
    let written: String
    if let dense, activation != .glu {
      layers[layers.count - 1].configuration["activation"] = .string(name)
      written = dense
    } else {
      written = nameOfLayer(given, className: "Activation", dense: dense)
      layers.append(
        KerasWrittenLayer(
          name: written, className: "Activation",
          configuration: ["activation": .string(name)]))
    }
    expectedLayers.append(.activation(ActivationLayer(name: written, activation: activation)))
  }

  private mutating func addActivationLayer(
    _ layer: ActivationLayer, _ className: String, _ configuration: JSONObject, dense: String?
  ) throws(FileError) {
    var written = KerasWrittenLayer(
      name: nameOfLayer(layer.name, className: className, dense: dense), className: className,
      configuration: configuration)
    var expected = ActivationLayer(name: written.name, activation: layer.activation)
    if case .parametricReLU(let slopes) = layer.activation {
      let type = elementType(for: slopes, stored: layer.storedType)
      written.variables = [
        KerasWrittenVariable(name: "alpha", shape: [slopes.count], values: .floats(slopes, type))
      ]
      written.elementType = type
      expected.storedType = type.rawValue
    }
    if case .thresholdedReLU(let theta) = layer.activation, className == "ReLU" {
      expected.activation = .relu(threshold: theta)
      remark(
        "layer \(written.name) is a ReLU with a threshold: it differs from thresholded_relu where a "
          + "value is exactly \(theta)")
    }
    layers.append(written)
    expectedLayers.append(.activation(expected))
  }

  /// The `hard_sigmoid` that a file of this version does not mean, as the two steps it consists of.
  private mutating func addHardSigmoid(
    _ slope: Double, _ given: String, dense: String?
  ) throws(FileError) {
    guard slope.isFinite else { throw unsupported("hard_sigmoid has the slope \(slope)") }
    let affine: AffineLayer
    do throws(NetworkError) {
      affine = try AffineLayer(
        name: dense.map { "\($0)_rescaling" } ?? given,
        origin: .rescaling(scale: [slope], offset: [0.5]), width: width)
    } catch {
      throw unsupported(error.problem)
    }
    try addAffine(affine, isFlat: true)
    try addActivation(
      ActivationLayer(name: "\(dense ?? given)_re_lu", activation: .relu(maximum: 1)), dense: nil,
      isLast: false)
    remark(
      "the hard_sigmoid of layer \(given) has the slope \(slope), which its name does not mean here: "
        + "it is written as a Rescaling and a ReLU")
  }

  private mutating func nameOfLayer(
    _ given: String, className: String, dense: String?
  ) -> String {
    guard let dense else { return names.name(for: given, className: className) }
    let name = names.newName("\(dense)_\(snakeCase(className))")
    separatedActivations.append(name)
    return name
  }

  private mutating func note(_ readers: PlainActivations.Readers, _ activation: Activation) {
    guard kind == .model || readers == .recentKeras3 && kind == .archive,
      let condition = readers.condition
    else { return }
    remark("the activation \(activation) \(condition)")
  }
}
