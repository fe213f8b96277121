import JSON

/// Looks things up in the JSON header, with the place in every error.
struct CoefficientJSON {
  /// The members.
  let object: JSONObject
  /// Where this object stands, such as `layers[1]`.
  let place: String?

  /// - Throws: ``CoefficientError`` when the value is missing or no object.
  init(_ value: JSONValue?, _ place: String?) throws(CoefficientError) {
    guard let object = value?.objectValue else {
      throw .badData(place, value == nil ? "is missing" : "is not a JSON object")
    }
    self.object = object
    self.place = place
  }

  /// The value of a key; `nil` when it is missing or null.
  func value(_ key: String) -> JSONValue? {
    guard let value = object[key], !value.isNull else { return Optional.none }
    return value
  }

  func text(_ key: String) throws(CoefficientError) -> String? {
    guard let value = value(key) else { return nil }
    guard let text = value.stringValue else { throw wrong(key, "a string") }
    return text
  }

  func requiredText(_ key: String) throws(CoefficientError) -> String {
    guard let text = try text(key) else { throw wrong(key, "a string") }
    return text
  }

  /// A whole number, written as one: `5`, not `5.0`.
  func integer(_ key: String, _ range: ClosedRange<Int>) throws(CoefficientError) -> Int {
    guard let integer = value(key).flatMap(Self.integer), range.contains(integer) else {
      throw wrong(key, "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return integer
  }

  static func integer(_ value: JSONValue) -> Int? {
    if case .number(let number) = value { Int(number.text) } else { nil }
  }

  func number(_ key: String, default standard: Double? = nil) throws(CoefficientError) -> Double {
    guard let value = value(key) else {
      guard let standard else { throw wrong(key, "a number") }
      return standard
    }
    guard let number = value.doubleValue, number.isFinite else {
      throw wrong(key, "a finite number")
    }
    return number
  }

  func flag(_ key: String, default standard: Bool) throws(CoefficientError) -> Bool {
    guard let value = value(key) else { return standard }
    guard let flag = value.boolValue else { throw wrong(key, "true or false") }
    return flag
  }

  func array(_ key: String) throws(CoefficientError) -> [JSONValue]? {
    guard let value = value(key) else { return nil }
    guard let array = value.arrayValue else { throw wrong(key, "an array") }
    return array
  }

  /// Finite numbers, `count` of them; one number alone stands for all.
  func numbers(_ key: String, count: Int) throws(CoefficientError) -> [Double] {
    let expectation = "\(count) finite numbers"
    guard let value = value(key) else { throw wrong(key, expectation) }
    if let number = value.doubleValue, number.isFinite {
      return [Double](repeating: number, count: count)
    }
    let numbers = (value.arrayValue ?? []).compactMap(\.doubleValue).filter(\.isFinite)
    guard numbers.count == count, value.arrayValue?.count == count else {
      throw wrong(key, expectation)
    }
    return numbers
  }

  /// The error for a key whose value is missing or not as expected.
  func wrong(_ key: String, _ expectation: String) -> CoefficientError {
    let found =
      switch object[key] {
      case nil: "is missing"
      case .string(let text)?: "is \"\(text.prefix(40))\""
      case .number(let number)?: "is \(number.text.prefix(40))"
      case .bool(let flag)?: "is \(flag)"
      case .null?: "is null"
      case .array(let elements)?: "is an array of \(elements.count)"
      case .object?: "is an object"
      }
    return .badData(place, "its \"\(key)\" \(found); \(expectation) was expected")
  }
}
