import Files

extension CSVReader {
  /// Reads the record that begins at `start`.
  ///
  /// - Returns: where the next begins, or nil when this one does not end within `bytes` and more
  ///   bytes will come; then nothing of it is kept.
  /// - Throws: ``FileError`` of kind `badData`.
  mutating func record(
    _ bytes: [UInt8], at start: Int, isComplete: Bool
  ) throws(FileError) -> Int? {
    guard let roles = columns?.roles else {
      return try firstRecord(bytes, isComplete: isComplete)
    }
    let separator = dialect.separator.rawValue
    var record = Record()
    var column = 0
    var position = start
    while true {
      // Most fields of most files are plain integers.
      if column < roles.count, case .feature(let place) = roles[column],
        let plain = PlainInteger(bytes, at: position, separator: separator)
      {
        row[place] = Double(plain.value)
        if plain.value > 255 { record.isOfBytes = false }
        column += 1
        position = plain.next
        if plain.endsRecord { break }
        continue
      }
      guard
        let field = try field(
          bytes, at: position, start: start, column: column, isComplete: isComplete)
      else { return nil }
      record.lineFeeds += field.lineFeeds
      if column == 0, isBlank(field) {
        blankLine = blankLine ?? line
        line += 1
        return field.next
      }
      if column < roles.count { try read(field, bytes, column, roles[column], &record) }
      column += 1
      position = field.next
      if field.endsRecord { break }
    }
    if let blankLine {
      line = blankLine
      throw error(CSVProblem(text: "the line is blank", isOfField: false))
    }
    guard column == roles.count else {
      throw error(
        CSVProblem(
          text: "\(column) field\(column == 1 ? "" : "s"), expected \(roles.count)",
          isOfField: false))
    }
    try keep(record)
    line += record.lineFeeds
    return position
  }

  /// What is known of a record besides its numbers.
  private struct Record {
    var isOfBytes = true
    var lineFeeds = 1
    /// The label with its column.
    var label: (text: [UInt8], column: Int)?
    var name: [UInt8]?
    /// Whether it is to be left out.
    var isDropped = false
  }

  private mutating func read(
    _ field: CSVField, _ bytes: [UInt8], _ column: Int, _ role: TableColumns.Role,
    _ record: inout Record
  ) throws(FileError) {
    switch role {
    case .ignored: return
    case .rowName: record.name = field.text(in: bytes)
    case .label:
      var text = field.text(in: bytes)
      text = Array(text[CSVWords.trimmed(text, 0..<text.count)])
      // A class may be called none; a label that is blank or NaN is none.
      let isMissing = CSVWords.isMissing(text[...]) && (text.isEmpty || text.count == 3)
      if isMissing, layout.missing == .drop {
        record.isDropped = true
      } else {
        record.label = (text, column)
      }
    case .feature(let place):
      let value = try value(bytes, field, column, &record)
      row[place] = value
      record.isOfBytes = record.isOfBytes && 0...255 ~= value && value.rounded() == value
    case .target(let place):
      let value = try value(bytes, field, column, &record)
      guard !value.isNaN else {
        throw error(
          CSVProblem(
            text: "the number to tell is missing, which no mean can replace; --missing drop leaves "
              + "the row out"), column: column)
      }
      targetRow[place] = value
    }
  }

  private mutating func keep(_ record: Record) throws(FileError) {
    let number = rows + droppedRows
    guard !record.isDropped else {
      if droppedRows == 0 { rowNumbers = Array(0..<rows) }
      droppedRows += 1
      return
    }
    do {
      if let label = record.label { try labels.append(label.text) }
      try numbers.append(row, isOfBytes: record.isOfBytes, limit: limit)
      if !targetRow.isEmpty { try targets.append(targetRow, isOfBytes: false, limit: limit) }
    } catch {
      throw self.error(error, column: record.label?.column)
    }
    if let name = record.name {
      rowNamesSize += name.count
      guard name.count <= CSVLabels.wordLimit, rowNamesSize <= limit else {
        throw error(
          CSVProblem(
            text: "the names of rows are longer than \(CSVLabels.wordLimit) bytes, or \(limit) "
              + "together", isOfField: false))
      }
      rowNames.append(String(decoding: name, as: UTF8.self))
    }
    if droppedRows > 0 { rowNumbers.append(number) }
    rows += 1
  }

