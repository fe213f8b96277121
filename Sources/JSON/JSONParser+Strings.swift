extension JSONParser {
  /// Reads a string; the next byte is its opening quotation mark.
  mutating func string() throws(JSONError) -> String {
    let opening = position
    position += 1
    skipPlainBytes()
    if next == UInt8(ascii: "\"") {
      let text = try validated(bytes[(opening + 1)..<position], from: opening + 1)
      position += 1
      return text
    }
    var decoded = Array(bytes[(opening + 1)..<position])
    while let byte = next {
      switch byte {
      case UInt8(ascii: "\""):
        // An escape never completes or breaks a UTF-8 sequence, so the decoded bytes are valid
        // exactly when the written ones are.
        let text = try validated(decoded[...], from: opening + 1)
        position += 1
        return text
      case UInt8(ascii: "\\"):
        try escape(into: &decoded)
      case 0..<0x20:
        throw unexpected("an escape such as \\n or \\u0000 within a string")
      default:
        let start = position
        skipPlainBytes()
        decoded += bytes[start..<position]
      }
    }
    throw error("a string is not closed; '\"' was expected before the end of the text", at: opening)
  }

  private mutating func skipPlainBytes() {
    while let byte = next, byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
      position += 1
    }
  }

  /// The bytes as text; `start` is where the string begins in the source, which ends at `position`.
  private func validated(_ text: ArraySlice<UInt8>, from start: Int) throws(JSONError) -> String {
    if let string = String(validating: text, as: UTF8.self) { return string }
    let place = start + Self.validPrefixLength(bytes[start..<position])
    let byte = "0x" + hexadecimal(bytes[place], digits: 2)
    throw error(
      "a string has the byte \(byte), which is not UTF-8 there; UTF-8 was expected", at: place)
  }

  private static func validPrefixLength(_ bytes: ArraySlice<UInt8>) -> Int {
    var parser = UTF8.ForwardParser()
    var iterator = bytes.makeIterator()
    var length = 0
    while case .valid(let scalar) = parser.parseScalar(from: &iterator) { length += scalar.count }
    return min(length, bytes.count - 1)
  }
}

extension JSONParser {
  /// Reads one escape, or two that form a surrogate pair, and appends what it stands for in UTF-8.
  private mutating func escape(into decoded: inout [UInt8]) throws(JSONError) {
    let start = position
    position += 1
    let letter = next
    if letter != nil { position += 1 }
    switch letter {
    case UInt8(ascii: "\""): decoded.append(UInt8(ascii: "\""))
    case UInt8(ascii: "\\"): decoded.append(UInt8(ascii: "\\"))
    case UInt8(ascii: "/"): decoded.append(UInt8(ascii: "/"))
    case UInt8(ascii: "b"): decoded.append(0x08)
    case UInt8(ascii: "f"): decoded.append(0x0C)
    case UInt8(ascii: "n"): decoded.append(0x0A)
    case UInt8(ascii: "r"): decoded.append(0x0D)
    case UInt8(ascii: "t"): decoded.append(0x09)
    case UInt8(ascii: "u"): decoded.append(contentsOf: String(try escapedScalar(start)).utf8)
    default:
      position = start + 1
      throw unexpected("one of \" \\ / b f n r t u after a backslash")
    }
  }

  /// Reads the digits of a `\u` escape that starts at `start`, and a second escape that completes
  /// a surrogate pair.
  private mutating func escapedScalar(_ start: Int) throws(JSONError) -> Unicode.Scalar {
    guard let unit = fourDigits() else {
      throw error("a \\u escape is incomplete; four hexadecimal digits were expected", at: start)
    }
    if let scalar = Unicode.Scalar(UInt32(unit)) { return scalar }
    let afterFirst = position
    if UTF16.isLeadSurrogate(unit), take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")),
      let trail = fourDigits(), UTF16.isTrailSurrogate(trail)
    {
      return UTF16.decode(UTF16.EncodedScalar([unit, trail]))
    }
    guard repairsSurrogates else {
      throw error("half a surrogate pair stands alone; a whole one was expected", at: start)
    }
    position = afterFirst
    return "\u{FFFD}"
  }

  private mutating func fourDigits() -> UInt16? {
    guard bytes.count - position >= 4 else { return nil }
    var value: UInt16 = 0
    for byte in bytes[position..<(position + 4)] {
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
      value = value << 4 | UInt16(digit)
    }
    position += 4
    return value
  }
}
