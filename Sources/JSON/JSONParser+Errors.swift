extension JSONParser {
  /// An error at an offset of the text, or at the next byte.
  func error(_ problem: String, at offset: Int? = nil) -> JSONError {
    let before = bytes[..<min(offset ?? position, bytes.count)]
    let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    // Columns count scalars: all bytes but continuation bytes of UTF-8, and no byte order mark.
    var column = before[lineStart...].count { $0 & 0xC0 != 0x80 } + 1
    if lineStart == 0, before.starts(with: [0xEF, 0xBB, 0xBF]) { column -= 1 }
    return JSONError(line: before.count { $0 == 0x0A } + 1, column: column, problem: problem)
  }

  /// The error that the next byte is not what was expected.
  func unexpected(_ expected: String) -> JSONError {
    error("found \(found); \(expected) was expected")
  }

  /// The next character for people.
  private var found: String {
    guard let byte = next else { return "the end of the text" }
    if byte < 0x20 || byte == 0x7F {
      return "the control character 0x" + hexadecimal(byte, digits: 2)
    }
    if byte < 0x80 { return "'\(Unicode.Scalar(byte))'" }
    var parser = UTF8.ForwardParser()
    var iterator = bytes[position...].makeIterator()
    guard case .valid(let encoded) = parser.parseScalar(from: &iterator) else {
      return "the byte 0x" + hexadecimal(byte, digits: 2)
    }
    return "the character U+" + hexadecimal(UTF8.decode(encoded).value, digits: 4).uppercased()
  }

  /// A name or word in quotes, safe on a terminal and cut to a readable length.
  func quoted(_ text: String) -> String {
    let scalars = text.unicodeScalars
    let start = String(String.UnicodeScalarView(scalars.prefix(60)))
    return "\"" + terminalSafe(start) + (scalars.dropFirst(60).isEmpty ? "\"" : "…\"")
  }
}
