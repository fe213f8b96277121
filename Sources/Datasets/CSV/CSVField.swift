/// One field of a CSV record, as places in the bytes.
struct CSVField: Equatable {
  /// The contents, without the quotes around them.
  var contents: Range<Int>
  /// Whether it was in quotes.
  var isQuoted = false
  /// Whether two quotes stand for one somewhere in the contents.
  var hasEscapes = false
  /// Line feeds inside the quotes.
  var lineFeeds = 0
  /// Whether the record ends after it.
  var endsRecord = false
  /// The first byte after the comma or the end of line.
  var next: Int

  /// The contents with every pair of quotes as one.
  func text(in bytes: [UInt8]) -> [UInt8] {
    guard hasEscapes else { return Array(bytes[contents]) }
    var text: [UInt8] = []
    var position = contents.lowerBound
    while position < contents.upperBound {
      text.append(bytes[position])
      position += bytes[position] == UInt8(ascii: "\"") ? 2 : 1
    }
    return text
  }
}

/// What is wrong with a field or a record, in words that come after its line.
struct CSVProblem: Error, Equatable {
  var text: String
  /// Whether the problem is of one field and not of the record.
  var isOfField = true
}
