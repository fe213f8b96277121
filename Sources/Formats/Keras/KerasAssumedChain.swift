import JSON
import Networks
import StoredModels

/// A chain of dense layers made up from weights without an architecture and from what the user says.
enum KerasAssumedChain {
  /// Makes the model, or says which layer's weights are not those of a dense layer, or that the order of
  /// the layers is not known.
  static func make(
    _ weights: KerasStoredWeights, hints: ArchitectureHints
  ) -> Result<(root: KerasNode, layers: [KerasLayer]), NotRunnable> {
    let ordered: [KerasLayer]
    switch KerasChainSearch.order(of: weights.parts) {
    case .found(let layers): ordered = layers
    case .none: return .failure(openOrder("no order of them fits together"))
    case .several: return .failure(openOrder("their shapes allow more than one"))
    }
    var chain: [KerasLayer] = []
    for (index, layer) in ordered.enumerated() {
      guard layer.node.className == "Dense", let units = layer.tensor("kernel")?.entry.shape.last
      else {
        return .failure(
          NotRunnable(
            layer: layer.node.qualifiedName, className: layer.node.className,
            reason:
              "its weights are not those of a dense layer; --architecture FILE with the JSON of "
              + "model.to_json() tells what it is"))
      }
      var layer = layer
      layer.node.configuration = [
        "units": .number(units), "use_bias": .bool(layer.tensor("bias") != nil),
        "activation": (index == ordered.count - 1 ? hints.output : hints.activation) ?? "linear",
      ]
      layer.node.id = index + 1
      chain.append(layer)
    }
    let root = KerasNode(className: "Sequential", name: "", children: chain.map(\.node))
    return .success((root, chain))
  }

  private static func openOrder(_ what: String) -> NotRunnable {
    NotRunnable(
      layer: nil, className: nil,
      reason:
        "the order of its layers is not in the file, and \(what): nested models are stored beside "
        + "other layers; --architecture FILE with the JSON of model.to_json() tells it")
  }

  /// What was assumed, for the user.
  static func assumptions(_ hints: ArchitectureHints, layers: Int) -> String {
    let hidden =
      layers > 1 ? "\(hints.activationText ?? "linear") after each hidden layer and " : ""
    return
      "the file has no architecture: its \(layers) dense layers are taken as a chain in their order, "
      + "with \(hidden)\(hints.outputText ?? "linear") at the end"
  }
}

extension KerasStoredWeights {
  /// The layers that have weights, with what the file says of their order.
  var parts: KerasChainSearch.Part {
    switch self {
    case .named(let groups):
      .ordered(groups.filter { !$0.tensors.isEmpty }.map(Self.part))
    case .numbered(let groups):
      .ordered(groups.filter { !$0.tensors.isEmpty }.map(Self.numberedPart))
    case .objects(let container): Self.part(container, outerNames: [])
    }
  }

  /// A group of the legacy layout: one layer, or a nested model's.
  private static func part(_ group: KerasGroup) -> KerasChainSearch.Part {
    guard group.tensors.count(where: { $0.shortName == "kernel" }) > 1 else {
      let tensors = kernelAndBias(group.tensors)
      return .layer(
        KerasLayer(node: .guessed(from: tensors, name: group.layer), tensors: tensors))
    }
    var owners: [String] = []
    var tensors: [String: [KerasTensor]] = [:]
    for tensor in group.tensors {
      if tensors[tensor.owner] == nil { owners.append(tensor.owner) }
      tensors[tensor.owner, default: []].append(tensor)
    }
    let layers = owners.map { owner -> KerasLayer in
      let own = tensors[owner] ?? []
      let name = owner.split(separator: "/").last.map(String.init) ?? owner
      var node = KerasNode.guessed(from: own, name: name)
      node.outerNames = [group.layer]
      return KerasLayer(node: node, tensors: own)
    }
    // Frozen layers stand last. Names that count upwards show that none was moved.
    let isInOrder = countsUpwards(layers.map(\.node.name))
    return isInOrder
      ? .ordered(layers.map { .layer($0) }) : .interleaved(layers.map { [.layer($0)] })
  }

  /// Whether automatic names such as `dense`, `dense_1`, `dense_2` follow each other.
  private static func countsUpwards(_ names: [String]) -> Bool {
    let parts = names.map { name -> (base: Substring, number: Int) in
      let digits = name.reversed().prefix { $0.isASCII && $0.isNumber }.count
      var base = name.dropLast(digits)
      if base.last == "_" { base.removeLast() }
      return (base, Int(name.suffix(digits)) ?? 0)
    }
    return zip(parts, parts.dropFirst()).allSatisfy {
      $0.base == $1.base && $0.number < $1.number
    }
  }

  /// A group of Keras 0, whose parameters are in order but have no names: kernel, bias, kernel, bias.
  private static func numberedPart(_ group: KerasGroup) -> KerasChainSearch.Part {
    let isNested = group.tensors.count > 2 && group.tensors[0].entry.shape.count == 2
    guard isNested || group.tensors.count <= 2 else {
      return .layer(
        KerasLayer(node: .guessed(from: group.tensors, name: group.layer), tensors: group.tensors))
    }
    var layers: [KerasLayer] = []
    var rest = group.tensors[...]
    while let kernel = rest.popFirst() {
      var own = [kernel]
      if let bias = rest.first, kernel.entry.shape.count == 2,
        bias.entry.shape == [kernel.entry.shape[1]]
      {
        own.append(bias)
        rest.removeFirst()
        own[0].rename("kernel")
        own[1].rename("bias")
      }
      let isWhole = layers.isEmpty && rest.isEmpty
      let name = isWhole ? group.layer : "\(group.layer)_\(layers.count + 1)"
      layers.append(KerasLayer(node: .guessed(from: own, name: name), tensors: own))
    }
    return .ordered(layers.map { .layer($0) })
  }

  /// A container of the object-path layout: each class in the order of its numbers, and no order among
  /// the classes.
  private static func part(
    _ container: KerasObjectGroup, outerNames: [String]
  ) -> KerasChainSearch.Part {
    var classes: [String] = []
    var lists: [String: [KerasChainSearch.Part]] = [:]
    for group in container.children.sorted(by: { rank($0.segment) < rank($1.segment) })
    where !group.allVariables.isEmpty {
      let base = rank(group.segment).0
      if lists[base] == nil { classes.append(base) }
      let name = group.storedName ?? group.segment
      let part: KerasChainSearch.Part
      if let inner = group.container {
        part = self.part(inner, outerNames: outerNames + [name])
      } else {
        part = .ordered(layers(of: group, outerNames: outerNames).map { .layer($0) })
      }
      lists[base, default: []].append(part)
    }
    return .interleaved(classes.map { lists[$0] ?? [] })
  }
}
