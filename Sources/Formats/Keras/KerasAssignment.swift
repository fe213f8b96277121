import JSON
import Networks

/// Brings the layers of the configuration and the tensors of the file together.
enum KerasAssignment {
  /// Gives every layer its tensors.
  ///
  /// - Throws: ``KerasConfigurationError`` when a tensor's layer cannot be told.
  static func assign(
    _ root: KerasNode, _ weights: KerasStoredWeights
  ) throws(KerasConfigurationError) -> [KerasLayer] {
    switch weights {
    case .named(let groups): try byName(root, groups)
    case .numbered(let groups): try byPosition(root, groups)
    case .objects(let container): byClass(root, container)
    }
  }

  /// A top-level layer owns the group of its name.
  ///
  /// A nested model's group holds the tensors of all its layers, trainable ones first: there they are
  /// told apart by the layer's name in the tensor's path, because slicing by count swaps square kernels
  /// without any shape being wrong.
  private static func byName(
    _ root: KerasNode, _ groups: [KerasGroup]
  ) throws(KerasConfigurationError) -> [KerasLayer] {
    let names = Set(root.children.map(\.name))
    let bearing = groups.filter { !$0.tensors.isEmpty }
    // Weights of a model with other layer names are loaded by their order, as Keras itself does.
    if !bearing.isEmpty, !bearing.contains(where: { names.contains($0.layer) }) {
      return try byPosition(root, groups)
    }
    var tensorsOf: [String: [KerasTensor]] = [:]
    for group in groups { tensorsOf[group.layer] = group.tensors }
    var layers: [KerasLayer] = []
    for child in root.children {
      layers += try layersOf(child, holding: tensorsOf[child.name] ?? [])
    }
    return layers
  }

  /// Layers and groups one to one, or when their numbers differ, those that have weights.
  private static func byPosition(
    _ root: KerasNode, _ groups: [KerasGroup]
  ) throws(KerasConfigurationError) -> [KerasLayer] {
    let isOneToOne = groups.count == root.children.count
    var remaining = (isOneToOne ? groups : groups.filter { !$0.tensors.isEmpty })[...]
    var layers: [KerasLayer] = []
    for child in root.children {
      let takesGroup = isOneToOne || child.leaves.contains { !isWeightless($0) }
      layers += try layersOf(child, holding: takesGroup ? remaining.popFirst()?.tensors ?? [] : [])
    }
    guard remaining.isEmpty else {
      throw KerasConfigurationError(
        layer: nil,
        problem: "the file has weights for \(groups.count { !$0.tensors.isEmpty }) layers, "
          + "the architecture has fewer; do they belong together?")
    }
    return layers
  }

  private static func isWeightless(_ node: KerasNode) -> Bool {
    if node.className == "Normalization" { return node.configuration["mean"]?.isNull == false }
    return !["Dense", "BatchNormalization", "LayerNormalization", "PReLU"].contains(node.className)
  }

  private static func layersOf(
    _ child: KerasNode, holding tensors: [KerasTensor]
  ) throws(KerasConfigurationError) -> [KerasLayer] {
    if child.isModel { return try distribute(tensors, over: child.leaves) }
    return [KerasLayer(node: child, tensors: named(tensors, for: child))]
  }

  private static func distribute(
    _ tensors: [KerasTensor], over leaves: [KerasNode]
  ) throws(KerasConfigurationError) -> [KerasLayer] {
    var layers = leaves.map { KerasLayer(node: $0, tensors: []) }
    if tensors.allSatisfy({ $0.shortName.hasPrefix("param_") }) {
      // Keras 0 names nothing: the layers take what they need in their order.
      var remaining = tensors[...]
      for index in layers.indices where !isWeightless(layers[index].node) {
        let count = min(
          KerasVariableNames.names(for: layers[index].node).prefix(4).count, remaining.count)
        let taken = layers[index].node.className == "Dense" ? min(2, count) : count
        layers[index].tensors = KerasVariableNames.rename(
          Array(remaining.prefix(taken)), for: layers[index].node)
        remaining = remaining.dropFirst(taken)
      }
      return layers
    }
    let positions = Dictionary(grouping: leaves.indices) { leaves[$0].name }
    for tensor in tensors {
      // The part of the owner's path nearest its end that names a layer without such a tensor yet.
      let parts = tensor.owner.split(separator: "/", omittingEmptySubsequences: false)
      var found: Int?
      for end in stride(from: parts.count, to: 0, by: -1) where found == nil {
        for start in 0..<end where found == nil {
          let name = parts[start..<end].joined(separator: "/")
          found = positions[name]?.first { layers[$0].tensor(tensor.shortName) == nil }
        }
      }
      guard let found else {
        throw KerasConfigurationError(
          layer: leaves.first?.outerNames.first,
          problem: "the tensor \(tensor.entry.path) belongs to none of its layers")
      }
      layers[found].tensors.append(tensor)
    }
    return layers
  }

  /// Keras loads by position and never looks at the names: a Dense whose tensors have other names still
  /// has a kernel, then a bias.
  private static func named(_ tensors: [KerasTensor], for node: KerasNode) -> [KerasTensor] {
    let names = KerasVariableNames.names(for: node)
    let isNamed = tensors.contains { names.contains($0.shortName) }
    let isPlain = node.className != "Dense" || tensors.count <= 2
    return isNamed || !isPlain ? tensors : KerasVariableNames.rename(tensors, for: node)
  }

  /// Groups of the object-path layout by class, and among those of a class by rank.
  private static func byClass(_ model: KerasNode, _ container: KerasObjectGroup) -> [KerasLayer] {
    var taken: [String: Int] = [:]
    var layers: [KerasLayer] = []
    for child in model.children {
      let className = child.className == "Model" ? "Functional" : child.className
      let rank = taken[className, default: 0]
      taken[className] = rank + 1
      let members = container.members(ofClass: className)
      let group = rank < members.count ? members[rank] : nil
      if child.isModel {
        let inner = group?.container
        layers +=
          inner.map { byClass(child, $0) } ?? child.leaves.map { KerasLayer(node: $0, tensors: []) }
      } else {
        layers.append(KerasLayer(node: child, tensors: variables(of: group, for: child)))
      }
    }
    return layers
  }

  /// A layer's variables, and the slopes of an activation object inside it.
  private static func variables(of group: KerasObjectGroup?, for node: KerasNode) -> [KerasTensor] {
    guard let group else { return [] }
    let own = KerasVariableNames.rename(group.variables, for: node)
    let inner = group.children.flatMap { child -> [KerasTensor] in
      let isActivation =
        child.segment == "activation" && ["Dense", "Activation"].contains(node.className)
      guard isActivation, child.variables.count == 1 else { return child.prefixedVariables }
      var alpha = child.variables[0]
      alpha.rename("alpha")
      return [alpha]
    }
    return own + inner
  }
}
