/// Words in lines no wider than a terminal.
enum Paragraph {
  /// A text in lines that break between words; a word that is too long has a line to itself.
  ///
  /// - Parameters:
  ///   - text: the words.
  ///   - indent: how many blanks are before each line.
  static func lines(_ text: String, indent: Int = 0) -> [String] {
    let margin = String(repeating: " ", count: indent)
    var lines: [String] = []
    var line = margin
    for word in text.split(separator: " ") {
      if line.count > indent, line.count + 1 + word.count > TextTable.terminalWidth {
        lines.append(line)
        line = margin
      }
      line += (line.count > indent ? " " : "") + word
    }
    return line.count > indent ? lines + [line] : lines
  }
}
