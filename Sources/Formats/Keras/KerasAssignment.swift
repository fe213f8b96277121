import Networks

/// Brings the layers of the configuration and the groups of the file together.
enum KerasAssignment {
  /// Gives every layer its tensors.
  ///
  /// A top-level layer owns the group of its name. A nested model's group holds the tensors of all its
  /// layers, trainable ones first: there they are told apart by the layer's name in the tensor's path,
  /// because slicing by count swaps square kernels without any shape being wrong.
  ///
  /// - Throws: ``KerasConfigurationError`` when a tensor's layer cannot be told.
  static func assign(
    _ root: KerasNode, _ groups: [(layer: String, tensors: [KerasTensor])]
  ) throws(KerasConfigurationError) -> [KerasLayer] {
    var tensorsOf: [String: [KerasTensor]] = [:]
    for group in groups { tensorsOf[group.layer] = group.tensors }
    var layers: [KerasLayer] = []
    for child in root.children {
      let tensors = tensorsOf[child.name] ?? []
      if child.isModel {
        layers += try distribute(tensors, over: child.leaves)
      } else {
        layers.append(KerasLayer(node: child, tensors: named(tensors, for: child)))
      }
    }
    return layers
  }

  private static func distribute(
    _ tensors: [KerasTensor], over leaves: [KerasNode]
  ) throws(KerasConfigurationError) -> [KerasLayer] {
    var layers = leaves.map { KerasLayer(node: $0, tensors: []) }
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
  /// has a kernel, the one of rank 2, and a bias.
  private static func named(_ tensors: [KerasTensor], for node: KerasNode) -> [KerasTensor] {
    guard node.className == "Dense", !tensors.contains(where: { $0.shortName == "kernel" }),
      !tensors.isEmpty, tensors.count <= 2
    else { return tensors }
    var tensors = tensors
    for (index, name) in zip(tensors.indices, ["kernel", "bias"])
    where tensors[index].shortName != "bias" {
      tensors[index].shortName = name
      tensors[index].entry.role = name == "kernel" ? "weights" : name
    }
    return tensors
  }
}
