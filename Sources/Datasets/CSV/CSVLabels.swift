import Files

/// The label column of a CSV file: integers, or words that name the classes.
struct CSVLabels {
  /// The longest word accepted, in bytes.
  static let wordLimit = 256

  private enum Kind { case integers, words }

  private var kind: Kind?
  private var indices: [Int] = []
  /// Words in the order of their first appearance.
  private var words: [String: Int] = [:]

  /// Appends a label: the first decides whether all are integers or words.
  mutating func append(_ text: [UInt8]) throws(CSVProblem) {
    let number = DecimalNumber.parse(text)
    let kind = kind ?? (number == nil ? .words : .integers)
    self.kind = kind
    switch (kind, number) {
    case (.integers, let number?):
      do {
        indices.append(try Labels.checked(number.value))
      } catch {
        throw CSVProblem(text: "the label \(quoted(text[...])) \(error.text)")
      }
    case (.integers, nil):
      throw CSVProblem(text: "the label \(quoted(text[...])) is not an integer, as those before it")
    case (.words, nil): indices.append(try index(of: text))
    case (.words, _):
      throw CSVProblem(
        text: "the label \(quoted(text[...])) is a number; those before it are words")
    }
  }

  private mutating func index(of text: [UInt8]) throws(CSVProblem) -> Int {
    guard !text.isEmpty else { throw CSVProblem(text: "the label is blank") }
    guard text.count <= Self.wordLimit else {
      throw CSVProblem(text: "the label is longer than \(Self.wordLimit) bytes")
    }
    guard let word = String(validating: text, as: UTF8.self) else {
      throw CSVProblem(text: "the label \(quoted(text[...])) is not UTF-8")
    }
    if let index = words[word] { return index }
    guard words.count <= Labels.largest else {
      throw CSVProblem(text: "more than \(words.count) different labels")
    }
    words[word] = words.count
    return words.count - 1
  }

  /// The labels, with words numbered in the order of their UTF-8 bytes.
  func labels(file: String) -> Labels {
    guard kind == .words else { return Labels(integers: indices, file: file) }
    let names = words.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    var order = [Int](repeating: 0, count: names.count)
    for (rank, name) in names.enumerated() { if let first = words[name] { order[first] = rank } }
    return Labels(indices: indices.map { order[$0] }, names: names, file: file)
  }
}
