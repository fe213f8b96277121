package import JSON
package import Networks

/// What a model file says of the inputs of its model: the same in every format that has a place for it.
package enum StoredInputs: Sendable, Equatable {
  /// One range for all of them, and nothing else.
  case range(ClosedRange<Double>)
  /// Something of each of them, in order; of some perhaps only the name.
  case features([FeatureStatement])

  /// What is worth storing of a network's inputs; `nil` when that is nothing.
  ///
  /// Ranges that a reader finds in the first layer, and those that are assumed, are left out: they must
  /// not come back as what the model says.
  ///
  /// - Parameters:
  ///   - network: the network as it is written.
  ///   - original: the network that it was made of, where its first layer has become another.
  package init?(_ network: NeuralNetwork, original: NeuralNetwork? = nil) {
    let usual = network.normalizedInputs
    let original = original ?? network
    // Millions of unnamed inputs are not listed when nobody says anything of them.
    guard original.statedInputs != nil || original.layers.first != network.layers.first else {
      return nil
    }
    let space = original.inputSpace
    let statements = zip(space.features, usual.features).map { FeatureStatement($0, over: $1) }
    let isPlain = zip(statements, usual.features).allSatisfy { statement, feature in
      statement == FeatureStatement(name: feature.name, range: statement.range)
    }
    if isPlain, !space.hasNames {
      guard statements.contains(where: { $0.range != nil }) else { return nil }
      if let range = space.commonRange, statements.allSatisfy({ $0.range != nil }) {
        self = .range(range)
        return
      }
    }
    self = .features(statements)
  }

  /// Names alone; `nil` when they cannot be the names of so many inputs.
  ///
  /// - Parameters:
  ///   - names: the names, in order.
  ///   - count: how many inputs there are.
  package init?(names: [String]?, count: Int) {
    guard let names, names.count == count, Set(names).count == count, !names.contains("") else {
      return nil
    }
    self = .features(names.map { FeatureStatement(name: $0) })
  }

  /// The inputs with all that is said of them.
  ///
  /// - Parameter base: what is known without the file's word.
  /// - Throws: `InputSpaceError` when there are too many or too few, or something contradicts itself.
  package func space(over base: InputSpace) throws(InputSpaceError) -> InputSpace {
    switch self {
    case .range(let range):
      guard (range.upperBound - range.lowerBound).isFinite else {
        throw InputSpaceError(problem: "the range of the inputs is not two finite numbers")
      }
      return InputSpace(repeating: range, count: base.count, shape: base.shape, source: .model)
    case .features(let statements):
      let complete = statements.map { statement in
        var statement = statement
        if let range = statement.range, range.lowerBound == range.upperBound {
          statement.isFixed = true
        }
        return statement
      }
      return try base.named(complete.map(\.name)).adding(complete, from: .model)
    }
  }

  /// Checks that it can be said of so many inputs.
  ///
  /// - Throws: `InputSpaceError` as ``space(over:)`` does.
  package func check(_ count: Int) throws(InputSpaceError) {
    // A range needs no list of all inputs, whose number comes from a file.
    if case .features(let statements) = self, statements.count != count {
      throw InputSpaceError(
        problem: "there are \(statements.count) features for \(count) inputs; one for each was "
          + "expected")
    }
    let checked = if case .range = self { 1 } else { count }
    _ = try space(
      over: InputSpace(repeating: InputSpace.assumedRange, count: checked, source: .assumed))
  }
}

extension StoredInputs {
  /// The list of ``features(_:)`` as JSON; `nil` of a range alone, for which formats have a place of its own.
  package var json: JSONValue? {
    guard case .features(let statements) = self else { return nil }
    return .array(statements.map(\.json))
  }

  /// Reads such a list: objects with a `name`, or nothing but names.
  ///
  /// Members that this version does not know are passed over.
  ///
  /// - Throws: `InputSpaceError` that says which feature is wrong.
  package init(json list: [JSONValue]) throws(InputSpaceError) {
    var statements: [FeatureStatement] = []
    for (number, value) in list.enumerated() {
      if let name = value.stringValue {
        statements.append(FeatureStatement(name: name))
        continue
      }
      guard let object = value.objectValue else {
        throw InputSpaceError(problem: "features[\(number)] is no object with a \"name\"")
      }
      let known = JSONObject(
        object.members.filter { FeatureStatement.members.contains($0.name) }
          .map { ($0.name, $0.value) })
      statements.append(try FeatureStatement(.object(known), number: number))
    }
    self = .features(statements)
  }
}

extension FeatureStatement {
  /// The members of a feature's object.
  fileprivate static let members = ["name", "unit", "kind", "group", "range", "typical", "fixed"]

  /// What is said of a feature beyond what is known without anybody's word.
  ///
  /// - Parameters:
  ///   - feature: the feature.
  ///   - usual: the same one, as the first layer tells of it.
  fileprivate init(_ feature: InputFeature, over usual: InputFeature) {
    self.init(name: feature.name, unit: feature.unit)
    // What a scaler tells is lost when it is written as a layer that tells less.
    if !feature.source.isWeaker(than: .data)
      || (feature.source == .normalization && !feature.isAllowed(as: usual))
    {
      range = feature.range
    }
    if feature.kind != .continuous { kind = feature.kind }
    if range != nil || !feature.isTypical(as: usual) { typical = feature.typical }
    // A range of one value says that already.
    if feature.isFixed, range.map({ $0.lowerBound < $0.upperBound }) ?? true { isFixed = true }
  }

  /// The statement as a member of a list; what is not said is left out.
  fileprivate var json: JSONValue {
    var object: JSONObject = ["name": .string(name)]
    if let unit { object["unit"] = .string(unit) }
    if let kind {
      object["kind"] = .string(kind.name)
      if let group = kind.group { object["group"] = .string(group) }
    }
    if let range { object["range"] = [.number(range.lowerBound), .number(range.upperBound)] }
    if let typical { object["typical"] = .number(typical) }
    if let isFixed { object["fixed"] = .bool(isFixed) }
    return .object(object)
  }
}

extension InputFeature {
  /// Whether two ranges are one, but for what a scaler loses when it is written in 32 bits.
  fileprivate func isAllowed(as other: InputFeature) -> Bool {
    let tolerance = 1e-5 * (range.upperBound - range.lowerBound)
    return abs(range.lowerBound - other.range.lowerBound) <= tolerance
      && abs(range.upperBound - other.range.upperBound) <= tolerance
  }

  /// Whether two usual values are one, but for what a scaler loses when it is written in 32 bits.
  fileprivate func isTypical(as other: InputFeature) -> Bool {
    guard let typical, let usual = other.typical else { return typical == other.typical }
    return abs(typical - usual) <= 1e-6 * (range.upperBound - range.lowerBound)
  }
}
