import Files
import Networks
import Numerics
import StoredModels

/// A chain while a reader makes it: its steps, and what the inventory says of them.
struct ChainBuilder {
  /// The steps, input first.
  var parts: [StoredChain<StoredArray>.Part] = []
  /// What the inventory says of them.
  var entries: [ModelInventory.LayerEntry] = []
  /// The arrays of the entries.
  var arrays: [StoredArray] = []
  /// A name for each class.
  var classNames: [String]?
  /// What the outputs are for.
  var task: OutputTask?
  /// What was assumed or left out: a sentence each.
  var notes: [String] = []
  /// The width behind the last step; `nil` before the first that has one.
  var width: Int?
  /// The width before the first step.
  private(set) var inputs: Int?
  /// Whether the file also holds what only training needs.
  var hasTrainingState = false
  /// What the features are called, when the model says so.
  var featureNames: [String]?
  private let file: String

  /// Creates an empty chain of a file.
  init(file: String) { self.file = file }

  /// Adds a dense layer.
  ///
  /// - Parameters:
  ///   - layer: its numbers.
  ///   - className: what the inventory calls it.
  ///   - activation: what follows it.
  mutating func add(_ layer: DenseLayer, className: String, activation: Activation = .linear) {
    let name = unused(layer.name)
    let type = ElementType(rawValue: layer.storedType) ?? .float64
    let weights = StoredArray(
      "\(name).weights", shape: [layer.inputs, layer.units], type: type,
      numbers: layer.weights.values, file: file)
    let bias = layer.bias.map {
      StoredArray("\(name).bias", shape: [layer.units], type: type, numbers: $0, file: file)
    }
    parts.append(
      .dense(
        StoredChain.Dense(
          name: name, inputs: layer.inputs, units: layer.units, weights: weights, bias: bias,
          storedType: layer.storedType)))
    if activation != .linear {
      parts.append(.whole(.activation(ActivationLayer(name: name, activation: activation))))
    }
    let found = [("weights", weights)] + (bias.map { [("bias", $0)] } ?? [])
    entries.append(
      ModelInventory.LayerEntry(
        name: name, className: className,
        activation: activation == .linear ? nil : activation.description, inputs: layer.inputs,
        outputs: layer.units, tensors: found.map { $0.1.entry(role: $0.0) }))
    arrays += found.map(\.1)
    advance(from: layer.inputs, to: layer.units)
  }

  /// Adds a scaling, with the arrays it is made of.
  mutating func add(_ layer: AffineLayer, className: String) {
    var layer = layer
    layer.name = unused(layer.name)
    var found: [(role: String, values: [Double])]
    switch layer.scaling {
    case .standard(let mean, let scale): found = [("mean", mean), ("scale", scale)]
    case .minMax(let minimum, let scale): found = [("minimum", minimum), ("scale", scale)]
    case .divide(let divisors): found = [("divisor", divisors)]
    case nil: found = [("scale", layer.scale), ("shift", layer.shift)]
    }
    let count = layer.scale.count
    let own = found.map { part in
      StoredArray(
        "\(layer.name).\(part.role)", shape: [count], type: .float64, numbers: part.values,
        file: file)
    }
    entries.append(
      ModelInventory.LayerEntry(
        name: layer.name, className: className, inputs: count, outputs: count,
        tensors: zip(found, own).map { $1.entry(role: $0.role) }))
    arrays += own
    parts.append(.whole(.affine(layer)))
    advance(from: count, to: count)
  }

  /// Adds a dense layer whose numbers stay in the file.
  ///
  /// - Parameters:
  ///   - weights: of two extents.
  ///   - bias: one number for each unit; `nil` without one.
  ///   - isTransposed: whether the weights are `[units × inputs]`.
  ///   - name: the layer's name.
  ///   - className: what the inventory calls it.
  mutating func add(
    weights: StoredArray, bias: StoredArray?, isTransposed: Bool, name: String, className: String
  ) {
    let name = unused(name)
    let (inputs, units) =
      isTransposed
      ? (weights.shape[1], weights.shape[0]) : (weights.shape[0], weights.shape[1])
    parts.append(
      .dense(
        StoredChain.Dense(
          name: name, inputs: inputs, units: units, weights: weights, bias: bias,
          storedType: weights.type.rawValue, isTransposed: isTransposed)))
    entries.append(
      ModelInventory.LayerEntry(
        name: name, className: className, inputs: inputs, outputs: units,
        tensors: [weights.entry(role: "weights")] + (bias.map { [$0.entry(role: "bias")] } ?? [])))
    arrays += [weights] + (bias.map { [$0] } ?? [])
    advance(from: inputs, to: units)
  }

