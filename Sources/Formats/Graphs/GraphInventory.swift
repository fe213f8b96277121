import Networks
import StoredModels

/// What is in a file whose model is a graph: layers where it is a chain, operators where it is none.
struct GraphInventory {
  private(set) var layers: [ModelInventory.LayerEntry] = []
  /// The arrays that the entries name.
  private(set) var arrays: [StoredArray] = []
  private var listed: Set<String> = []
  private let stored: [String: StoredArray]
  private let order: [String]

  /// An inventory of nothing yet.
  ///
  /// - Parameter stored: all arrays of the file, in its order.
  init(_ stored: [StoredArray]) {
    self.stored = Dictionary(stored.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    order = stored.map(\.name)
  }

  /// Lists the layers of a chain; an activation stands with the dense layer before it.
  mutating func add(_ reduction: ChainReduction, of graph: ChainGraph) {
    for piece in reduction.pieces {
      switch piece.part {
      case .dense(let dense):
        var entry = ModelInventory.LayerEntry(
          name: dense.name, className: "Dense", inputs: dense.inputs, outputs: dense.units)
        entry.tensors.append(list(dense.weights, "weights"))
        if let bias = dense.bias { entry.tensors.append(list(bias, "bias")) }
        layers.append(entry)
      case .whole(.activation(let layer)):
        if let last = layers.indices.last, layers[last].className == "Dense",
          layers[last].activation == nil
        {
          layers[last].activation = layer.activation.description
          layers[last].tensors += tensors(piece, graph)
        } else {
          layers.append(
            ModelInventory.LayerEntry(
              name: layer.name, className: "Activation", activation: layer.activation.description,
              tensors: tensors(piece, graph)))
        }
      case .whole(let layer):
        let className: String
        if case .affine(let affine) = layer {
          className = affine.className
        } else {
          className = "LayerNormalization"
        }
        layers.append(
          ModelInventory.LayerEntry(
            name: layer.name, className: className, tensors: tensors(piece, graph)))
      }
    }
  }

  /// Lists an operator of a graph that is no chain.
  mutating func add(operator name: String, kind: String, tensors names: [String]) {
    var entry = ModelInventory.LayerEntry(name: name, className: kind)
    for (index, array) in names.compactMap({ stored[$0] }).enumerated()
    where !listed.contains(array.name) {
      entry.tensors.append(list(array, Self.role(kind, index, array)))
    }
    layers.append(entry)
  }

  /// Lists the variables of an object that nothing has taken yet, by their own names.
  mutating func add(variables: [StoredArray], of name: String) {
    var entry = ModelInventory.LayerEntry(name: name, className: "Variables")
    for array in variables where !listed.contains(array.name) {
      let role = array.name.split(separator: "/").last.map(String.init) ?? array.name
      entry.tensors.append(list(array, role == "kernel" ? "weights" : role))
    }
    if !entry.tensors.isEmpty { layers.append(entry) }
  }

  /// Lists the arrays that nothing has taken yet.
  mutating func addRest(_ name: String) {
    var entry = ModelInventory.LayerEntry(name: name, className: "Constants")
    for name in order where !listed.contains(name) {
      if let array = stored[name] { entry.tensors.append(list(array, "constant")) }
    }
    if !entry.tensors.isEmpty { layers.append(entry) }
  }

  private mutating func tensors(
    _ piece: ChainReduction.Piece, _ graph: ChainGraph
  ) -> [ModelInventory.TensorEntry] {
    var entries: [ModelInventory.TensorEntry] = []
    for node in piece.nodes {
      let place = graph.nodes[node].place
      for (index, name) in place.tensors.enumerated() where !listed.contains(name) {
        guard let array = stored[name] else { continue }
        entries.append(list(array, Self.role(place.kind, index, array)))
      }
    }
    return entries
  }

  private mutating func list(
    _ array: StoredArray, _ role: String
  ) -> ModelInventory.TensorEntry {
    if listed.insert(array.name).inserted { arrays.append(array) }
    return array.entry(role: role)
  }

  /// What an operator's tensors are to it, by their order.
  private static func role(_ kind: String, _ index: Int, _ array: StoredArray) -> String {
    let roles: [String: [String]] = [
      "Gemm": ["weights", "bias"], "MatMul": ["weights"], "Conv": ["weights", "bias"],
      "BatchNormalization": ["gamma", "beta", "moving_mean", "moving_variance"],
      "LayerNormalization": ["gamma", "beta"], "PRelu": ["slopes"],
    ]
    if let known = roles[kind], index < known.count { return known[index] }
    return array.shape.count == 1 && ["Add", "AddV2", "BiasAdd"].contains(kind)
      ? "bias" : "constant"
  }
}
