import JSON
package import Networks

/// Whether a model can be run and inverted, and what its network is.
package struct NetworkSummary: Sendable, Equatable {
  /// Whether it is a chain that can be run and inverted.
  package var isInvertible: Bool
  /// Why not, or `nil`.
  package var reason: String?
  /// The chain, a text for each dense or affine layer; `nil` when it is no chain.
  package var chain: [String]?
  /// How many features go in, when it is a chain.
  package var inputs: Int?
  /// How many outputs there are, when it is a chain.
  package var outputs: Int?
  /// The inputs: names, ranges, kinds and who says so; `nil` when it is no chain.
  package var inputSpace: InputSpace?
  /// The one range of all inputs, when the model says it.
  package var inputRange: ClosedRange<Double>?
  /// The names of the outputs, when the model has them.
  package var classNames: [String]?

  /// A model that cannot be run, and why.
  package init(obstacle: String) {
    isInvertible = false
    reason = obstacle
  }

  /// A network that can be run.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - obstacle: why it cannot be inverted all the same, or `nil`.
  package init(_ network: NetworkOutline, obstacle: String?) {
    isInvertible = obstacle == nil
    reason = obstacle
    chain = Self.chain(network)
    inputs = network.inputs
    outputs = network.outputs
    inputSpace = network.inputSpace
    inputRange = network.inputRange
    classNames = network.classNames
  }

  /// A network that can be run, weights and all.
  package init(_ network: NeuralNetwork, obstacle: String?) {
    self.init(network.outline, obstacle: obstacle)
  }

  /// An activation stands behind the layer it follows: `dense 784→30 leaky_relu(0.01)`.
  private static func chain(_ network: NetworkOutline) -> [String] {
    var chain: [String] = []
    for step in network.steps {
      if step.activation != nil, let last = chain.popLast() {
        chain.append("\(last) \(step.summary)")
      } else {
        chain.append(step.summary)
      }
    }
    return chain
  }

  /// The chain for people: equal steps that follow each other are counted.
  var foldedChain: [String]? {
    guard let chain else { return nil }
    var folded: [(text: String, count: Int)] = []
    for step in chain {
      if folded.last?.text == step {
        folded[folded.count - 1].count += 1
      } else {
        folded.append((step, 1))
      }
    }
    return folded.map { $0.count == 1 ? $0.text : "\($0.text) × \($0.count)" }
  }

  /// The `network` member of the JSON documents.
  var json: JSONValue {
    var object: JSONObject = ["invertible": .bool(isInvertible)]
    if let reason { object["reason"] = .string(reason) }
    if let chain { object["chain"] = .array(chain.map(JSONValue.string)) }
    if let inputs { object["inputs"] = .number(inputs) }
    if let outputs { object["outputs"] = .number(outputs) }
    if let inputRange {
      object["inputRange"] = [.number(inputRange.lowerBound), .number(inputRange.upperBound)]
    }
    if let classNames { object["classNames"] = .array(classNames.map(JSONValue.string)) }
    return .object(object)
  }
}
