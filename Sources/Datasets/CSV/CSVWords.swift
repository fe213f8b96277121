/// Words that stand for a value in a column of numbers.
enum CSVWords {
  /// What pandas, R and spreadsheets write where there is no value; in lowercase.
  private static let missing: Set<String> = [
    "", "na", "n/a", "#n/a", "nan", "-nan", "null", "none", "<na>", "?",
  ]

  /// Whether a field says that there is no value.
  static func isMissing(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard bytes.count <= 4 else { return false }
    return missing.contains(String(decoding: bytes, as: UTF8.self).lowercased())
  }

  /// 1 for `True` and 0 for `False`, which pandas writes for yes and no.
  static func truth(_ bytes: ArraySlice<UInt8>) -> Double? {
    guard 4...5 ~= bytes.count else { return nil }
    switch String(decoding: bytes, as: UTF8.self) {
    case "True", "true", "TRUE": return 1
    case "False", "false", "FALSE": return 0
    default: return nil
    }
  }

  /// The place of a field without the blanks around it.
  static func trimmed(_ bytes: [UInt8], _ range: Range<Int>) -> Range<Int> {
    var (start, end) = (range.lowerBound, range.upperBound)
    while start < end, isBlank(bytes[start]) { start += 1 }
    while start < end, isBlank(bytes[end - 1]) { end -= 1 }
    return start..<end
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}
