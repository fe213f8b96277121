import HDF5
import JSON
import Networks
import StoredModels

/// A Keras model, read but for the values of its tensors.
struct KerasModel: Sendable {
  /// What is in the file.
  var inventory: ModelInventory
  /// What this package wrote into the file for itself.
  private(set) var ownAttributes = KerasOwnAttributes()
  /// Every tensor with its place, in the order of the inventory.
  let tensors: [KerasTensor]
  /// How to run it, or why not.
  let plan: Result<KerasPlan, NotRunnable>
  /// What was assumed where the file says nothing, and how unusual layers were understood; `nil` when
  /// there is nothing to say.
  let assumption: String?
  /// Whether the architecture comes from the file itself, and not from what the user says.
  let hasOwnArchitecture: Bool

  /// Brings an architecture and weights together.
  ///
  /// - Parameters:
  ///   - architecture: the layers and their connections.
  ///   - weights: the tensors.
  ///   - format: the kind of file.
  ///   - hints: what the user says; its architecture is not looked at here.
  ///   - isOwn: whether the architecture comes from the file.
  /// - Throws: ``KerasConfigurationError`` when they contradict each other.
  init(
    _ architecture: KerasArchitecture, _ weights: KerasStoredWeights,
    format: ModelInventory.Format, hints: ArchitectureHints = .none, isOwn: Bool = true
  ) throws(KerasConfigurationError) {
    hasOwnArchitecture = isOwn
    var root = architecture.root
    if case .named(let groups) = weights { root.nameNestedModels(after: groups.map(\.layer)) }
    let version =
      architecture.version.flatMap(KerasVersion.init)
      ?? (root.isOfKeras3 ? KerasVersion("3") : nil)
    let decoder = KerasActivationDecoder(version: version)
    let layers: [KerasLayer]
    if root.isModel {
      layers = try KerasAssignment.assign(root, weights)
      plan = try Self.plan(
        root, layers, decoder: decoder,
        storesDeviation: weights.isNumbered || version?.storesDeviation == true,
        output: hints.outputLayer)
    } else {
      // A subclassed model: there is no list of layers, only groups of weights.
      layers = weights.layers
      plan = .failure(
        NotRunnable(
          layer: nil, className: root.className,
          reason: "the model is a \(root.className), neither Sequential nor Functional; "
            + "its code is not in the file"))
    }
    inventory = try Self.inventory(
      layers, plan, decoder: decoder, format: format, architecture: architecture)
    tensors = layers.flatMap(\.tensors)
    assumption = Self.notes(root, try? plan.get(), output: hints.outputLayer)
  }

  /// How the model was understood, where that is not plain.
  private static func notes(_ root: KerasNode, _ plan: KerasPlan?, output: String?) -> String? {
    guard let plan else { return nil }
    var notes: [String] = []
    for node in root.models {
      guard let subclass = node.subclass else { continue }
      let name = node.name.isEmpty ? "the model" : "'\(node.name.prefix(80))'"
      notes.append(
        "\(name) is a \(subclass.prefix(80)), whose code is not in the file: its layers are run as "
          + "Sequential runs them")
    }
    if let output { notes.append("the outputs are those of layer \(output.prefix(80))") }
    notes += plan.notes
    return notes.isEmpty ? nil : notes.joined(separator: "; ")
  }

