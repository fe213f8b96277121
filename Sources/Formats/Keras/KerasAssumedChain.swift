import JSON
import Networks

/// A chain of dense layers made up from weights without an architecture and from what the user says.
enum KerasAssumedChain {
  /// Makes the model, or says which layer's weights are not those of a dense layer.
  static func make(
    _ layers: [KerasLayer], hints: ArchitectureHints
  ) -> Result<(root: KerasNode, layers: [KerasLayer]), NotRunnable> {
    var chain: [KerasLayer] = []
    let bearing = layers.filter { !$0.tensors.isEmpty }
    for (index, layer) in bearing.enumerated() {
      guard layer.node.className == "Dense", let units = layer.tensor("kernel")?.entry.shape.last
      else {
        return .failure(
          NotRunnable(
            layer: layer.node.qualifiedName, className: layer.node.className,
            reason: "its weights are not those of a dense layer; --architecture tells what it is"))
      }
      var layer = layer
      layer.node.configuration = [
        "units": .number(units), "use_bias": .bool(layer.tensor("bias") != nil),
        "activation": (index == bearing.count - 1 ? hints.output : hints.activation) ?? "linear",
      ]
      chain.append(layer)
    }
    var root = KerasNode(
      className: "Sequential", name: "", outerNames: [], configuration: [:], foreignModule: nil,
      children: [], calls: [], inputNames: [], outputNames: [])
    root.children = chain.map(\.node)
    return .success((root, chain))
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
