/// A column of a table as somebody calls it: its name in the header, or its number from 1.
package struct ColumnReference: Sendable, Hashable {
  /// What was written.
  package let text: String

  /// A column that is called so.
  package init(_ text: String) { self.text = text }

  /// Its place from 0 among columns; a name counts before a number.
  ///
  /// - Parameters:
  ///   - names: the header; `nil` when there is none.
  ///   - count: how many columns there are.
  ///   - option: the option that names it, for the message.
  func place(among names: [String]?, count: Int, option: String) throws(CSVProblem) -> Int {
    let places = names?.indices.filter { names?[$0] == text } ?? []
    guard places.count <= 1 else {
      throw CSVProblem(
        text: "\(places.count) columns are called \(quoted(text)), which \(option) names",
        isOfField: false)
    }
    if let place = places.first { return place }
    if let number = Int(text), 1...count ~= number { return number - 1 }
    let known = names.map { "the columns are \(columnList($0))" } ?? "there is no header"
    throw CSVProblem(
      text:
        "\(option): no column is called \(quoted(text)), nor is that a number of 1 to \(count); "
        + known, isOfField: false)
  }
}

/// Names of columns for a message: at most 20, each of them cut.
func columnList(_ names: some Collection<String>) -> String {
  let shown = names.prefix(20).map { name in
    name.unicodeScalars.count > 40 || name.isEmpty ? quoted(name) : name
  }
  let rest = names.count - shown.count
  return shown.joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
}
