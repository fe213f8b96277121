/// Finds the one path through a model, if it is a chain.
enum KerasChain {
  /// The layers in the order in which data pass through them, nested models laid flat.
  ///
  /// Shapes cannot tell a chain: a skip connection and a shared layer fit as well. Only the
  /// configuration can.
  ///
  /// - Throws: ``KerasConfigurationError`` when the connections contradict themselves.
  static func order(
    of model: KerasNode
  ) throws(KerasConfigurationError) -> Result<[KerasNode], NotRunnable> {
    let children: [KerasNode]
    if model.isFunctional {
      // A layer that is called twice may well follow itself.
      if model.children.allSatisfy({ $0.calls.count <= 1 }) { try refuseCycle(model) }
      switch functionalOrder(model) {
      case .success(let order): children = order
      case .failure(let obstacle): return .failure(obstacle)
      }
    } else {
      children = model.children
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

  private static func functionalOrder(_ model: KerasNode) -> Result<[KerasNode], NotRunnable> {
    func obstacle(_ node: KerasNode, _ reason: String) -> Result<[KerasNode], NotRunnable> {
      .failure(
        NotRunnable(layer: node.qualifiedName, className: node.className, reason: reason))
    }
    guard model.inputNames.count == 1, model.outputNames.count == 1 else {
      return .failure(
        NotRunnable(
          layer: nil, className: nil,
          reason: "the model '\(model.name)' has \(model.inputNames.count) inputs and "
            + "\(model.outputNames.count) outputs; a chain has one of each"))
    }
    var consumers: [String: [KerasNode]] = [:]
    for node in model.children where node.className != "InputLayer" {
      guard node.calls.count == 1 else {
        return obstacle(
          node, "is called \(node.calls.count) times; in a chain every layer runs once")
      }
      guard node.calls[0].count == 1, let producer = node.calls[0].first else {
        return obstacle(node, "joins \(node.calls[0].count) inputs; in a chain every layer has one")
      }
      consumers[producer, default: []].append(node)
    }
    guard var current = model.children.first(where: { $0.name == model.inputNames[0] }) else {
      return .failure(
        NotRunnable(layer: model.inputNames[0], className: nil, reason: "is no layer of the model"))
    }
    var order = [current]
    while current.name != model.outputNames[0] {
      let next = consumers[current.name] ?? []
      guard next.count == 1 else {
        return obstacle(current, "feeds \(next.count) layers; in a chain every layer feeds one")
      }
      current = next[0]
      order.append(current)
    }
    if let next = consumers[current.name]?.first {
      return obstacle(current, "is the model's output and also feeds \(next.name)")
    }
    guard order.count == model.children.count else {
      let reached = Set(order.map(\.name))
      let missing = model.children.first { !reached.contains($0.name) }
      return obstacle(missing ?? current, "is not on the path from the input to the output")
    }
    return .success(order)
  }

  /// Takes away layers that wait for no other until none is left; what remains goes round in a circle.
  private static func refuseCycle(_ model: KerasNode) throws(KerasConfigurationError) {
    let names = Set(model.children.map(\.name))
    var waiting: [String: Int] = [:]
    var consumers: [String: [String]] = [:]
    for node in model.children {
      let producers = node.calls.flatMap { $0 }
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