  /// Adds a batch normalization at inference.
  ///
  /// - Parameters:
  ///   - mean: the running mean.
  ///   - variance: the running variance.
  ///   - gamma: the factors; `nil` for 1.
  ///   - beta: the summands; `nil` for 0.
  ///   - epsilon: added to the variance.
  ///   - name: the layer's name.
  /// - Throws: `FileError` of kind `badData` when the numbers cannot be read, or are no statistics.
  mutating func add(
    normalization mean: StoredArray, _ variance: StoredArray, gamma: StoredArray?,
    beta: StoredArray?, epsilon: Double, name: String
  ) throws(FileError) {
    let name = unused(name)
    let named = [
      ("gamma", gamma), ("beta", beta), ("moving_mean", mean), ("moving_variance", variance),
    ]
    let found = named.compactMap { role, array in array.map { (role: role, array: $0) } }
    let origin = AffineLayer.Origin.batchNormalization(
      gamma: try gamma?.values(), beta: try beta?.values(), mean: try mean.values(),
      variance: try variance.values(), epsilon: epsilon)
    do throws(NetworkError) {
      parts.append(
        .whole(
          .affine(
            try AffineLayer(
              name: name, origin: origin, width: mean.count, storedType: mean.type.rawValue))))
    } catch {
      throw FileError(.badData, file: file, object: "layer \(name)", problem: error.problem)
    }
    entries.append(
      ModelInventory.LayerEntry(
        name: name, className: "BatchNorm1d", inputs: mean.count, outputs: mean.count,
        tensors: found.map { $0.array.entry(role: $0.role) }))
    arrays += found.map(\.array)
    advance(from: mean.count, to: mean.count)
  }

  /// Adds a normalization of each sample.
  mutating func add(_ layer: LayerNormalizationLayer, className: String = "LayerNorm") {
    var layer = layer
    layer.name = unused(layer.name)
    let named = [("gamma", layer.gamma), ("beta", layer.beta)]
    let own = named.compactMap { role, values in
      values.map {
        (
          role: role,
          array: StoredArray(
            "\(layer.name).\(role)", shape: [layer.width],
            type: ElementType(rawValue: layer.storedType) ?? .float32, numbers: $0, file: file)
        )
      }
    }
    parts.append(.whole(.layerNormalization(layer)))
    entries.append(
      ModelInventory.LayerEntry(
        name: layer.name, className: className, inputs: layer.width, outputs: layer.width,
        tensors: own.map { $0.array.entry(role: $0.role) }))
    arrays += own.map(\.array)
    advance(from: layer.width, to: layer.width)
  }

  /// Adds an activation that is a step of its own.
  mutating func add(_ activation: Activation, name: String, className: String) {
    let name = unused(name)
    parts.append(.whole(.activation(ActivationLayer(name: name, activation: activation))))
    entries.append(
      ModelInventory.LayerEntry(
        name: name, className: className, activation: activation.description, inputs: width,
        outputs: width))
  }

  /// Gives the last layer an activation, under its own name; a linear one is none.
  mutating func append(_ activation: Activation, to name: String) {
    guard activation != .linear else { return }
    parts.append(.whole(.activation(ActivationLayer(name: name, activation: activation))))
    if !entries.isEmpty { entries[entries.count - 1].activation = activation.description }
  }

  private mutating func advance(from first: Int, to last: Int) {
    if inputs == nil { inputs = first }
    width = last
  }

  /// The name, or one made of it when a layer has it already.
  private func unused(_ name: String) -> String {
    let name = String(name.prefix(80))
    let taken = Set(entries.map(\.name))
    guard taken.contains(name) else { return name }
    return (2...(taken.count + 2)).lazy.map { "\(name)_\($0)" }.first { !taken.contains($0) }
      ?? name
  }

  /// The chain; `nil` when it has no step with a width.
  var stored: StoredChain<StoredArray>? {
    guard let inputs else { return nil }
    var chain = StoredChain(parts, inputs: inputs, file: file)
    chain.classNames = classNames
    chain.task = task
    chain.storedInputs = StoredInputs(names: featureNames, count: inputs)
    return chain
  }
}
