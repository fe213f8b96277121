/// Splits a text into lines of limited length, at blanks where there are any.
///
/// - Parameters:
///   - text: any text; its line breaks count as blanks.
///   - columns: the most characters of a line; below 1 there are no lines.
///   - maximumLines: the most lines; the last one ends in `…` when they do not hold the text.
func wrapped(_ text: String, columns: Int, maximumLines: Int) -> [String] {
  guard columns >= 1, maximumLines >= 1 else { return [] }
  var lines: [String] = []
  for word in text.split(whereSeparator: \.isWhitespace) {
    var rest = word
    if let last = lines.last, last.count + 1 + rest.count <= columns {
      lines[lines.count - 1] = last + " " + rest
      continue
    }
    while !rest.isEmpty {
      if lines.count == maximumLines {
        lines[maximumLines - 1] = cut(lines[maximumLines - 1], columns: columns)
        return lines
      }
      lines.append(String(rest.prefix(columns)))
      rest = rest.dropFirst(columns)
    }
  }
  return lines
}

/// A line that is not all of a text, with `…` at its end, no longer than `columns`.
private func cut(_ line: String, columns: Int) -> String {
  line.prefix(columns - 1) + "…"
}
