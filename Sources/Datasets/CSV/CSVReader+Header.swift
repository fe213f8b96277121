import Files

extension CSVReader {
  /// Reads the first line: as a header, or finds out that there is none.
  ///
  /// - Returns: where the first row begins, or nil when more bytes are needed.
  mutating func firstRecord(_ bytes: [UInt8], isComplete: Bool) throws(FileError) -> Int? {
    var fields: [CSVField] = []
    while fields.last?.endsRecord != true {
      guard
        let field = try field(
          bytes, at: fields.last?.next ?? 0, start: 0, column: fields.count, isComplete: isComplete)
      else { return nil }
      fields.append(field)
    }
    if fields.count == 1, fields[0].contents.isEmpty, !fields[0].isQuoted {
      throw error(CSVProblem(text: "the line is blank", isOfField: false))
    }
    let isHeader = fields.contains { DecimalNumber.parse(bytes, $0.contents) == nil }
    if layout == .labeled {
      guard isHeader else {
        throw error(CSVProblem(text: "all numbers; a header line was expected", isOfField: false))
      }
      labelColumn = try labelColumn(fields.map { $0.text(in: bytes) })
    }
    columns = fields.count
    guard isHeader, let last = fields.last else {
      // Once more, now as a row.
      return try record(bytes, at: 0, isComplete: isComplete)
    }
    line += fields.reduce(1) { $0 + $1.lineFeeds }
    return last.next
  }

  /// The column called `label`, and the first when none is.
  private func labelColumn(_ names: [[UInt8]]) throws(FileError) -> Int {
    guard names.count > 1 else {
      throw error(
        CSVProblem(
          text: "1 column; a label and at least one feature were expected", isOfField: false))
    }
    let named = names.indices.filter { names[$0].elementsEqual("label".utf8) }
    guard named.count <= 1 else {
      throw error(
        CSVProblem(text: "\(named.count) columns are called label", isOfField: false))
    }
    return named.first ?? 0
  }
}
