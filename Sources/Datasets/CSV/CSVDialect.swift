/// How a text file separates its fields and writes its fractions.
struct CSVDialect: Sendable, Equatable {
  /// What stands between two fields: the byte.
  enum Separator: UInt8, Sendable, CaseIterable {
    case tab = 0x09
    case semicolon = 0x3b
    case comma = 0x2c

    /// Its name in a sentence.
    var plural: String {
      switch self {
      case .tab: "tabs"
      case .semicolon: "semicolons"
      case .comma: "commas"
      }
    }
  }

  /// What stands before the fraction of a number.
  enum DecimalMark: UInt8, Sendable {
    case point = 0x2e
    case comma = 0x2c

    /// Its name in a sentence.
    var plural: String { self == .point ? "decimal points" : "decimal commas" }
  }

  /// What stands between two fields.
  var separator: Separator
  /// The mark of the fractions so far; `nil` before the first.
  var decimalMark: DecimalMark?

  /// Recognizes the separator by the first lines of a file.
  ///
  /// It is the one that comes equally often in all of them; of several a tab, then a semicolon, since
  /// commas also stand in numbers. When there is none, the one that the first line has most of.
  ///
  /// - Parameters:
  ///   - bytes: the beginning of the file.
  ///   - isComplete: whether the file ends with them; otherwise the last line does not count.
  init(recognizing bytes: [UInt8], isComplete: Bool) {
    let lines = Self.separatorCounts(bytes, isComplete: isComplete)
    let first = lines.first ?? [0, 0, 0]
    let places = Separator.allCases.indices
    let steady = places.first { place in
      first[place] > 0 && lines.allSatisfy { $0[place] == first[place] }
    }
    // Of equals the comma.
    let most = places.reversed().max { first[$0] < first[$1] }
    separator = (steady ?? most).map { Separator.allCases[$0] } ?? .comma
  }

  /// How often each separator stands outside quotes in each of the first lines.
  private static func separatorCounts(_ bytes: [UInt8], isComplete: Bool) -> [[Int]] {
    let lineLimit = 16
    var lines: [[Int]] = []
    var counts = [0, 0, 0]
    var (isQuoted, isBlank) = (false, true)
    for byte in bytes {
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if byte == UInt8(ascii: "\n"), !isQuoted {
        if !isBlank { lines.append(counts) }
        if lines.count == lineLimit { return lines }
        (counts, isBlank) = ([0, 0, 0], true)
        continue
      }
      if byte != UInt8(ascii: "\r") { isBlank = false }
      guard !isQuoted, let separator = Separator(rawValue: byte) else { continue }
      switch separator {
      case .tab: counts[0] += 1
      case .semicolon: counts[1] += 1
      case .comma: counts[2] += 1
      }
    }
    if !isBlank, isComplete || lines.isEmpty { lines.append(counts) }
    return lines
  }
}
