package import JSON

extension FeatureStatement {
  /// The most features that a file may speak of.
  private static let mostFeatures = 10_000_000

  /// What a features file says.
  ///
  /// - Parameter document: the file, as `docs/features.schema.json` describes it.
  /// - Throws: ``InputSpaceError`` that says which feature is wrong and what was expected.
  package static func statements(
    _ document: JSONValue
  ) throws(InputSpaceError) -> [FeatureStatement] {
    guard let object = document.objectValue, let list = object["features"]?.arrayValue else {
      throw InputSpaceError(
        problem: "is no features file: an object with a list \"features\" was expected; "
          + "mlp inspect MODEL --features-template writes one")
    }
    if let schema = object["schema"], schema.intValue != 1 {
      throw InputSpaceError(problem: "its \"schema\" is not 1, the one this version knows")
    }
    for name in object.names
    where !["schema", "features", "source", "shape", "$schema"].contains(name) {
      throw InputSpaceError(
        problem:
          "has an unknown member \"\(InputSpaceError.shown(name))\"; schema and features were "
          + "expected")
    }
    guard list.count <= mostFeatures else {
      throw InputSpaceError(problem: "has \(list.count) features, which is too many")
    }
    var result: [FeatureStatement] = []
    for (index, value) in list.enumerated() {
      result.append(try FeatureStatement(value, number: index))
    }
    return result
  }

  /// One feature of a features file.
  ///
  /// - Parameters:
  ///   - value: the feature.
  ///   - number: its place in the list, from 0.
  /// - Throws: ``InputSpaceError`` that says what was expected.
  package init(_ value: JSONValue, number: Int) throws(InputSpaceError) {
    guard let object = value.objectValue, let name = object["name"]?.stringValue else {
      throw InputSpaceError(problem: "features[\(number)] has no \"name\", which it needs")
    }
    self.init(name: name)
    let known = ["name", "unit", "kind", "group", "range", "typical", "fixed", "source"]
    for member in object.names where !known.contains(member) {
      throw wrong("has an unknown member \"\(InputSpaceError.shown(member))\"")
    }
    if let value = object["unit"], !value.isNull {
      guard let text = value.stringValue else { throw wrong("its \"unit\" is no text") }
      unit = text
    }
    try readKind(object)
    if let value = object["range"], !value.isNull { range = try range(of: value) }
    if let value = object["typical"], !value.isNull {
      guard let number = value.doubleValue, number.isFinite else {
        throw wrong("its \"typical\" is no finite number")
      }
      typical = number
    }
    if let value = object["fixed"], !value.isNull {
      guard let flag = value.boolValue else { throw wrong("its \"fixed\" is not true or false") }
      isFixed = flag
    }
  }

  private func wrong(_ problem: String) -> InputSpaceError {
    InputSpaceError(feature: name, problem: problem)
  }

  private mutating func readKind(_ object: JSONObject) throws(InputSpaceError) {
    let group = object["group"].flatMap { $0.isNull ? nil : $0 }
    guard let value = object["kind"], !value.isNull else {
      guard group == nil else { throw wrong("has a \"group\", but its \"kind\" is not oneHot") }
      return
    }
    guard let text = value.stringValue,
      let found = InputKind(named: text, group: group?.stringValue)
    else {
      throw wrong("its \"kind\" is not continuous, integer, or oneHot with a \"group\"")
    }
    guard found.group != nil || group == nil else {
      throw wrong("has a \"group\", but its \"kind\" is not oneHot")
    }
    kind = found
  }

  private func range(of value: JSONValue) throws(InputSpaceError) -> ClosedRange<Double> {
    guard let ends = value.arrayValue, ends.count == 2, let low = ends[0].doubleValue,
      let high = ends[1].doubleValue
    else { throw wrong("its \"range\" is not [low, high], two numbers") }
    return try Self.range(low, high, of: name)
  }

  /// A range of two numbers that somebody says.
  ///
  /// - Parameters:
  ///   - low: the lower end.
  ///   - high: the upper end.
  ///   - name: the feature, for errors.
  /// - Throws: ``InputSpaceError`` when they are not finite or the wrong way round.
  package static func range(
    _ low: Double, _ high: Double, of name: String?
  ) throws(InputSpaceError) -> ClosedRange<Double> {
    guard low.isFinite, high.isFinite, (high - low).isFinite else {
      throw InputSpaceError(
        feature: name, problem: "its range \(low), \(high) is not two finite numbers")
    }
    guard low <= high else {
      throw InputSpaceError(
        feature: name,
        problem: "its range \(low), \(high) is reversed; the lower number was expected first")
    }
    return low...high
  }
}