  /// One field, within the limits of a record that begins at `start`.
  func field(
    _ bytes: [UInt8], at position: Int, start: Int, column: Int, isComplete: Bool
  ) throws(FileError) -> CSVField? {
    guard column < Self.fieldLimit else {
      throw error(CSVProblem(text: "more than \(Self.fieldLimit) fields", isOfField: false))
    }
    do throws(CSVProblem) {
      let field = try CSVField.scan(
        bytes, at: position, separator: dialect.separator.rawValue, isComplete: isComplete)
      if let field, field.next - start > Self.lineLimit { throw Self.tooLong }
      return field
    } catch {
      throw self.error(error, column: column)
    }
  }

  /// A field of numbers; NaN when it is missing and a mean is to replace it.
  private mutating func value(
    _ bytes: [UInt8], _ field: CSVField, _ column: Int, _ record: inout Record
  ) throws(FileError) -> Double {
    let place = CSVWords.trimmed(bytes, field.contents)
    if let number = try number(bytes, place, column), number.isFinite { return number }
    let text = bytes[place]
    if let truth = CSVWords.truth(text) {
      hasTruths = true
      return truth
    }
    if CSVWords.isMissing(text) {
      switch layout.missing {
      case .error:
        let what = text.isEmpty ? "the field is blank" : "\(quoted(text)) is no value"
        throw error(
          CSVProblem(
            text: "\(what); a number was expected (--missing drop leaves such rows out, --missing "
              + "mean puts the column's mean there)"), column: column)
      case .drop:
        record.isDropped = true
        return 0
      case .mean: return .nan
      }
    }
    let word = String(decoding: text.prefix(10), as: UTF8.self).lowercased().drop {
      "+-".contains($0)
    }
    let isInfinite = ["inf", "infinity"].contains(word) || DecimalNumber.parse(bytes, place) != nil
    // The hint is for words; it would hide what is wrong with a number.
    let isWord = text.first.map { $0 | 0x20 >= UInt8(ascii: "a") } ?? false
    let hint =
      isWord && columns?.names != nil
      ? "; --drop leaves a column out, and words have to be encoded as numbers" : ""
    throw error(
      CSVProblem(
        text: isInfinite
          ? "\(quoted(text)) is not a finite number" : "\(quoted(text)) is not a number\(hint)"),
      column: column)
  }

  /// The number in a field, with a decimal point or, between semicolons and tabs, a decimal comma.
  ///
  /// - Throws: ``FileError`` when a file has both.
  private mutating func number(
    _ bytes: [UInt8], _ place: Range<Int>, _ column: Int
  ) throws(FileError) -> Double? {
    guard dialect.separator != .comma else { return DecimalNumber.parse(bytes, place)?.value }
    let marks = bytes[place].compactMap(CSVDialect.DecimalMark.init(rawValue:))
    guard let mark = marks.first else { return DecimalNumber.parse(bytes, place)?.value }
    var text = Array(bytes[place])
    if mark == .comma {
      for index in text.indices where text[index] == mark.rawValue {
        text[index] = CSVDialect.DecimalMark.point.rawValue
      }
    }
    guard marks.count == 1, let number = DecimalNumber.parse(text)?.value else { return nil }
    guard dialect.decimalMark ?? mark == mark else {
      let other: CSVDialect.DecimalMark = mark == .comma ? .point : .comma
      throw error(
        CSVProblem(
          text:
            "\(quoted(bytes[place])) is written with \(mark.plural), and numbers before it with "
            + "\(other.plural); one of the two was expected"), column: column)
    }
    dialect.decimalMark = mark
    return number
  }
}

/// A field of 1 to 15 digits with a separator or a line feed behind it, and nothing else.
private struct PlainInteger {
  var value = 0
  var next: Int
  var endsRecord: Bool

  @inline(__always)
  init?(_ bytes: [UInt8], at start: Int, separator: UInt8) {
    var position = start
    while position < bytes.count, case let digit = bytes[position] &- 0x30, digit < 10 {
      value = value &* 10 &+ Int(digit)
      position += 1
    }
    guard position < bytes.count, 1...15 ~= position - start else { return nil }
    endsRecord = bytes[position] == UInt8(ascii: "\n")
    guard endsRecord || bytes[position] == separator else { return nil }
    next = position + 1
  }
}
