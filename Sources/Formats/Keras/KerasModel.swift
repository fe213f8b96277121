import HDF5
import JSON
import Networks

/// A Keras full-model HDF5 file, read but for the values of its tensors.
struct KerasModel: Sendable {
  /// What is in the file.
  let inventory: ModelInventory
  /// Every tensor with its place, in the order of the inventory.
  let tensors: [KerasTensor]
  /// How to run it, or why not.
  let plan: Result<KerasPlan, NotRunnable>

  /// The longest `model_config` that is accepted, in bytes.
  private static let longestConfiguration = 16 << 20

  /// Reads a file whose root has a `model_config` or a `model_weights`.
  ///
  /// - Throws: `HDF5Error` that names the object and what was expected of it.
  static func read(_ root: borrowing HDF5Group) throws(HDF5Error) -> KerasModel {
    guard let text = try root.text("model_config", limit: longestConfiguration) else {
      throw configurationError("is missing: the file has weights but no architecture")
    }
    guard !text.isEmpty else { throw configurationError("is empty") }
    let version = try root.text("keras_version")
    let backend = try root.text("backend")
    var model: KerasNode
    do throws(KerasConfigurationError) {
      model = try KerasConfiguration.parse(text)
    } catch {
      throw configurationError((error.layer.map { "layer \($0): " } ?? "") + error.problem)
    }
    let groups = try KerasWeights.read(try root.group("model_weights"))
    model.nameNestedModels(after: groups.map(\.layer))
    do throws(KerasConfigurationError) {
      return try KerasModel(model, groups, version: version, backend: backend)
    } catch {
      guard let layer = error.layer else { throw configurationError(error.problem) }
      throw HDF5Error(.badData, object: "layer \(layer)", problem: error.problem)
    }
  }

  private static func configurationError(_ problem: String) -> HDF5Error {
    HDF5Error(.badData, object: "attribute model_config of /", problem: problem)
  }

  private init(
    _ model: KerasNode, _ groups: [(layer: String, tensors: [KerasTensor])], version: String?,
    backend: String?
  ) throws(KerasConfigurationError) {
    let decoder = KerasActivationDecoder(version: version.flatMap(KerasVersion.init))
    let layers: [KerasLayer]
    if model.isModel {
      layers = try KerasAssignment.assign(model, groups)
      plan = try Self.plan(model, layers, decoder: decoder)
    } else {
      // A subclassed model: there is no list of layers, only groups of weights.
      layers = groups.map { group in
        let node = KerasNode(
          className: "unknown", name: group.layer, outerNames: [], configuration: JSONObject(),
          foreignModule: nil, children: [], calls: [], inputNames: [], outputNames: [])
        return KerasLayer(node: node, tensors: group.tensors)
      }
      plan = .failure(
        NotRunnable(
          layer: nil, className: model.className,
          reason: "the model is a \(model.className), neither Sequential nor Functional; "
            + "its code is not in the file"))
    }
    let widths = (try? plan.get())?.widths ?? [:]
    var entries: [ModelInventory.LayerEntry] = []
    for layer in layers { entries.append(try Self.entry(layer, decoder: decoder, widths: widths)) }
    inventory = ModelInventory(
      format: .kerasHDF5Model, kerasVersion: version, backend: backend,
      modelName: model.name.isEmpty ? nil : model.name, layers: entries)
    tensors = layers.flatMap(\.tensors)
  }

  private static func plan(
    _ model: KerasNode, _ layers: [KerasLayer], decoder: KerasActivationDecoder
  ) throws(KerasConfigurationError) -> Result<KerasPlan, NotRunnable> {
    for layer in layers where layer.node.className == "Dense" && layer.node.foreignModule == nil {
      _ = try KerasDenseCheck.parts(of: layer)
    }
    switch try KerasChain.order(of: model) {
    case .failure(let obstacle): return .failure(obstacle)
    case .success(let order):
      let byName = Dictionary(layers.map { ($0.node.qualifiedName, $0) }) { first, _ in first }
      return try KerasPlanner.plan(
        order.compactMap { byName[$0.qualifiedName] },
        declaredShape: KerasNumbers.shape(model.configuration["build_input_shape"]),
        decoder: decoder)
    }
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
