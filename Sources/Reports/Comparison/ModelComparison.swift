package import Networks

/// Two models layer by layer: where their structure differs, and how far their numbers are apart.
package struct ModelComparison: Sendable, Equatable {
  /// Numbers of two layers that stand at one place.
  package struct TensorDifference: Sendable, Equatable {
    /// `weights`, `bias` and so on.
    package let role: String
    /// The extents.
    package let shape: [Int]
    /// The largest |a − b|; infinite where one is NaN and the other is not.
    package let absolute: Double
    /// The largest |a − b| over the larger of |a| and |b|.
    package let relative: Double
    /// How many values differ by more than the tolerance.
    package let count: Int
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

    /// Whether structure or numbers differ.
    package var isDifferent: Bool { structure != nil || tensors.contains { $0.count > 0 } }
  }

  /// The layers in order.
  package let layers: [LayerDifference]
  /// What differs between the models as a whole, a sentence each.
  package private(set) var general: [String] = []
  /// What two numbers may differ by, over the largest of 1 and their magnitudes.
  package let tolerance: Double

  /// Whether anything differs by more than the tolerance.
  package var areDifferent: Bool { !general.isEmpty || layers.contains(where: \.isDifferent) }

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
      let a = index < first.count ? first[index] : nil
      let b = index < second.count ? second[index] : nil
      let structure = Self.structure(a, b)
      let pairs = structure == nil ? zip(a?.tensors ?? [], b?.tensors ?? []).map { ($0, $1) } : []
      return LayerDifference(
        first: a?.name, second: b?.name, structure: structure,
        tensors: pairs.map { Self.difference($0, $1, tolerance) })
    }
  }

  /// Compares networks: their layers, and what both say of their inputs and classes.
  ///
  /// - Parameters:
  ///   - first: a network.
  ///   - second: another.
  ///   - tolerance: see ``init(_:_:tolerance:)``.
  package init(_ first: NeuralNetwork, _ second: NeuralNetwork, tolerance: Double = 0) {
    self.init(
      first.layers.map { ComparedLayer($0) }, second.layers.map { ComparedLayer($0) },
      tolerance: tolerance)
    func compare<Value: Equatable>(_ what: String, _ a: Value?, _ b: Value?) {
      // What one of the two does not say is no contradiction.
      if let a, let b, a != b { general.append("\(what): \(a) and \(b)") }
    }
    compare("inputs", first.inputs, second.inputs)
    general += Self.inputDifferences(first, second)
    compare("classes", first.classNames, second.classNames)
    compare("task", first.task?.rawValue, second.task?.rawValue)
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

  private static func difference(
    _ a: ComparedLayer.Tensor, _ b: ComparedLayer.Tensor, _ tolerance: Double
  ) -> TensorDifference {
    var (absolute, relative, count) = (0.0, 0.0, 0)
    for (x, y) in zip(a.values, b.values) where x != y && !(x.isNaN && y.isNaN) {
      let difference = abs(x - y)
      let size = max(abs(x), abs(y))
      let isComparable = difference.isFinite
      absolute = max(absolute, isComparable ? difference : .infinity)
      relative = max(relative, isComparable ? difference / size : .infinity)
      if !isComparable || difference > tolerance * max(1, size) { count += 1 }
    }
    return TensorDifference(
      role: a.role, shape: a.shape, absolute: absolute, relative: relative, count: count)
  }
}
