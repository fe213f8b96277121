import StoredModels

/// Finds the one path through a model, if it is a chain.
enum KerasChain {
  /// The layers in the order in which data pass through them, nested models laid flat.
  ///
  /// Shapes cannot tell a chain: a skip connection and a shared layer fit as well. Only the
  /// configuration can.
  ///
  /// - Parameters:
  ///   - model: the model.
  ///   - output: the layer after which to stop, when the user names one.
  /// - Throws: ``KerasConfigurationError`` when the connections contradict themselves.
  static func order(
    of model: KerasNode, output: String? = nil
  ) throws(KerasConfigurationError) -> Result<[KerasNode], NotRunnable> {
    var children = model.children
    if let output, !children.contains(where: { $0.name == output }) {
      return .failure(
        NotRunnable(
          layer: nil, className: nil,
          reason: "--output-layer \(output.prefix(80)): the model has no layer of this name; its "
            + "outputs are \(outputList(model))"))
    }
    if model.isFunctional {
      // A layer that is called twice may well follow itself.
      if children.allSatisfy({ $0.calls.count <= 1 }) { try refuseCycle(model) }
      switch functionalOrder(model, output: output) {
      case .success(let order): children = order
      case .failure(let obstacle): return .failure(obstacle)
      }
    } else if let output, let last = children.firstIndex(where: { $0.name == output }) {
      children = Array(children[...last])
    }
    if let node = children.first(where: trains) {
      return .failure(
        NotRunnable(
          layer: node.qualifiedName, className: node.className,
          reason:
            "is called with training=True, so Keras uses the statistics of the batch, or drops "
            + "values at random, in predict too; call it without, and save the model again"))
    }
    var leaves: [KerasNode] = []
    for child in children {
      guard child.isModel else {
        leaves.append(child)
        continue
      }
      switch try order(of: child) {
      case .success(let inner): leaves += inner
      case .failure(let obstacle): return .failure(obstacle)
      }
    }
    return .success(leaves)
  }

  /// Classes that do something else in training than in use.
  private static let trainingClasses: Set<String> = [
    "BatchNormalization", "SyncBatchNormalization", "Dropout", "AlphaDropout", "GaussianDropout",
    "GaussianNoise", "SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D",
    "SpectralNormalization",
  ]

  /// Whether a layer runs as in training: tf.keras and Keras 2 keep the argument `training=True`,
  /// which `predict` of Keras 3 overrides.
  private static func trains(_ node: KerasNode) -> Bool {
    node.calls.contains { $0.isLegacy && $0.asksForTraining }
      && node.leaves.contains { trainingClasses.contains($0.className) || $0.foreignModule != nil }
  }

  private static func outputList(_ model: KerasNode) -> String {
    let names = model.outputNames.isEmpty ? model.children.suffix(1).map(\.name) : model.outputNames
    return names.prefix(8).map { String($0.prefix(80)) }.joined(separator: ", ")
      + (names.count > 8 ? ", ..." : "")
  }

  private static func functionalOrder(
    _ model: KerasNode, output: String?
  ) -> Result<[KerasNode], NotRunnable> {
    func obstacle(_ node: KerasNode, _ reason: String) -> Result<[KerasNode], NotRunnable> {
      .failure(
        NotRunnable(layer: node.qualifiedName, className: node.className, reason: reason))
    }
    guard model.inputNames.count == 1, model.outputNames.count == 1 || output != nil else {
      let isChoice = model.inputNames.count == 1 && !model.outputNames.isEmpty
      return .failure(
        NotRunnable(
          layer: nil, className: nil,
          reason: "the model '\(model.name)' has \(model.inputNames.count) inputs and "
            + "\(model.outputNames.count) outputs; a chain has one of each"
            + (isChoice ? ": --output-layer chooses one of \(outputList(model))" : "")))
    }
    let last = output ?? model.outputNames[0]
    let children = output.map { feeding($0, in: model) } ?? withoutLosses(model)
    var consumers: [String: [KerasNode]] = [:]
    for node in children where node.className != "InputLayer" {
      guard node.calls.count == 1 else {
        return obstacle(
          node, "is called \(node.calls.count) times; in a chain every layer runs once")
      }
      let producers = node.calls[0].producers
      guard producers.count == 1, let producer = producers.first else {
        return obstacle(node, "joins \(producers.count) inputs; in a chain every layer has one")
      }
      consumers[producer, default: []].append(node)
    }
    guard var current = children.first(where: { $0.name == model.inputNames[0] }) else {
      return .failure(
        NotRunnable(layer: model.inputNames[0], className: nil, reason: "is no layer of the model"))
    }
    var order = [current]
    while current.name != last {
      let next = consumers[current.name] ?? []
      guard next.count == 1 else {
        return obstacle(current, "feeds \(next.count) layers; in a chain every layer feeds one")
      }
      current = next[0]
      order.append(current)
    }
    if let next = consumers[current.name]?.first {
      return obstacle(current, "is the output, but also feeds \(next.name)")
    }
    guard order.count == children.count else {
      let reached = Set(order.map(\.name))
      let missing = children.first { !reached.contains($0.name) }
      return obstacle(missing ?? current, "is not on the path from the input to the output")
    }
    return .success(order)
  }

  /// The layers that lead to one of them, and itself.
  private static func feeding(_ output: String, in model: KerasNode) -> [KerasNode] {
    let byName = Dictionary(model.children.map { ($0.name, $0) }) { first, _ in first }
    var reached: Set<String> = [output]
    var waiting = [output]
    while let name = waiting.popLast() {
      for producer in byName[name]?.calls.flatMap(\.producers) ?? []
      where reached.insert(producer).inserted { waiting.append(producer) }
    }
    return model.children.filter { reached.contains($0.name) }
  }

  /// The layers without `add_loss` and `add_metric`, and without what only these need.
  private static func withoutLosses(_ model: KerasNode) -> [KerasNode] {
    let sinks: Set<String> = ["AddLoss", "AddMetric"]
    guard model.children.contains(where: { sinks.contains($0.className) }) else {
      return model.children
    }
    return feeding(model.outputNames[0], in: model)
  }

  /// Takes away layers that wait for no other until none is left; what remains goes round in a circle.
  private static func refuseCycle(_ model: KerasNode) throws(KerasConfigurationError) {
    let names = Set(model.children.map(\.name))
    var waiting: [String: Int] = [:]
    var consumers: [String: [String]] = [:]
    for node in model.children {
      let producers = node.calls.flatMap(\.producers)
      for producer in producers {
        guard names.contains(producer) else {
          throw KerasConfigurationError(
            layer: node.name, problem: "takes its input from '\(producer)', which is no layer")
        }
        consumers[producer, default: []].append(node.name)
      }
      waiting[node.name] = producers.count
    }
    var ready = model.children.map(\.name).filter { waiting[$0] == 0 }
    var done = 0
    while let name = ready.popLast() {
      done += 1
      for consumer in consumers[name] ?? [] {
        waiting[consumer, default: 0] -= 1
        if waiting[consumer] == 0 { ready.append(consumer) }
      }
    }
    guard done == model.children.count else {
      let stuck = model.children.first { waiting[$0.name] != 0 }
      throw KerasConfigurationError(
        layer: stuck?.name, problem: "the connections of the layers form a cycle")
    }
  }
}
