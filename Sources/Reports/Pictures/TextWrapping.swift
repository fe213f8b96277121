extension StrokeFont {
  /// Splits a text into lines of limited width, at blanks where there are any.
  ///
  /// - Parameters:
  ///   - text: any text; its line breaks count as blanks, and a thousand characters are enough.
  ///   - width: the most pixels of a line.
  ///   - maximumLines: the most lines; the last one ends in `…` when they do not hold the text.
  func wrapped(_ text: String, width: Int, maximumLines: Int) -> [String] {
    guard maximumLines >= 1, self.width(of: "…") <= width else { return [] }
    var lines: [String] = []
    for word in text.prefix(1000).split(whereSeparator: \.isWhitespace) {
      var rest = word
      if let last = lines.last, self.width(of: "\(last) \(rest)") <= width {
        lines[lines.count - 1] = "\(last) \(rest)"
        continue
      }
      while !rest.isEmpty {
        if lines.count == maximumLines {
          lines[maximumLines - 1] = cut(lines[maximumLines - 1], to: width)
          return lines
        }
        let part = fitting(rest, in: width)
        lines.append(String(part))
        rest = rest.dropFirst(part.count)
      }
    }
    return lines
  }

  /// As much of the beginning as has room, one character at least.
  private func fitting(_ text: Substring, in width: Int) -> Substring {
    var part = text
    while part.count > 1, self.width(of: part) > width { part = part.dropLast() }
    return part
  }

  /// A line that is not all of a text, with `…` at its end.
  private func cut(_ line: String, to width: Int) -> String {
    var line = line
    while !line.isEmpty, self.width(of: "\(line)…") > width { line.removeLast() }
    return "\(line)…"
  }
}
