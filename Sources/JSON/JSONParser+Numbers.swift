extension JSONParser {
  /// Reads `-Infinity` or a number of RFC 8259 (section 6); the next byte is a digit or a minus.
  mutating func number() throws(JSONError) -> JSONNumber {
    let start = position
    if take(UInt8(ascii: "-")), bytes[position...].starts(with: "Infinity".utf8) {
      position += "Infinity".utf8.count
      return JSONNumber(token: "-Infinity")
    }
    if take(UInt8(ascii: "0")) {
      if let next, Self.isDigit(next) {
        throw error(
          "a number starts with a zero; its first digit was expected to be 1 to 9", at: start)
      }
    } else {
      try digits("a digit after '-'")
    }
    if take(UInt8(ascii: ".")) { try digits("a digit after the decimal point") }
    if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
      _ = take(UInt8(ascii: "+")) || take(UInt8(ascii: "-"))
      try digits("a digit in the exponent")
    }
    return JSONNumber(token: String(decoding: bytes[start..<position], as: UTF8.self))
  }

  private mutating func digits(_ expected: String) throws(JSONError) {
    guard let first = next, Self.isDigit(first) else { throw unexpected(expected) }
    while let byte = next, Self.isDigit(byte) { position += 1 }
  }

  static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}
