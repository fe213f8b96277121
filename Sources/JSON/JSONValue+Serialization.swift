extension JSONValue {
  /// The value as JSON text, without a line feed at its end.
  ///
  /// Numbers are written as they were read, so Python's `NaN` and `Infinity` stay. In strings,
  /// control characters, line separators and bidirectional controls are escaped: the text is safe
  /// to print on a terminal whatever names it holds.
  ///
  /// - Parameter pretty: indent by two spaces, a line for each member and for each element of an
  ///   array that holds arrays or objects; otherwise no blanks at all.
  package func serialized(pretty: Bool) -> String {
    var serializer = JSONSerializer(isPretty: pretty)
    serializer.append(self)
    return serializer.text
  }

  fileprivate var isScalar: Bool {
    switch self {
    case .array, .object: false
    case .null, .bool, .number, .string: true
    }
  }
}

private struct JSONSerializer {
  let isPretty: Bool
  var text = ""
  private var depth = 0

  init(isPretty: Bool) {
    self.isPretty = isPretty
  }

  mutating func append(_ value: JSONValue) {
    switch value {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .number(let value): text += value.text
    case .string(let value): append(quoted: value)
    case .array(let elements): append(elements)
    case .object(let object): append(object)
    }
  }

  private mutating func append(_ elements: [JSONValue]) {
    let isOneLine = elements.allSatisfy(\.isScalar)
    text += "["
    depth += 1
    for (index, element) in elements.enumerated() {
      if index > 0 { text += isPretty && isOneLine ? ", " : "," }
      if !isOneLine { newLine() }
      append(element)
    }
    depth -= 1
    if !isOneLine { newLine() }
    text += "]"
  }

  private mutating func append(_ object: JSONObject) {
    text += "{"
    depth += 1
    for (index, member) in object.members.enumerated() {
      if index > 0 { text += "," }
      newLine()
      append(quoted: member.name)
      text += isPretty ? ": " : ":"
      append(member.value)
    }
    depth -= 1
    if !object.isEmpty { newLine() }
    text += "}"
  }

  private mutating func newLine() {
    guard isPretty else { return }
    text += "\n"
    for _ in 0..<depth { text += "  " }
  }

  private mutating func append(quoted string: String) {
    text += "\""
    if DangerousScalars.areAbsent(from: string),
      !string.utf8.contains(where: { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") })
    {
      text += string
    } else {
      for scalar in string.unicodeScalars { append(escaped: scalar) }
    }
    text += "\""
  }

  private mutating func append(escaped scalar: Unicode.Scalar) {
    switch scalar {
    case "\"": text += "\\\""
    case "\\": text += "\\\\"
    case "\n": text += "\\n"
    case "\r": text += "\\r"
    case "\t": text += "\\t"
    case "\u{08}": text += "\\b"
    case "\u{0C}": text += "\\f"
    case _ where DangerousScalars.contains(scalar):
      for unit in UTF16.encode(scalar) ?? .init() { text += "\\u" + hexadecimal(unit, digits: 4) }
    default: text.unicodeScalars.append(scalar)
    }
  }
}
