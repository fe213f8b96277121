import Files

/// Reads CSV files of numbers (RFC 4180), in one pass and without keeping the text.
struct CSVReader {
  /// The most fields accepted in a line.
  static let fieldLimit = 100_000
  /// The longest line accepted, in bytes.
  static let lineLimit = 1 << 22

  let file: String
  let layout: TableLayout
  let limit: Int
  var dialect: CSVDialect
  /// The line that the next record begins in, from 1.
  var line = 1
  /// What the columns are, once the first line is read.
  var columns: TableColumns?
  /// The first blank line; only others may follow.
  var blankLine: Int?
  var rows = 0
  /// The features of the row that is being read.
  var row: [Double] = []
  /// The numbers to learn of that row.
  var targetRow: [Double] = []
  var numbers = CSVNumbers()
  var targets = CSVNumbers()
  var labels = CSVLabels()
  var rowNames: [String] = []
  /// The size of these names, in bytes.
  var rowNamesSize = 0
  /// How many rows were left out.
  var droppedRows = 0
  /// The number of each row in the file, once one was left out.
  var rowNumbers: [Int] = []
  /// Whether a field was True or False.
  var hasTruths = false
  /// What was assumed of the file itself, a sentence each.
  var remarks: [String] = []

  private init(file: String, layout: TableLayout, dialect: CSVDialect, limit: Int) {
    self.file = file
    self.layout = layout
    self.dialect = dialect
    self.limit = limit
  }

  /// Reads a table.
  ///
  /// - Parameters:
  ///   - source: the file.
  ///   - layout: what its columns mean.
  ///   - limit: the largest size of the numbers in memory, in bytes.
  /// - Throws: ``FileError`` of kind `badData`, with line and column.
  static func read(
    _ source: inout DataSource, layout: TableLayout, limit: Int
  ) throws(FileError) -> DataTable {
    try source.load(3)
    if source.bytes.starts(with: [0xff, 0xfe]) || source.bytes.starts(with: [0xfe, 0xff]) {
      throw source.badData("is text in UTF-16; UTF-8 was expected")
    }
    if source.bytes.starts(with: [0xef, 0xbb, 0xbf]) { source.drop(3) }
    try source.load(1 << 20)
    let dialect = CSVDialect(recognizing: source.bytes, isComplete: source.isComplete)
    var reader = CSVReader(file: source.file, layout: layout, dialect: dialect, limit: limit)
    repeat {
      source.drop(try reader.consume(source.bytes, isComplete: source.isComplete))
      try source.load(source.bytes.count + 1 << 20)
    } while !source.bytes.isEmpty || !source.isComplete
    return try reader.finish()
  }

  /// Reads the records that end within `bytes`.
  ///
  /// - Returns: how many bytes they have.
  private mutating func consume(
    _ bytes: [UInt8], isComplete: Bool
  ) throws(FileError) -> Int {
    var start = 0
    while start < bytes.count {
      guard let end = try record(bytes, at: start, isComplete: isComplete) else {
        if bytes.count - start > Self.lineLimit { throw error(Self.tooLong) }
        return start
      }
      start = end
    }
    return start
  }

  static let tooLong = CSVProblem(
    text: "longer than \(lineLimit) bytes; is a quote not closed?", isOfField: false)

  /// An error about the record that is being read, or the field of it in `column` (from 0).
  func error(_ problem: CSVProblem, column: Int? = nil) -> FileError {
    let place = column.flatMap { problem.isOfField ? "line \(line), column \($0 + 1)" : nil }
    return FileError(
      .badData, file: file, object: place ?? "line \(line)", problem: problem.text)
  }
}
