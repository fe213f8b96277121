/// A strict reader of JSON texts (RFC 8259) for untrusted input.
///
/// It also refuses what the standard leaves open and programs disagree about: a name that appears
/// twice in an object. Beyond the standard it accepts a UTF-8 byte order mark and the number tokens
/// `NaN`, `Infinity` and `-Infinity` of Python's `json` module. An escaped surrogate without its
/// partner becomes U+FFFD, unless the caller wants an error. Time and memory grow linearly with the text.
package struct JSONParser {
  let bytes: [UInt8]
  /// The offset of the next byte.
  var position = 0
  /// Whether an escaped surrogate without its partner becomes U+FFFD, and is no error.
  let repairsSurrogates: Bool
  private let maximumDepth: Int
  private var depth = 0

  init(_ bytes: [UInt8], maximumDepth: Int, repairsSurrogates: Bool = true) {
    self.bytes = bytes
    self.maximumDepth = maximumDepth
    self.repairsSurrogates = repairsSurrogates
  }

  /// Reads a whole text as one value.
  ///
  /// - Parameters:
  ///   - bytes: the text in UTF-8.
  ///   - maximumDepth: how many arrays and objects may lie within each other. More than 512 counts
  ///     as 512, because reading, comparing and freeing values recur on the stack.
  ///   - repairsSurrogates: whether an escaped surrogate without its partner becomes U+FFFD, as other
  ///     programs read it, and is no error.
  /// - Throws: ``JSONError`` with the first place where the text is not JSON.
  package static func parse(
    _ bytes: [UInt8], maximumDepth: Int = 128, repairsSurrogates: Bool = true
  ) throws(JSONError) -> JSONValue {
    var parser = JSONParser(
      bytes, maximumDepth: min(maximumDepth, 512), repairsSurrogates: repairsSurrogates)
    return try parser.document()
  }

  private mutating func document() throws(JSONError) -> JSONValue {
    try refuseOtherEncodings()
    if bytes.starts(with: Self.byteOrderMark) { position = Self.byteOrderMark.count }
    skipBlanks()
    if isAtEnd { throw error("the text is empty; a JSON value was expected") }
    let value = try value()
    skipBlanks()
    guard isAtEnd else { throw unexpected("the end of the text") }
    return value
  }

  private mutating func value() throws(JSONError) -> JSONValue {
    switch next {
    case UInt8(ascii: "{"): return try object()
    case UInt8(ascii: "["): return try array()
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "-"): return .number(try number())
    case let byte? where Self.isDigit(byte): return .number(try number())
    case let byte? where Self.isWordByte(byte): return try word()
    default: throw unexpected("a value")
    }
  }

  private mutating func array() throws(JSONError) -> JSONValue {
    try enter()
    defer { depth -= 1 }
    var elements: [JSONValue] = []
    skipBlanks()
    if take(UInt8(ascii: "]")) { return .array(elements) }
    while true {
      elements.append(try value())
      skipBlanks()
      if take(UInt8(ascii: "]")) { return .array(elements) }
      try separator(before: UInt8(ascii: "]"))
    }
  }

  private mutating func object() throws(JSONError) -> JSONValue {
    try enter()
    defer { depth -= 1 }
    var object = JSONObject()
    skipBlanks()
    if take(UInt8(ascii: "}")) { return .object(object) }
    while true {
      guard next == UInt8(ascii: "\"") else { throw unexpected("a name in double quotes") }
      let start = position
      let name = try string()
      if object.contains(name) {
        throw error("the name \(quoted(name)) appears twice in one object", at: start)
      }
      skipBlanks()
      guard take(UInt8(ascii: ":")) else { throw unexpected("':' after a name") }
      skipBlanks()
      object.append(name, try value())
      skipBlanks()
      if take(UInt8(ascii: "}")) { return .object(object) }
      try separator(before: UInt8(ascii: "}"))
    }
  }

  /// Steps over the opening bracket.
  private mutating func enter() throws(JSONError) {
    guard depth < maximumDepth else {
      throw error("the text nests deeper than \(maximumDepth) levels")
    }
    depth += 1
    position += 1
  }

  /// Steps over the comma between two elements.
  private mutating func separator(before closing: UInt8) throws(JSONError) {
    // Comes once for every element: the words are made only when they are needed.
    guard take(UInt8(ascii: ",")) else {
      throw unexpected("',' or '\(Unicode.Scalar(closing))'")
    }
    skipBlanks()
    if next == closing {
      throw error(
        "found '\(Unicode.Scalar(closing))' after a comma; JSON allows no trailing comma")
    }
  }

  private mutating func word() throws(JSONError) -> JSONValue {
    let start = position
    while let byte = next, Self.isWordByte(byte) { position += 1 }
    let word = String(decoding: bytes[start..<position], as: UTF8.self)
    switch word {
    case "null": return .null
    case "true": return .bool(true)
    case "false": return .bool(false)
    case "NaN", "Infinity": return .number(JSONNumber(token: word))
    default: throw error("found the word \(quoted(word)); a value was expected", at: start)
    }
  }
}

extension JSONParser {
  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// The next byte; `nil` at the end.
  var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  /// Whether all bytes are read.
  var isAtEnd: Bool { position >= bytes.count }

  /// Steps over `byte` if it is next.
  mutating func take(_ byte: UInt8) -> Bool {
    guard next == byte else { return false }
    position += 1
    return true
  }

  private mutating func skipBlanks() {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
      position += 1
    }
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
    case UInt8(ascii: "_"): true
    default: isDigit(byte)
    }
  }

  /// A JSON text starts with an ASCII character, so a zero byte beside it shows a wider encoding.
  private func refuseOtherEncodings() throws(JSONError) {
    let start = Array(bytes.prefix(2))
    if start == [0xFE, 0xFF] || start == [0xFF, 0xFE] || (start.count == 2 && start.contains(0)) {
      throw error("the text looks like UTF-16 or UTF-32; UTF-8 was expected")
    }
  }
}
