/// The labels to keep, in the order in which they become classes 0, 1, 2, ...
package struct ClassSelection: Sendable, Equatable {
  /// The labels as the file has them: at least one, none negative, none twice.
  package let labels: [Int]

  /// Parses labels and ranges of labels with commas between them: `0-4`, `0,1,4`, `0-2,7`.
  ///
  /// The order written is the order of the classes: `7,0` makes label 7 class 0.
  ///
  /// - Throws: ``ParsingError`` when the text is anything else, a range is upside down, a label
  ///   comes twice, or a label is above ``Labels/largest``.
  package init(parsing text: String) throws(ParsingError) {
    var labels: [Int] = []
    var seen: Set<Int> = []
    for item in text.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
      for label in try Self.range(item, of: text) {
        guard seen.insert(label).inserted else {
          throw ParsingError("the classes \(quoted(text)) name \(label) twice")
        }
        labels.append(label)
      }
    }
    self.labels = labels
  }

  private static func range(
    _ item: Substring.UTF8View, of text: String
  ) throws(ParsingError) -> ClosedRange<Int> {
    let ends = item.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    guard ends.count <= 2, let first = ends.first.flatMap(digits),
      let last = ends.last.flatMap(digits)
    else {
      throw ParsingError(
        "\(quoted(text)) does not select classes; labels such as 0-4 or 0,1,4 were expected")
    }
    guard first <= last else {
      throw ParsingError("the classes \(quoted(text)) have a range upside down: \(first)-\(last)")
    }
    guard last <= Labels.largest else {
      throw ParsingError(
        "the classes \(quoted(text)) are too large; the limit is \(Labels.largest)")
    }
    return first...last
  }

  /// A number of digits only; one too large for the type counts as the largest.
  private static func digits(_ text: Substring.UTF8View) -> Int? {
    guard !text.isEmpty, text.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }) else {
      return nil
    }
    return Int(Substring(text)) ?? .max
  }
}
