import JSON

/// Reads the YAML that `model.to_yaml()` of Keras 1 and 2 wrote, into the value its JSON would have.
///
/// It is the part of YAML that PyYAML writes: block and flow collections, plain and quoted scalars, tuples,
/// anchors. No tag makes an object, and nothing is ever run.
struct YAMLReader {
  /// What is wrong, and in which line, counted from 1.
  struct Failure: Error, Equatable {
    var line: Int
    var problem: String
  }

  private struct Line {
    var number: Int
    var indent: Int
    var text: String
  }

  /// Deeper than any configuration nests.
  private static let deepest = 128
  /// More values than any configuration has, those that aliases repeat included.
  private static let mostValues = 2_000_000

  private var lines: [Line] = []
  private var position = 0
  private var anchors: [String: (value: JSONValue, size: Int)] = [:]
  private var size = 0

  /// Reads a document.
  ///
  /// - Throws: ``Failure`` when it is not of this kind.
  static func parse(_ text: String) throws(Failure) -> JSONValue {
    var reader = try YAMLReader(text)
    guard !reader.lines.isEmpty else { throw Failure(line: 1, problem: "is empty") }
    let value = try reader.block(depth: 0)
    if reader.position < reader.lines.count {
      throw reader.failure("is indented in another way than what stands before it")
    }
    return value
  }

  private init(_ text: String) throws(Failure) {
    var open = 0
    let parts = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (index, line) in parts.enumerated() {
      let content = line.drop { $0 == " " }
      let isBlank = content.isEmpty || content.first == "#"
      if isBlank || content == "---" || content == "..." || content.hasPrefix("%YAML") { continue }
      if content.first == "\t" {
        throw Failure(line: index + 1, problem: "is indented by a tab")
      }
      if open > 0, let last = lines.indices.last {
        // A flow collection goes on over lines.
        lines[last].text += " "
        lines[last].text += content
      } else {
        lines.append(
          Line(number: index + 1, indent: line.count - content.count, text: String(content)))
      }
      open += Self.openBrackets(content)
    }
  }

  /// How many flow collections of a line are not closed yet.
  private static func openBrackets(_ text: Substring) -> Int {
    var open = 0
    var quote: Character?
    for character in text {
      if character == "'" || character == "\"" {
        if quote == nil { quote = character } else if quote == character { quote = nil }
      } else if quote == nil {
        if character == "{" || character == "[" { open += 1 }
        if character == "}" || character == "]" { open -= 1 }
      }
    }
    return open
  }

  private func failure(_ problem: String) -> Failure {
    let line = lines.indices.contains(position) ? lines[position] : lines.last
    return Failure(line: line?.number ?? 1, problem: problem)
  }

  private mutating func count(_ values: Int = 1) throws(Failure) {
    size += values
    if size > Self.mostValues { throw failure("makes more than \(Self.mostValues) values") }
  }

  /// The collection or scalar at the current line.
  private mutating func block(depth: Int) throws(Failure) -> JSONValue {
    guard depth < Self.deepest else { throw failure("nests deeper than \(Self.deepest) levels") }
    try count()
    let line = lines[position]
    if Self.isItem(line.text[...]) { return try sequence(line.indent, depth: depth) }
    if Self.splitKey(line.text[...]) != nil { return try mapping(line.indent, depth: depth) }
    position += 1
    return try inline(line.text[...], line, depth: depth)
  }

  private static func isItem(_ text: Substring) -> Bool { text == "-" || text.hasPrefix("- ") }

  private mutating func sequence(_ indent: Int, depth: Int) throws(Failure) -> JSONValue {
    var items: [JSONValue] = []
    while position < lines.count, lines[position].indent == indent,
      Self.isItem(lines[position].text[...])
    {
      let rest = lines[position].text[...].dropFirst().drop { $0 == " " }
      let offset = lines[position].text.count - rest.count
      if rest.isEmpty {
        position += 1
        items.append(try nested(below: indent, depth: depth) ?? .null)
      } else {
        // What follows the dash stands where it stands: `- - a`, `- key: value`.
        lines[position].text = String(rest)
        lines[position].indent = indent + offset
        items.append(try tagged(below: indent, depth: depth))
      }
    }
    return .array(items)
  }

  /// An item whose tag or anchor may stand before its collection, on the line of the dash.
  private mutating func tagged(below indent: Int, depth: Int) throws(Failure) -> JSONValue {
    let line = lines[position]
    guard line.text.first == "!" || line.text.first == "&" else {
      return try block(depth: depth + 1)
    }
    position += 1
    return try value(line.text[...], line, below: indent, isMember: false, depth: depth)
  }

  private mutating func mapping(_ indent: Int, depth: Int) throws(Failure) -> JSONValue {
    var object = JSONObject()
    while position < lines.count, lines[position].indent == indent,
      let (key, rest) = Self.splitKey(lines[position].text[...])
    {
      let line = lines[position]
      guard object[key] == nil else { throw failure("has the key '\(key.prefix(40))' twice") }
      position += 1
      object[key] = try value(rest, line, below: indent, isMember: true, depth: depth)
    }
    return .object(object)
  }

