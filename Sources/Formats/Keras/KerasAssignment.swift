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
    case .named(let groups): return try byName(root, groups)
    case .numbered(let groups): return try byPosition(root, groups)
    case .objects(let container):
      try refuseLeftovers(root, container)
      return byClass(root, container)
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
    var tensorsOf: [String: [KerasTensor]] = [:]
    for group in groups { tensorsOf[group.layer] = group.tensors }
    // The weights of a model with other layer names, be it in part, are loaded by their order, as Keras
    // does: the same model built once more in one session has other numbers.
    let bearing = groups.filter { !$0.tensors.isEmpty }
    let names = Set(root.children.map(\.name))
    let isComplete = root.children.allSatisfy { child in
      tensorsOf[child.name] != nil || !child.leaves.contains { holdsWeights($0) == true }
    }
    if !bearing.isEmpty, !isComplete || bearing.contains(where: { !names.contains($0.layer) }) {
      return try byPosition(root, groups)
    }
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
    let isOneToOne =
      groups.count == root.children.count
      && zip(groups, root.children).allSatisfy { group, child in
        let holds = child.leaves.map(holdsWeights)
        return group.tensors.isEmpty ? !holds.contains(true) : holds.contains { $0 != false }
      }
    let bearing = groups.filter { !$0.tensors.isEmpty }
    // Whether a layer of an unknown class has weights only the number of groups can tell.
    let certain = root.children.filter { $0.leaves.contains { holdsWeights($0) == true } }
    let possible = root.children.filter { $0.leaves.contains { holdsWeights($0) != false } }
    guard isOneToOne || [certain.count, possible.count].contains(bearing.count) else {
      throw KerasConfigurationError(
        layer: nil,
        problem: "the file has weights for \(counted(bearing.map(\.layer))), the architecture has "
          + "\(counted(certain.map(\.qualifiedName))) with weights; do they belong together?")
    }
    let takers = Set((bearing.count == certain.count ? certain : possible).map(\.id))
    var remaining = (isOneToOne ? groups : bearing)[...]
    var layers: [KerasLayer] = []
    for child in root.children {
      let takesGroup = isOneToOne || takers.contains(child.id)
      layers += try layersOf(child, holding: takesGroup ? remaining.popFirst()?.tensors ?? [] : [])
    }
    return layers
  }

  /// `3 layers (a, b, c)`.
  private static func counted(_ names: [String]) -> String {
    let listed = names.prefix(6).map { String($0.prefix(80)) }.joined(separator: ", ")
    return "\(names.count) layer\(names.count == 1 ? "" : "s")"
      + (names.isEmpty ? "" : " (\(listed)\(names.count > 6 ? ", ..." : ""))")
  }

  /// Whether layers of the class have weights; `nil` when it is not one of the common ones.
  private static func holdsWeights(_ node: KerasNode) -> Bool? {
    switch node.className {
    case "Normalization": node.configuration["mean"]?.isNull != false
    case "Dense", "BatchNormalization", "LayerNormalization", "PReLU", "EinsumDense",
      "RMSNormalization", "GroupNormalization", "TimeDistributed", "SpectralNormalization":
      true
    case "Activation": node.configuration["activation"]?["class_name"]?.stringValue == "PReLU"
    case "InputLayer", "Dropout", "Flatten", "Reshape", "Permute", "RepeatVector", "Rescaling",
      "GaussianNoise", "GaussianDropout", "AlphaDropout", "SpatialDropout1D", "SpatialDropout2D",
      "SpatialDropout3D", "ActivityRegularization", "Identity", "Masking", "ReLU", "LeakyReLU",
      "ELU", "ThresholdedReLU", "Softmax", "UnitNormalization", "TFOpLambda", "AddLoss",
      "AddMetric", "Concatenate", "Add", "Multiply", "Subtract", "Average", "Maximum", "Minimum",
      "Dot", "MaxPooling1D", "MaxPooling2D", "AveragePooling1D", "AveragePooling2D",
      "GlobalMaxPooling1D", "GlobalMaxPooling2D", "GlobalAveragePooling1D",
      "GlobalAveragePooling2D", "ZeroPadding2D", "UpSampling2D":
      false
    default: node.isOperation ? false : nil
    }
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
      for index in layers.indices where holdsWeights(layers[index].node) == true {
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
      guard let found else { return try distributeByPosition(tensors, over: leaves) }
      layers[found].tensors.append(tensor)
    }
    return layers
  }

  /// A nested model whose layers have other names takes its tensors in the order in which Keras lists
  /// its variables: those that are trained, then the others.
  private static func distributeByPosition(
    _ tensors: [KerasTensor], over leaves: [KerasNode]
  ) throws(KerasConfigurationError) -> [KerasLayer] {
    var trained: [(leaf: Int, name: String)] = []
    var others: [(leaf: Int, name: String)] = []
    for (index, leaf) in leaves.enumerated() where holdsWeights(leaf) != false {
      let isFrozen = leaf.configuration["trainable"]?.boolValue == false
      let isAdapted = leaf.className == "Normalization"
      for name in KerasVariableNames.names(for: leaf) where !name.hasPrefix("kernel_") {
        if isFrozen || isAdapted || name.hasPrefix("moving_") {
          others.append((index, name))
        } else if name != "g_idx" {
          trained.append((index, name))
        }
      }
    }
    let order = trained + others
    guard order.count == tensors.count else {
      throw KerasConfigurationError(
        layer: leaves.first?.outerNames.first,
        problem: "the file has \(tensors.count) tensors for it, the architecture \(order.count); "
          + "do they belong together?")
    }
    var layers = leaves.map { KerasLayer(node: $0, tensors: []) }
    for (var tensor, place) in zip(tensors, order) {
      tensor.rename(place.name)
      layers[place.leaf].tensors.append(tensor)
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

  /// Weights of more or fewer Dense layers than the architecture has belong to another model.
  private static func refuseLeftovers(
    _ model: KerasNode, _ container: KerasObjectGroup
  ) throws(KerasConfigurationError) {
    let wanted = Set(model.children.map { snakeCase($0.className) })
    for name in container.links where wanted.contains(KerasStoredWeights.rank(name).0) {
      throw KerasConfigurationError(
        layer: nil,
        problem:
          "'\(name.prefix(80))' is a link, and links are not followed: copy the object with h5copy")
    }
    let layers = model.children.filter { $0.className == "Dense" }
    let members = container.members(ofClass: "Dense").filter { !$0.variables.isEmpty }
    // A model that was saved before it was built has no weights at all.
    guard members.count == layers.count || members.isEmpty else {
      throw KerasConfigurationError(
        layer: nil,
        problem:
          "the file has weights for \(counted(members.map { $0.storedName ?? $0.segment })) of "
          + "class Dense, the architecture has \(counted(layers.map(\.qualifiedName))); do they belong "
          + "together?")
    }
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
      if child.segment == "layer", let wrapped = node.wrapped {
        return KerasVariableNames.rename(child.variables, for: wrapped)
      }
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
