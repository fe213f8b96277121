/// The scalars that must not reach a terminal or a log as they are: they move the cursor, start
/// escape sequences, break lines, reorder the text around them, or cannot be seen, so that two names look alike.
///
/// Sources: Unicode's general categories Cc and Cf, the line and paragraph separators, and the property
/// Default_Ignorable_Code_Point, but for the two selectors that choose how a symbol is drawn.
enum DangerousScalars {
  static func contains(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x00...0x1F, 0x7F...0x9F: true
    case 0x20..<0x7F: false
    case 0x2028...0x2029: true
    case 0xFE0E...0xFE0F: false
    default:
      scalar.properties.isDefaultIgnorableCodePoint || scalar.properties.generalCategory == .format
    }
  }

  /// Whether the text is free of them, decided without decoding when it is printable ASCII.
  static func areAbsent(from text: String) -> Bool {
    text.utf8.allSatisfy { (0x20..<0x7F).contains($0) }
      || !text.unicodeScalars.contains(where: contains)
  }
}

/// The text with every character that could act on a terminal written as an escape.
///
/// Control characters become `\n`, `\t`, `\r` or `\x1b`; line separators, bidirectional controls and what
/// cannot be seen become `\u202e` or `\U000e0041`. Everything else is kept, a backslash too: the result is for reading, not for
/// parsing.
///
/// - Parameter text: for instance a name found in a file.
/// - Returns: one line of text without control characters.
package func terminalSafe(_ text: String) -> String {
  if DangerousScalars.areAbsent(from: text) { return text }
  var result = ""
  for scalar in text.unicodeScalars {
    if !DangerousScalars.contains(scalar) {
      result.unicodeScalars.append(scalar)
      continue
    }
    switch scalar {
    case "\n": result += "\\n"
    case "\t": result += "\\t"
    case "\r": result += "\\r"
    case "\u{0}"..."\u{FF}": result += "\\x" + hexadecimal(scalar.value, digits: 2)
    case "\u{100}"..."\u{FFFF}": result += "\\u" + hexadecimal(scalar.value, digits: 4)
    default: result += "\\U" + hexadecimal(scalar.value, digits: 8)
    }
  }
  return result
}

/// The number in lower case hexadecimal with leading zeros up to `digits` digits.
func hexadecimal(_ value: some BinaryInteger, digits: Int) -> String {
  let text = String(value, radix: 16)
  return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
}
