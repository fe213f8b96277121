import Files
import Networks
import Numerics
import StoredModels

/// A dense layer of which a file has the arrays, and nothing else.
struct ArrayLayer: Sendable {
  /// What the layer is called.
  var name: String
  /// The weights.
  var weights: StoredArray
  /// The bias; `nil` without one.
  var bias: StoredArray?
  /// Whether the weights are `[units × inputs]`, as PyTorch has them, and not `[inputs × units]`.
  var isTransposed = false
}

/// Makes a chain of arrays without an architecture: of NumPy's files, of state dictionaries.
///
/// What the file does not say is never guessed but for what ``ArchitectureHints`` tell.
enum ArrayChain {
  /// Takes dense layers in the order that they are given in.
  ///
  /// - Parameters:
  ///   - layers: the layers, input first; at least one.
  ///   - format: the kind of file.
  ///   - hints: the activations.
  ///   - file: the path for messages.
  /// - Throws: `FileError`: `badData` when shapes are impossible or do not chain; `unsupported` when a
  ///   hint does not apply.
  static func model(
    _ layers: [ArrayLayer], format: ModelInventory.Format, hints: ArchitectureHints, file: String
  ) throws(FileError) -> ArrayModel {
    guard hints.document == nil else {
      throw FileError(
        .unsupported, file: file, object: "--architecture",
        problem:
          "is for Keras weights; --activation and --output-activation name the activations of arrays"
      )
    }
    var parts: [StoredChain<StoredArray>.Part] = []
    var inputs = 0
    var entries: [ModelInventory.LayerEntry] = []
    for (index, layer) in layers.enumerated() {
      let (width, units) = try shape(of: layer, file)
      if index == 0 { inputs = width }
      let activation = try hints.decodedActivation(isLast: index == layers.count - 1, file)
      parts.append(
        .dense(
          StoredChain.Dense(
            name: layer.name, inputs: width, units: units, weights: layer.weights,
            bias: layer.bias, storedType: layer.weights.type.rawValue,
            isTransposed: layer.isTransposed)))
      if activation != .linear {
        parts.append(.whole(.activation(ActivationLayer(name: layer.name, activation: activation))))
      }
      entries.append(
        ModelInventory.LayerEntry(
          name: layer.name, className: "Dense",
          activation: activation == .linear ? nil : activation.description, inputs: width,
          outputs: units,
          tensors: [layer.weights.entry(role: "weights")]
            + (layer.bias.map { [$0.entry(role: "bias")] } ?? [])))
    }
    let chain = StoredChain(parts, inputs: inputs, file: file)
    _ = try chain.fitted()
    var model = ArrayModel(
      ModelInventory(format: format, layers: entries), chain: .success(chain),
      arrays: layers.flatMap { [$0.weights] + ($0.bias.map { [$0] } ?? []) })
    model.assumption = KerasAssumedChain.assumptions(hints, layers: layers.count)
    return model
  }

  private static func shape(
    of layer: ArrayLayer, _ file: String
  ) throws(FileError) -> (inputs: Int, units: Int) {
    let extents = layer.weights.shape
    guard extents.count == 2, extents.allSatisfy({ $0 > 0 }) else {
      throw FileError(
        .badData, file: file, object: layer.weights.name,
        problem: "has the shape \(extents); "
          + (layer.isTransposed ? "[units, inputs]" : "[inputs, units]") + " was expected")
    }
    let (inputs, units) =
      layer.isTransposed ? (extents[1], extents[0]) : (extents[0], extents[1])
    if let bias = layer.bias, bias.shape != [units] {
      throw FileError(
        .badData, file: file, object: bias.name,
        problem: "has the shape \(bias.shape); [\(units)] was expected")
    }
    return (inputs, units)
  }
}

extension ArchitectureHints {
  /// The activation of a hidden layer, or of the last one; linear when it is not known.
  fileprivate func decodedActivation(
    isLast: Bool, _ file: String
  ) throws(FileError) -> Activation {
    let configuration = isLast ? output : activation
    let decoded = try? KerasActivationDecoder(version: nil).decode(configuration, layer: "")
    guard case .known(let activation)? = decoded else {
      throw FileError(
        .unsupported, file: file, object: isLast ? "--output-activation" : "--activation",
        problem: "is an activation with weights of its own, which arrays do not have")
    }
    return activation
  }
}
