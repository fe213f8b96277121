package import Networks

/// Two models layer by layer: where their structure differs, and how far their numbers are apart.
package struct ModelComparison: Sendable, Equatable {
  /// What the comparison comes to.
  package enum Verdict: Sendable, Equatable {
    /// Every number is the same.
    case equal
    /// No number differs by more than the tolerance.
    case withinTolerance
    /// The numbers of one are those of the other, rounded to 32 bits.
    case rounded
    /// The same network with its hidden units in another order, in the layers of these names.
    case reordered([String])
    /// Anything else.
    case different

    /// The word for it in JSON.
    package var name: String {
      switch self {
      case .equal: "equal"
      case .withinTolerance: "within-tolerance"
      case .rounded: "rounded"
      case .reordered: "reordered"
      case .different: "different"
      }
    }
  }

  /// Two layers that stand at one place.
  package struct LayerDifference: Sendable, Equatable {
    /// The name in the first model; `nil` when it has no such layer.
    package let first: String?
    /// The name in the second model.
    package let second: String?
    /// What differs besides numbers, in a sentence; `nil` when nothing does.
    package let structure: String?
    /// The numbers of both; empty when the structure differs.
    package let tensors: [TensorDifference]

    /// Whether structure or numbers differ, by more than the rounding of one of the two to 32 bits.
    package var isDifferent: Bool {
      structure != nil || tensors.contains { $0.count > 0 && !$0.isRounding }
    }
  }

  /// The layers in order.
  package let layers: [LayerDifference]
  /// What differs between the models as a whole, a sentence each.
  package private(set) var general: [String] = []
  /// What two numbers may differ by, over the largest of 1 and their magnitudes.
  package let tolerance: Double
  /// The layers whose units the second model has in another order; the numbers above are compared in that of
  /// the first.
  package private(set) var reordered: [String] = []
  /// How far the answers to samples are apart, where both models were run on them.
  package var answers: AnswerDifference?
  /// Whether nothing but weights was compared, because one of the files has no more.
  package var isOfWeights = false

  /// Whether anything differs that is neither within the tolerance nor rounding, nor the order of hidden units.
  package var areDifferent: Bool { !general.isEmpty || layers.contains(where: \.isDifferent) }

  /// What the comparison comes to, in one word.
  package var verdict: Verdict {
    if areDifferent { return .different }
    if !reordered.isEmpty { return .reordered(reordered) }
    if layers.contains(where: { $0.tensors.contains(where: \.isRounding) }) { return .rounded }
    return tolerance > 0 && layers.contains { $0.tensors.contains { $0.absolute > 0 } }
      ? .withinTolerance : .equal
  }

  /// Compares layers in their order.
  ///
  /// - Parameters:
  ///   - first: the layers of the first model.
  ///   - second: those of the second.
  ///   - tolerance: two numbers are equal when they differ by at most this, over the largest of 1 and
  ///     their magnitudes; 0 or more.
  package init(_ first: [ComparedLayer], _ second: [ComparedLayer], tolerance: Double = 0) {
    self.tolerance = tolerance
    layers = (0..<max(first.count, second.count)).map { index in
      let (a, b) = Self.completed(
        index < first.count ? first[index] : nil, index < second.count ? second[index] : nil)
      let structure = Self.structure(a, b)
      let pairs = structure == nil ? zip(a?.tensors ?? [], b?.tensors ?? []).map { ($0, $1) } : []
      return LayerDifference(
        first: a?.name, second: b?.name, structure: structure,
        tensors: pairs.map { TensorDifference($0, $1, tolerance: tolerance) })
    }
  }

  /// Compares networks: their layers, and what both say of their inputs and classes.
  ///
  /// - Parameters:
  ///   - first: a network.
  ///   - second: another.
  ///   - tolerance: see ``init(_:_:tolerance:)``.
  package init(_ first: NeuralNetwork, _ second: NeuralNetwork, tolerance: Double = 0) {
    let mine = ComparedLayer.layers(of: first)
    self.init(mine, ComparedLayer.layers(of: second), tolerance: tolerance)
    if areDifferent, let order = UnitOrder(of: second, as: first) {
      let aligned = Self(mine, ComparedLayer.layers(of: order.network), tolerance: tolerance)
      if !aligned.areDifferent {
        self = aligned
        reordered = order.layers
      }
    }
    func compare<Value: Equatable>(_ what: String, _ a: Value?, _ b: Value?) {
      // What one of the two does not say is no contradiction.
      if let a, let b, a != b { general.append("\(what): \(a) and \(b)") }
    }
    compare("inputs", first.inputs, second.inputs)
    general += Self.inputDifferences(first, second)
    compare("classes", first.classNames, second.classNames)
    compare("task", first.task?.rawValue, second.task?.rawValue)
  }

  /// Both layers with the numbers that only one has, where these are what the other means by leaving them out.
  private static func completed(
    _ a: ComparedLayer?, _ b: ComparedLayer?
  ) -> (ComparedLayer?, ComparedLayer?) {
    guard var a, var b, a.kind == b.kind else { return (a, b) }
    func complete(_ layer: inout ComparedLayer, from other: ComparedLayer) {
      for (place, tensor) in other.tensors.enumerated() {
        guard !layer.tensors.contains(where: { $0.role == tensor.role }),
          let value = ComparedLayer.omitted(tensor.role),
          tensor.values.allSatisfy({ $0 == value })
        else { continue }
        layer.tensors.insert(tensor, at: min(place, layer.tensors.count))
      }
    }
    complete(&a, from: b)
    complete(&b, from: a)
    return (a, b)
  }

  private static func structure(_ a: ComparedLayer?, _ b: ComparedLayer?) -> String? {
    guard let a else { return "only the second model has it: \(b?.kind ?? "")" }
    guard let b else { return "only the first model has it: \(a.kind)" }
    if a.kind != b.kind { return "\(a.kind) and \(b.kind)" }
    let (roles, others) = (a.tensors.map(\.role), b.tensors.map(\.role))
    if roles != others { return "it has \(list(roles)), and \(list(others))" }
    for (one, other) in zip(a.tensors, b.tensors) where one.shape != other.shape {
      return "its \(one.role) have the shape \(one.shape), and \(other.shape)"
    }
    return nil
  }

  private static func list(_ roles: [String]) -> String {
    roles.isEmpty ? "no weights" : roles.joined(separator: ", ")
  }
}
