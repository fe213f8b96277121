/// A JSON document or a part of one.
package enum JSONValue: Sendable, Equatable {
  /// `null`.
  case null
  /// `true` or `false`.
  case bool(Bool)
  /// A number, kept as its text.
  case number(JSONNumber)
  /// A string, with its escapes resolved.
  case string(String)
  /// An array.
  case array([JSONValue])
  /// An object, with its members in the order of the text.
  case object(JSONObject)

  /// An integer.
  package static func number(_ value: Int) -> JSONValue {
    .number(JSONNumber(value))
  }

  /// A number in the shortest text that reads back as the same `Double`, such as `0.1` or `1e-07`.
  ///
  /// JSON has no text for values that are not finite: they become the strings `"nan"`, `"inf"` and
  /// `"-inf"`.
  package static func number(_ value: Double) -> JSONValue {
    if value.isNaN { return .string("nan") }
    if value.isInfinite { return .string(value < 0 ? "-inf" : "inf") }
    return .number(JSONNumber(token: value.description))
  }
}

extension JSONValue {
  /// Whether this is `null`.
  package var isNull: Bool { self == .null }

  /// The truth value, when this is one.
  package var boolValue: Bool? {
    if case .bool(let value) = self { value } else { nil }
  }

  /// The string, when this is one.
  package var stringValue: String? {
    if case .string(let value) = self { value } else { nil }
  }

  /// The elements, when this is an array.
  package var arrayValue: [JSONValue]? {
    if case .array(let value) = self { value } else { nil }
  }

  /// The members, when this is an object.
  package var objectValue: JSONObject? {
    if case .object(let value) = self { value } else { nil }
  }

  /// The integer, when this is a number that is exactly one; see ``JSONNumber/intValue``.
  package var intValue: Int? {
    if case .number(let value) = self { value.intValue } else { nil }
  }

  /// The nearest `Double`, when this is a number; see ``JSONNumber/doubleValue``.
  package var doubleValue: Double? {
    if case .number(let value) = self { value.doubleValue } else { nil }
  }

  /// The member of that name, when this is an object that has one.
  package subscript(name: String) -> JSONValue? { objectValue?[name] }
}
