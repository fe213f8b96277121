import JSON

extension HTML {
  /// The piece in UTF-8.
  package var bytes: [UInt8] {
    var bytes: [UInt8] = []
    write(to: &bytes)
    return bytes
  }

  /// Appends the piece; recursion goes as deep as the reports nest their elements.
  func write(to bytes: inout [UInt8]) {
    switch self {
    case .text(let text): bytes += Self.escaped(Self.withoutLongWords(text)).utf8
    case .style(let sheet): bytes += "<style>\n\(sheet)\n</style>".utf8
    case .node(let tag, let attributes, let children):
      bytes += "<\(tag.rawValue)".utf8
      for attribute in attributes {
        // A picture is one long word.
        let value =
          attribute.name == .src ? attribute.value : Self.withoutLongWords(attribute.value)
        bytes += " \(attribute.name.rawValue)=\"\(Self.escaped(value))\"".utf8
      }
      if tag.isVoid {
        bytes += " />".utf8
        return
      }
      bytes.append(UInt8(ascii: ">"))
      for child in children { child.write(to: &bytes) }
      bytes += "</\(tag.rawValue)>".utf8
      if tag.endsLine { bytes.append(UInt8(ascii: "\n")) }
    }
  }

  /// More characters than any word has but a name that shall fill the page.
  private static let longestWord = 200

  /// The text, of such words only the beginning and the end.
  private static func withoutLongWords(_ text: String) -> String {
    guard text.utf8.count > longestWord else { return text }
    return text.split(separator: " ", omittingEmptySubsequences: false).map { word in
      word.utf8.count <= longestWord || word.count <= longestWord
        ? String(word) : "\(word.prefix(longestWord / 2))…\(word.suffix(longestWord / 4))"
    }.joined(separator: " ")
  }

  /// Text that is neither markup nor dangerous to read: control characters and bidirectional overrides as
  /// ``terminalSafe(_:)`` writes them, the five characters of markup as references, and the two
  /// noncharacters that XML 1.0 (section 2.2) does not allow as escapes.
  static func escaped(_ text: String) -> String {
    let safe = terminalSafe(text)
    let isPlain = safe.utf8.allSatisfy { byte in
      byte < 0x80 && byte != UInt8(ascii: "&") && byte != UInt8(ascii: "<")
        && byte != UInt8(ascii: ">") && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "'")
    }
    if isPlain { return safe }
    var result = ""
    for scalar in safe.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case "\u{FFFE}": result += "\\ufffe"
      case "\u{FFFF}": result += "\\uffff"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

extension HTMLTag {
  /// Whether a line ends behind it, for those who read the source; nowhere that a blank would show.
  fileprivate var endsLine: Bool {
    switch self {
    case .head, .title, .body, .header, .nav, .main, .section, .footer, .h1, .h2, .h3, .p, .div,
      .ul, .ol, .li, .dl, .dd, .table, .caption, .thead, .tbody, .tr, .figure, .figcaption,
      .details, .summary, .svg, .html:
      true
    default: false
    }
  }
}
