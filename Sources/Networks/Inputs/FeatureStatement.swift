/// What somebody says of one input; what is `nil` is left open.
package struct FeatureStatement: Sendable, Equatable {
  /// The name of the input it is about.
  package var name: String
  /// The unit of its values.
  package var unit: String?
  /// The values it may take, in its own unit.
  package var range: ClosedRange<Double>?
  /// Which values of the range.
  package var kind: InputKind?
  /// A usual value.
  package var typical: Double?
  /// Whether it keeps its typical value.
  package var isFixed: Bool?

  /// Creates a statement.
  package init(
    name: String, unit: String? = nil, range: ClosedRange<Double>? = nil, kind: InputKind? = nil,
    typical: Double? = nil, isFixed: Bool? = nil
  ) {
    self.name = name
    self.unit = unit
    self.range = range
    self.kind = kind
    self.typical = typical
    self.isFixed = isFixed
  }
}

extension InputSpace {
  /// The space with what somebody says of some of its features.
  ///
  /// A range takes the place of one that a weaker source said, or the same; a stronger one's stays. So do
  /// a unit, kind, usual value or fixing, unless nothing was said of them.
  ///
  /// - Parameters:
  ///   - statements: what is said, feature by feature.
  ///   - source: who says it.
  /// - Throws: ``InputSpaceError`` for a name that there is none of or that comes twice, and for what
  ///   contradicts itself.
  package func adding(
    _ statements: [FeatureStatement], from source: InputSource
  ) throws(InputSpaceError) -> InputSpace {
    var result = self
    var places: [String: Int] = [:]
    for (index, feature) in features.enumerated() { places[feature.name] = index }
    var seen: Set<String> = []
    for statement in statements {
      guard let index = places[statement.name] else { throw unknown(statement.name) }
      guard seen.insert(statement.name).inserted else {
        throw InputSpaceError(
          feature: statement.name, problem: "is there twice; once was expected")
      }
      result.features[index].add(statement, from: source)
    }
    try result.check()
    return result
  }

  /// The space with other names, `[count]`.
  ///
  /// - Throws: ``InputSpaceError`` when there are too many or too few, or two are the same.
  package func named(_ names: [String]) throws(InputSpaceError) -> InputSpace {
    guard names.count == count else {
      throw InputSpaceError(
        problem: "there are \(names.count) names for \(count) features; one for each was expected")
    }
    var result = self
    for (index, name) in names.enumerated() { result.features[index].name = name }
    try result.check()
    return result
  }

  /// Why a name is not one of a feature.
  package func unknown(_ name: String) -> InputSpaceError {
    let shown = names.prefix(8).map(InputSpaceError.shown).joined(separator: ", ")
    return InputSpaceError(
      feature: name,
      problem: "the model has no feature of that name; its \(count) features are \(shown)"
        + (count > 8 ? ", ..." : ""))
  }
}

extension InputFeature {
  /// Takes over what somebody says.
  fileprivate mutating func add(_ statement: FeatureStatement, from other: InputSource) {
    let counts = !other.isWeaker(than: source)
    if counts || unit == nil { unit = statement.unit ?? unit }
    if counts {
      take(statement.range ?? impliedRange(of: statement.kind), statement, from: other)
    } else if !isFixed, statement.range == nil {
      isFixed = statement.isFixed ?? isFixed
    }
    if let kind = statement.kind, counts || (self.kind == .continuous && allows(kind)) {
      self.kind = kind
    }
    guard let typical = statement.typical, counts || self.typical == nil else { return }
    // A usual value of data may lie outside what the user allows.
    if other == .stated || range.contains(typical) { self.typical = typical }
  }

  /// Takes a range over, and whether the feature is fixed.
  private mutating func take(
    _ range: ClosedRange<Double>?, _ statement: FeatureStatement, from other: InputSource
  ) {
    // Who says where a feature may move does not want it to stay because data never moved it.
    let keeps = isFixed && (statement.range == nil || other != .stated || source == .stated)
    isFixed = statement.isFixed ?? keeps
    guard let range else { return }
    self.range = range
    source = other
    // What a weaker source takes for usual may be excluded now.
    if let typical, !range.contains(typical) { self.typical = nil }
  }

  /// The range of a one-hot feature, when it has another.
  private func impliedRange(of kind: InputKind?) -> ClosedRange<Double>? {
    guard case .oneHot? = kind, !(0...1 ~= range.lowerBound && 0...1 ~= range.upperBound) else {
      return nil
    }
    return 0...1
  }

  /// Whether the range has values of a kind.
  private func allows(_ kind: InputKind) -> Bool {
    switch kind {
    case .continuous: true
    case .integer: range.lowerBound.rounded(.up) <= range.upperBound
    case .oneHot: range == 0...1
    }
  }
}
