import JSON

/// Numbers as Keras writes them into configurations.
enum KerasNumbers {
  /// A scalar: a number, Keras 2.0's `{"type": "ndarray", "value": x}`, or a `__numpy__` array of one.
  static func scalar(_ value: JSONValue?) -> Double? {
    guard let value else { return nil }
    if let number = value.doubleValue { return number }
    if let object = value.objectValue {
      return scalar(object["value"] ?? object["config"]?.objectValue?["value"])
    }
    if let items = value.arrayValue, items.count == 1 { return scalar(items[0]) }
    return nil
  }

  /// A list of numbers, nested lists laid flat; a scalar is a list of one.
  static func list(_ value: JSONValue?) -> [Double]? {
    guard let value else { return nil }
    if let number = value.doubleValue { return [number] }
    if let object = value.objectValue {
      return list(object["value"] ?? object["config"]?.objectValue?["value"] ?? object["items"])
    }
    guard let items = value.arrayValue else { return nil }
    var numbers: [Double] = []
    for item in items {
      guard let inner = list(item) else { return nil }
      numbers += inner
    }
    return numbers
  }

  /// An array of numbers with its extents: a number, nested lists, or a `__numpy__` or `__tensor__`
  /// object; `nil` when it is none, or its rows differ in length.
  static func array(_ value: JSONValue?) -> (values: [Double], extents: [Int])? {
    guard let value else { return nil }
    if let number = value.doubleValue { return ([number], []) }
    if let className = value["class_name"]?.stringValue {
      guard ["__numpy__", "__tensor__"].contains(className) else { return nil }
      return array(value["config"]?["value"])
    }
    guard let items = value.arrayValue, !items.isEmpty else { return nil }
    let parts = items.compactMap(array)
    guard parts.count == items.count, parts.allSatisfy({ $0.extents == parts[0].extents }) else {
      return nil
    }
    return (parts.flatMap(\.values), [items.count] + parts[0].extents)
  }

  /// A shape without its batch dimension; `nil` for unknown extents.
  static func shape(_ value: JSONValue?) -> [Int?]? {
    let items = value?.arrayValue ?? value?.objectValue?["items"]?.arrayValue
    return items.map { $0.dropFirst().map(\.intValue) }
  }
}