  /// What stands behind a key or a dash: tags and an anchor, then a value here or a collection below.
  private mutating func value(
    _ text: Substring, _ line: Line, below indent: Int, isMember: Bool, depth: Int
  ) throws(Failure) -> JSONValue {
    var rest = text
    var anchor: String?
    while let first = rest.first, first == "!" || first == "&" {
      let word = rest.prefix { $0 != " " }
      if first == "&" { anchor = String(word.dropFirst()) } else { try check(tag: word) }
      rest = rest.dropFirst(word.count).drop { $0 == " " }
    }
    let before = size
    let value: JSONValue
    if rest.isEmpty {
      let isSequenceHere =
        isMember && position < lines.count && lines[position].indent == indent
        && Self.isItem(lines[position].text[...])
      value =
        isSequenceHere
        ? try block(depth: depth + 1) : try nested(below: indent, depth: depth) ?? .null
    } else {
      value = try inline(rest, line, depth: depth + 1)
    }
    if let anchor { anchors[anchor] = (value, size - before + 1) }
    return value
  }

  private mutating func nested(below indent: Int, depth: Int) throws(Failure) -> JSONValue? {
    guard position < lines.count, lines[position].indent > indent else { return nil }
    return try block(depth: depth + 1)
  }

  private func check(tag: Substring) throws(Failure) {
    let known = [
      "!!python/tuple", "!!str", "!!python/unicode", "!!float", "!!int", "!!bool", "!!null",
    ]
    guard known.contains(String(tag)) else {
      throw failure("has the tag \(tag.prefix(60)), which would make an object of Python")
    }
  }

  /// The key of `key: value`, and what stands behind it.
  private static func splitKey(_ text: Substring) -> (key: String, rest: Substring)? {
    if let quote = text.first, quote == "'" || quote == "\"" {
      guard let end = text.dropFirst().firstIndex(of: quote) else { return nil }
      let rest = text[text.index(after: end)...]
      guard rest == ":" || rest.hasPrefix(": ") else { return nil }
      return (String(text[text.index(after: text.startIndex)..<end]), value(of: rest))
    }
    guard let first = text.first, !"{[&*!".contains(first) else { return nil }
    var index = text.startIndex
    while let colon = text[index...].firstIndex(of: ":") {
      let next = text.index(after: colon)
      if next == text.endIndex || text[next] == " " {
        return (String(text[..<colon]), value(of: text[colon...]))
      }
      index = next
    }
    return nil
  }

  private static func value(of rest: Substring) -> Substring {
    let text = rest.dropFirst().drop { $0 == " " }
    guard let comment = text.firstRange(of: " #")?.lowerBound, !text.contains("'"),
      !text.contains("\"")
    else { return text }
    return text[..<comment]
  }

  /// A scalar, an alias or a flow collection that fills the rest of a line.
  private mutating func inline(
    _ text: Substring, _ line: Line, depth: Int
  ) throws(Failure) -> JSONValue {
    var scanner = FlowScanner(Array(text), line: line.number)
    let value = try flow(&scanner, isInside: false, depth: depth)
    scanner.skipBlanks()
    guard scanner.isAtEnd else {
      throw Failure(line: line.number, problem: "has more behind its value")
    }
    return value
  }

  private mutating func flow(
    _ scanner: inout FlowScanner, isInside: Bool, depth: Int
  ) throws(Failure) -> JSONValue {
    guard depth < Self.deepest else {
      throw Failure(line: scanner.line, problem: "nests deeper than \(Self.deepest) levels")
    }
    try count()
    scanner.skipBlanks()
    switch scanner.current {
    case "[":
      var items: [JSONValue] = []
      scanner.advance()
      while !scanner.takes("]") {
        items.append(try flow(&scanner, isInside: true, depth: depth + 1))
        if !scanner.takes(","), scanner.current != "]" { throw scanner.failure("lacks a ]") }
      }
      return .array(items)
    case "{":
      var object = JSONObject()
      scanner.advance()
      while !scanner.takes("}") {
        let key = try scanner.key()
        guard object[key] == nil else { throw scanner.failure("has a key twice") }
        object[key] = try flow(&scanner, isInside: true, depth: depth + 1)
        if !scanner.takes(","), scanner.current != "}" { throw scanner.failure("lacks a }") }
      }
      return .object(object)
    case "!":
      try check(tag: Substring(scanner.word()))
      return try flow(&scanner, isInside: isInside, depth: depth + 1)
    case "*":
      let name = String(scanner.word().dropFirst())
      guard let target = anchors[name] else {
        throw scanner.failure("names the unknown anchor \(name.prefix(40))")
      }
      try count(target.size)
      return target.value
    case "'", "\"": return .string(try scanner.quoted())
    default: return Self.scalar(scanner.plain(isInside: isInside))
    }
  }

  /// A plain scalar: null, a truth value, a number or a text.
  private static func scalar(_ text: String) -> JSONValue {
    switch text {
    case "", "~", "null", "Null": return .null
    case "true", "True": return true
    case "false", "False": return false
    case ".inf": return JSONNumber("Infinity").map(JSONValue.number) ?? .null
    case "-.inf": return JSONNumber("-Infinity").map(JSONValue.number) ?? .null
    case ".nan": return JSONNumber("NaN").map(JSONValue.number) ?? .null
    default:
      // PyYAML writes 1.0e-07, and 2.2.4 is a text.
      return JSONNumber(text.hasSuffix(".") ? text + "0" : text).map(JSONValue.number)
        ?? .string(text)
    }
  }
}
