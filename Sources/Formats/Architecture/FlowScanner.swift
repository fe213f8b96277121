/// Goes through the characters of one flow collection or scalar of YAML.
struct FlowScanner {
  private let characters: [Character]
  private var position = 0
  /// The line it begins in, counted from 1.
  let line: Int

  init(_ characters: [Character], line: Int) {
    self.characters = characters
    self.line = line
  }

  /// Whether everything was taken.
  var isAtEnd: Bool { position >= characters.count }

  /// The next character; `nil` at the end.
  var current: Character? { isAtEnd ? nil : characters[position] }

  /// A failure in this line.
  func failure(_ problem: String) -> YAMLReader.Failure {
    YAMLReader.Failure(line: line, problem: problem)
  }

  /// Goes on by one character.
  mutating func advance() { position += 1 }

  mutating func skipBlanks() {
    while current == " " { advance() }
  }

  /// Takes a character, if it is the next behind blanks.
  mutating func takes(_ character: Character) -> Bool {
    skipBlanks()
    guard current == character else { return false }
    advance()
    return true
  }

  /// The characters up to the next blank, comma or bracket.
  mutating func word() -> String {
    var word = ""
    while let character = current, !" ,]}".contains(character) {
      word.append(character)
      advance()
    }
    return word
  }

  /// The key of a member, and its colon.
  mutating func key() throws(YAMLReader.Failure) -> String {
    skipBlanks()
    let isQuoted = current == "'" || current == "\""
    var key = ""
    if isQuoted {
      key = try quoted()
    } else {
      while let character = current, !":,{}[]".contains(character) {
        key.append(character)
        advance()
      }
    }
    guard takes(":") else { throw failure("lacks a colon behind a key") }
    return key
  }

  /// A plain scalar; inside a collection it ends at a comma or bracket.
  mutating func plain(isInside: Bool) -> String {
    var text = ""
    while let character = current, !(isInside && ",]}".contains(character)) {
      text.append(character)
      advance()
    }
    while text.last == " " { text.removeLast() }
    return text
  }

  /// A text in quotes: `''` stands for one quote in single ones, `\` escapes in double ones.
  mutating func quoted() throws(YAMLReader.Failure) -> String {
    let quote = current
    advance()
    var text = ""
    while let character = current {
      advance()
      if character == quote {
        guard quote == "'", current == "'" else { return text }
        advance()
        text.append("'")
      } else if character == "\\", quote == "\"" {
        text.append(try escaped())
      } else {
        text.append(character)
      }
    }
    throw failure("lacks a closing quote")
  }

  private mutating func escaped() throws(YAMLReader.Failure) -> Character {
    let letter = current
    advance()
    switch letter {
    case "n": return "\n"
    case "t": return "\t"
    case "\\": return "\\"
    case "\"": return "\""
    case "/": return "/"
    case "x": return try scalar(digits: 2)
    case "u": return try scalar(digits: 4)
    case "U": return try scalar(digits: 8)
    default: throw failure("has an unknown escape in a text")
    }
  }

  private mutating func scalar(digits: Int) throws(YAMLReader.Failure) -> Character {
    var text = ""
    for _ in 0..<digits {
      if let character = current { text.append(character) }
      advance()
    }
    guard let value = UInt32(text, radix: 16), let scalar = Unicode.Scalar(value) else {
      throw failure("has a damaged escape in a text")
    }
    return Character(scalar)
  }
}
