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
    guard let columns else { return try firstRecord(bytes, isComplete: isComplete) }
    row.removeAll(keepingCapacity: true)
    var isOfBytes = true
    var lineFeeds = 1
    var column = 0
    var label: CSVField?
    var position = start
    while true {
      // Most fields of most files are plain integers.
      if column < columns, column != labelColumn,
        let plain = PlainInteger(bytes, at: position)
      {
        row.append(Double(plain.value))
        if plain.value > 255 { isOfBytes = false }
        column += 1
        position = plain.next
        if plain.endsRecord { break }
        continue
      }
      guard
        let field = try field(
          bytes, at: position, start: start, column: column, isComplete: isComplete)
      else { return nil }
      lineFeeds += field.lineFeeds
      if column == 0, field.endsRecord, field.contents.isEmpty, !field.isQuoted {
        throw error(CSVProblem(text: "the line is blank", isOfField: false))
      }
      if column == labelColumn {
        label = field
      } else if column < columns {
        let number = try number(bytes, field, column)
        row.append(number.value)
        isOfBytes = isOfBytes && number.isInteger && 0...255 ~= number.value
      }
      column += 1
      position = field.next
      if field.endsRecord { break }
    }
    guard column == columns else {
      throw error(
        CSVProblem(
          text: "\(column) field\(column == 1 ? "" : "s"), expected \(columns)", isOfField: false))
    }
    try keep(label.map { $0.text(in: bytes) }, isOfBytes: isOfBytes)
    line += lineFeeds
    return position
  }

  private mutating func keep(_ label: [UInt8]?, isOfBytes: Bool) throws(FileError) {
    do {
      if let label { try labels.append(label) }
      try numbers.append(row, isOfBytes: isOfBytes, limit: limit)
    } catch {
      throw self.error(error, column: labelColumn)
    }
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
      let field = try CSVField.scan(bytes, at: position, isComplete: isComplete)
      if let field, field.next - start > Self.lineLimit { throw Self.tooLong }
      return field
    } catch {
      throw self.error(error, column: column)
    }
  }

  private func number(
    _ bytes: [UInt8], _ field: CSVField, _ column: Int
  ) throws(FileError) -> DecimalNumber {
    let number = DecimalNumber.parse(bytes, field.contents)
    if let number, number.value.isFinite { return number }
    let text = bytes[field.contents]
    let word = String(decoding: text.prefix(10), as: UTF8.self).lowercased().drop {
      "+-".contains($0)
    }
    let problem =
      if text.isEmpty {
        "the field is blank; a number was expected"
      } else if number != nil || ["nan", "inf", "infinity"].contains(word) {
        "\(quoted(text)) is not a finite number"
      } else {
        "\(quoted(text)) is not a number"
      }
    throw error(CSVProblem(text: problem), column: column)
  }
}

/// A field of 1 to 15 digits with a comma or a line feed behind it, and nothing else.
private struct PlainInteger {
  var value = 0
  var next: Int
  var endsRecord: Bool

  @inline(__always)
  init?(_ bytes: [UInt8], at start: Int) {
    var position = start
    while position < bytes.count, case let digit = bytes[position] &- 0x30, digit < 10 {
      value = value &* 10 &+ Int(digit)
      position += 1
    }
    guard position < bytes.count, 1...15 ~= position - start else { return nil }
    endsRecord = bytes[position] == UInt8(ascii: "\n")
    guard endsRecord || bytes[position] == UInt8(ascii: ",") else { return nil }
    next = position + 1
  }
}
