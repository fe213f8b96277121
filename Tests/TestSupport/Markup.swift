/// An element of a document that a strict parser accepted.
public struct Markup: Sendable {
  /// The name of the element.
  public var name: String
  /// The attributes, with references resolved.
  public var attributes: [String: String] = [:]
  /// The elements in it, in order.
  public var children: [Markup] = []
  /// The text in it, that of its children too, with references resolved.
  public var text = ""

  /// What is wrong with a document, and where.
  public struct Problem: Error, CustomStringConvertible {
    /// One line.
    public var description: String
  }

  /// Parses a document that has to be XML as well as HTML.
  ///
  /// - Throws: ``Problem``: tags that do not match, attributes that are repeated or not quoted, references
  ///   but the five, characters that XML does not allow or that a terminal obeys.
  public init(parsing bytes: [UInt8]) throws {
    guard let string = String(validating: bytes, as: UTF8.self) else {
      throw Problem(description: "is not UTF-8")
    }
    var parser = MarkupParser(rest: Array(string.unicodeScalars)[...])
    self = try parser.document()
  }

  fileprivate init(name: String) { self.name = name }

  /// This element and all in it, in the order of the document.
  public var all: [Markup] { [self] + children.flatMap(\.all) }

  /// All elements of one name, in the order of the document.
  public func all(_ name: String) -> [Markup] { all.filter { $0.name == name } }
}

/// Just enough of XML 1.0 for a document without comments, CDATA and processing instructions.
private struct MarkupParser {
  var rest: ArraySlice<Unicode.Scalar>

  private static let voids: Set<String> = ["meta", "img", "br", "hr", "input", "link"]
  private static let references: [String: String] = [
    "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "#39": "'",
  ]

  mutating func document() throws -> Markup {
    try expect("<!DOCTYPE html>\n")
    let root = try element()
    while rest.first == "\n" { rest.removeFirst() }
    guard rest.isEmpty else { throw problem("something follows the document") }
    return root
  }

  private mutating func element() throws -> Markup {
    try expect("<")
    var element = Markup(name: name())
    if element.name.isEmpty { throw problem("no name of an element") }
    while rest.first == " " {
      rest.removeFirst()
      if rest.first == "/" {
        try expect("/>")
        guard Self.voids.contains(element.name) else { throw problem("empty \(element.name)") }
        return element
      }
      let attribute = name()
      try expect("=\"")
      let value = try text(until: "\"")
      try expect("\"")
      guard element.attributes.updateValue(value, forKey: attribute) == nil else {
        throw problem("repeated \(attribute)")
      }
    }
    try expect(">")
    if Self.voids.contains(element.name) { throw problem("\(element.name) is not closed") }
    while true {
      element.text += try text(until: "<")
      if rest.dropFirst().first == "/" { break }
      let child = try self.element()
      element.text += child.text
      element.children.append(child)
    }
    try expect("</\(element.name)>")
    return element
  }

  private mutating func name() -> String {
    var name = ""
    while let scalar = rest.first,
      scalar.properties.isAlphabetic || "0123456789-:".unicodeScalars.contains(scalar)
    {
      name.unicodeScalars.append(rest.removeFirst())
    }
    return name
  }

  private mutating func text(until end: Unicode.Scalar) throws -> String {
    var text = ""
    while let scalar = rest.first, scalar != end {
      rest.removeFirst()
      switch scalar {
      case "<": throw problem("< in an attribute")
      case ">": throw problem("a bare >")
      case "&":
        var reference = ""
        while let next = rest.first, next != ";", reference.count < 8 {
          reference.unicodeScalars.append(next)
          rest.removeFirst()
        }
        try expect(";")
        guard let value = Self.references[reference] else {
          throw problem("the reference \(reference)")
        }
        text += value
      case "\n": text += "\n"
      case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{200E}", "\u{200F}", "\u{2028}"..."\u{202E}",
        "\u{2066}"..."\u{2069}", "\u{61C}", "\u{FFFE}", "\u{FFFF}":
        throw problem("the character U+\(String(scalar.value, radix: 16))")
      default: text.unicodeScalars.append(scalar)
      }
    }
    if rest.isEmpty { throw problem("the end of the document inside an element") }
    return text
  }

  private mutating func expect(_ word: String) throws {
    guard rest.starts(with: word.unicodeScalars) else { throw problem("no \(word)") }
    rest.removeFirst(word.unicodeScalars.count)
  }

  private func problem(_ words: String) -> Markup.Problem {
    var next = ""
    next.unicodeScalars += rest.prefix(40)
    return Markup.Problem(description: "\(words), before: \(next)")
  }
}
