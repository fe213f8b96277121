package import JSON

extension InputSpace {
  /// The space as a document has it: `source`, `shape` and the `features`, each with who says its range.
  package var json: JSONValue {
    [
      "source": .string(source.rawValue), "shape": .array(shape.map { .number($0) }),
      "features": .array(features.map { $0.json(withSource: true) }),
    ]
  }

  /// A features file as `--features` takes it, with all that is known: a draft to edit.
  package var featuresFile: JSONValue {
    ["schema": 1, "features": .array(features.map { $0.json(withSource: false) })]
  }
}

extension InputFeature {
  /// The feature as a document has it.
  ///
  /// - Parameter withSource: whether it says who says the range.
  package func json(withSource: Bool) -> JSONValue {
    var object: JSONObject = ["name": .string(name)]
    if let unit { object["unit"] = .string(unit) }
    object["kind"] = .string(kind.name)
    if let group = kind.group { object["group"] = .string(group) }
    object["range"] = [.number(range.lowerBound), .number(range.upperBound)]
    if let typical { object["typical"] = .number(typical) }
    object["fixed"] = .bool(isFixed)
    if withSource { object["source"] = .string(source.rawValue) }
    return .object(object)
  }
}