  /// Takes weights without an architecture for a chain of dense layers, if the user says so.
  ///
  /// - Throws: ``KerasConfigurationError`` when the layers do not chain.
  init(
    assuming hints: ArchitectureHints, _ weights: KerasStoredWeights, format: ModelInventory.Format,
    version: String?, backend: String?
  ) throws(KerasConfigurationError) {
    hasOwnArchitecture = false
    let decoder = KerasActivationDecoder(version: version.flatMap(KerasVersion.init))
    var layers = weights.layers
    var assumption: String?
    if hints.isEmpty {
      plan = .failure(
        NotRunnable(
          layer: nil, className: nil,
          reason: "the file has weights but no architecture, so the activations are unknown: "
            + "--architecture FILE or --activation and --output-activation tell them"))
    } else {
      switch KerasAssumedChain.make(weights, hints: hints) {
      case .failure(let obstacle): plan = .failure(obstacle)
      case .success(let chain):
        layers = chain.layers
        plan = try Self.plan(
          chain.root, layers, decoder: decoder, storesDeviation: false, output: hints.outputLayer)
        assumption = KerasAssumedChain.assumptions(hints, layers: layers.count)
      }
    }
    var architecture = KerasArchitecture(root: .guessed(from: [], name: ""))
    architecture.version = version
    architecture.backend = backend
    inventory = try Self.inventory(
      layers, plan, decoder: decoder, format: format, architecture: architecture)
    tensors = layers.flatMap(\.tensors)
    self.assumption = assumption
  }

  /// Adds what stands beside the model: this package's own attributes, and whether there is a state of
  /// training that a network does not carry.
  mutating func addSurroundings(from root: borrowing HDF5Group) {
    ownAttributes = KerasOwnAttributes(root)
    inventory.hasTrainingState =
      root.hasAttribute("training_config") || (try? root.child("optimizer_weights")) == .group
      || (try? root.child("optimizer")) == .group
  }

  private static func plan(
    _ model: KerasNode, _ layers: [KerasLayer], decoder: KerasActivationDecoder,
    storesDeviation: Bool, output: String?
  ) throws(KerasConfigurationError) -> Result<KerasPlan, NotRunnable> {
    for layer in layers where layer.node.className == "Dense" && layer.node.foreignModule == nil {
      _ = try KerasDenseCheck.parts(of: layer)
    }
    switch try KerasChain.order(of: model, output: output) {
    case .failure(let obstacle): return .failure(obstacle)
    case .success(let order):
      let byNumber = Dictionary(layers.map { ($0.node.id, $0) }) { first, _ in first }
      return try KerasPlanner.plan(
        order.compactMap { byNumber[$0.id] },
        declaredShape: KerasNumbers.shape(model.configuration["build_input_shape"]),
        decoder: decoder, storesDeviation: storesDeviation)
    }
  }

  private static func inventory(
    _ layers: [KerasLayer], _ plan: Result<KerasPlan, NotRunnable>,
    decoder: KerasActivationDecoder, format: ModelInventory.Format, architecture: KerasArchitecture
  ) throws(KerasConfigurationError) -> ModelInventory {
    let widths = (try? plan.get())?.widths ?? [:]
    var entries: [ModelInventory.LayerEntry] = []
    for layer in layers { entries.append(try entry(layer, decoder: decoder, widths: widths)) }
    let name = architecture.root.name
    return ModelInventory(
      format: format, runsCode: architecture.root.code, kerasVersion: architecture.version,
      backend: architecture.backend, modelName: name.isEmpty ? nil : name, layers: entries)
  }

  private static func entry(
    _ layer: KerasLayer, decoder: KerasActivationDecoder, widths: [String: [Int]]
  ) throws(KerasConfigurationError) -> ModelInventory.LayerEntry {
    let node = layer.node
    var activation: String?
    if let value = node.configuration["activation"], node.className != "Activation" {
      activation = try decoder.decode(value, layer: node.qualifiedName).description
    } else {
      activation = try decoder.layerActivation(
        node.className, node.configuration, layer: node.qualifiedName)?.description
    }
    let kernel = node.className == "Dense" ? layer.tensor("kernel")?.entry.shape : nil
    let width = widths[node.qualifiedName] ?? (kernel?.count == 2 ? kernel : nil)
    return ModelInventory.LayerEntry(
      name: node.qualifiedName, className: node.className, activation: activation,
      inputs: width?.first, outputs: width?.last, tensors: layer.tensors.map(\.entry))
  }
}
