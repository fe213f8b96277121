import Files

extension CSVReader {
  /// Reads the first line: as a header, or finds out that there is none.
  ///
  /// - Returns: where the first row begins, or nil when more bytes are needed.
  mutating func firstRecord(_ bytes: [UInt8], isComplete: Bool) throws(FileError) -> Int? {
    guard let first = try fields(bytes, at: 0, isComplete: isComplete), let last = first.last else {
      return nil
    }
    if first.count == 1, isBlank(first[0]) {
      throw error(CSVProblem(text: "the line is blank", isOfField: false))
    }
    let texts = first.map { text(of: $0, in: bytes) }
    let isHeader: Bool
    switch try self.isHeader(texts, bytes, next: last.next, isComplete: isComplete) {
    case nil: return nil
    case let found?: isHeader = found
    }
    let pixels = texts.map { isHeader ? isPixelName($0) : UInt8($0) != nil }
    do {
      columns = try TableColumns(layout, names: isHeader ? texts : nil, pixels: pixels)
    } catch {
      throw self.error(error)
    }
    row = [Double](repeating: 0, count: columns?.featureCount ?? 0)
    targetRow = [Double](repeating: 0, count: columns?.targetCount ?? 0)
    guard isHeader else {
      // Once more, now as a row.
      return try record(bytes, at: 0, isComplete: isComplete)
    }
    line += first.reduce(1) { $0 + $1.lineFeeds }
    return last.next
  }

  /// Whether the first line is a header.
  ///
  /// It is when it has no number. With words and numbers it is when the words stand above numbers, when one
  /// is what labels are called, or when the numbers count the columns; a line of numbers alone is a row.
  ///
  /// - Returns: nil when more bytes are needed.
  private mutating func isHeader(
    _ texts: [String], _ bytes: [UInt8], next: Int, isComplete: Bool
  ) throws(FileError) -> Bool? {
    if let hasHeader = layout.hasHeader { return hasHeader }
    let isNumber = texts.map { isValue($0) }
    if isNumber.allSatisfy({ $0 }) {
      // pandas calls columns without names by their numbers.
      if next >= bytes.count, !isComplete { return nil }
      guard texts.count > 2, next < bytes.count,
        texts.enumerated().allSatisfy({ $0.element == String($0.offset) })
      else {
        remarks.append("there is no header: all fields of the first line are numbers")
        return false
      }
      remarks.append(
        "the first line counts the columns: it is taken for a header (--header no makes it a row)")
      return true
    }
    let words = texts.indices.filter { !isNumber[$0] }
    if words.count == texts.count || words.contains(where: { texts[$0].isEmpty && $0 == 0 }) {
      return true
    }
    let labels: Set<String> = ["label", "class", "target", "y"]
    if words.contains(where: { labels.contains(texts[$0].lowercased()) }) { return true }
    guard let second = try fields(bytes, at: next, isComplete: isComplete) else {
      return isComplete ? true : nil
    }
    guard second.count == texts.count else { return true }
    if words.contains(where: { isValue(text(of: second[$0], in: bytes)) }) { return true }
    remarks.append(
      "there is no header: the first line has numbers, and words only where the second has them "
        + "(--header yes makes it one)")
    return false
  }

  /// Whether a field is a number, or says that there is none.
  private func isValue(_ text: String) -> Bool {
    var bytes = Array(text.utf8)
    if dialect.separator != .comma {
      for place in bytes.indices where bytes[place] == UInt8(ascii: ",") {
        bytes[place] = UInt8(ascii: ".")
      }
    }
    if bytes.isEmpty { return false }
    return DecimalNumber.parse(bytes) != nil || CSVWords.isMissing(bytes[...])
      || CSVWords.truth(bytes[...]) != nil
  }

  /// The fields of a record; nil when it does not end within `bytes` and more will come, or is not there.
  private func fields(
    _ bytes: [UInt8], at start: Int, isComplete: Bool
  ) throws(FileError) -> [CSVField]? {
    guard start < bytes.count else { return nil }
    var fields: [CSVField] = []
    while fields.last?.endsRecord != true {
      guard
        let field = try field(
          bytes, at: fields.last?.next ?? start, start: start, column: fields.count,
          isComplete: isComplete)
      else { return nil }
      fields.append(field)
    }
    return fields
  }

  private func text(of field: CSVField, in bytes: [UInt8]) -> String {
    let text = field.text(in: bytes)
    return String(decoding: text[CSVWords.trimmed(text, 0..<text.count)], as: UTF8.self)
  }

  /// Whether a field is all of a line, and empty.
  func isBlank(_ field: CSVField) -> Bool {
    field.endsRecord && field.contents.isEmpty && !field.isQuoted
  }
}
