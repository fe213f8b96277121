extension CSVField {
  /// Finds the field that begins at `start` (RFC 4180; lines may end in LF alone).
  ///
  /// - Parameters:
  ///   - bytes: the data.
  ///   - start: where it begins.
  ///   - separator: the byte between two fields.
  ///   - isComplete: whether the data end with `bytes`.
  /// - Returns: nil when the field does not end within `bytes` and more bytes will come.
  static func scan(
    _ bytes: [UInt8], at start: Int, separator: UInt8, isComplete: Bool
  ) throws(CSVProblem) -> CSVField? {
    if start < bytes.count, bytes[start] == UInt8(ascii: "\"") {
      return try scanQuoted(bytes, at: start, separator: separator, isComplete: isComplete)
    }
    var position = start
    while position < bytes.count {
      switch bytes[position] {
      case separator, UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        let field = CSVField(contents: start..<position, next: position)
        return try field.ended(bytes, separator: separator, isComplete: isComplete)
      case UInt8(ascii: "\""):
        throw CSVProblem(text: "a quote inside a field that does not begin with one")
      case 0: throw CSVProblem(text: "a NUL byte; is this text?")
      default: position += 1
      }
    }
    let field = CSVField(contents: start..<position, next: position)
    return try field.ended(bytes, separator: separator, isComplete: isComplete)
  }

  private static func scanQuoted(
    _ bytes: [UInt8], at start: Int, separator: UInt8, isComplete: Bool
  ) throws(CSVProblem) -> CSVField? {
    var field = CSVField(contents: start + 1..<start + 1, isQuoted: true, next: start)
    var position = start + 1
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "\""):
        let next = position + 1
        if next == bytes.count, !isComplete { return nil }
        if next < bytes.count, bytes[next] == UInt8(ascii: "\"") {
          field.hasEscapes = true
          position += 2
        } else {
          field.contents = start + 1..<position
          field.next = next
          return try field.ended(bytes, separator: separator, isComplete: isComplete)
        }
      case UInt8(ascii: "\n"):
        field.lineFeeds += 1
        position += 1
      case 0: throw CSVProblem(text: "a NUL byte; is this text?")
      default: position += 1
      }
    }
    guard isComplete else { return nil }
    throw CSVProblem(text: "a quote is never closed")
  }

  /// The field with what ends it, which is expected at ``next``.
  private func ended(
    _ bytes: [UInt8], separator: UInt8, isComplete: Bool
  ) throws(CSVProblem) -> CSVField? {
    var field = self
    guard next < bytes.count else {
      field.endsRecord = true
      return isComplete ? field : nil
    }
    switch bytes[next] {
    case separator: field.next += 1
    case UInt8(ascii: "\n"):
      field.next += 1
      field.endsRecord = true
    case UInt8(ascii: "\r"):
      guard next + 1 < bytes.count || isComplete else { return nil }
      guard next + 1 < bytes.count, bytes[next + 1] == UInt8(ascii: "\n") else {
        throw CSVProblem(text: "a carriage return without a line feed")
      }
      field.next += 2
      field.endsRecord = true
    default: throw CSVProblem(text: "text after a closing quote")
    }
    return field
  }
}
