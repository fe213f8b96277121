import Files

/// Reads CSV files of numbers (RFC 4180), in one pass and without keeping the text.
struct CSVReader {
  /// What the columns mean.
  enum Layout: Equatable {
    /// Numbers in every column; a header line when not all of its fields are numbers.
    case numbers
    /// A header line, one column of labels, and numbers in the others.
    case labeled
  }

  /// The most fields accepted in a line.
  static let fieldLimit = 100_000
  /// The longest line accepted, in bytes.
  static let lineLimit = 1 << 22

  let file: String
  let layout: Layout
  let limit: Int
  /// The line that the next record begins in, from 1.
  var line = 1
  /// How many fields every record has, once the first line is read.
  var columns: Int?
  /// The column of labels, from 0.
  var labelColumn: Int?
  var rows = 0
  var row: [Double] = []
  var numbers = CSVNumbers()
  var labels = CSVLabels()

  private init(file: String, layout: Layout, limit: Int) {
    self.file = file
    self.layout = layout
    self.limit = limit
  }

  /// - Parameters:
  ///   - source: the file.
  ///   - layout: what its columns mean.
  ///   - limit: the largest size of the numbers in memory, in bytes.
  /// - Returns: the numbers, `[rows x columns]`, and the labels when the layout has them.
  /// - Throws: ``FileError`` of kind `badData`, with line and column.
  static func read(
    _ source: inout DataSource, layout: Layout, limit: Int
  ) throws(FileError) -> (numbers: DataArray, labels: CSVLabels) {
    var reader = CSVReader(file: source.file, layout: layout, limit: limit)
    try source.load(3)
    if source.bytes.starts(with: [0xff, 0xfe]) || source.bytes.starts(with: [0xfe, 0xff]) {
      throw source.badData("is text in UTF-16; UTF-8 was expected")
    }
    if source.bytes.starts(with: [0xef, 0xbb, 0xbf]) { source.drop(3) }
    repeat {
      try source.load(source.bytes.count + 1 << 20)
      source.drop(try reader.consume(source.bytes, isComplete: source.isComplete))
    } while !source.bytes.isEmpty || !source.isComplete
    return (try reader.finish(), reader.labels)
  }

  private func finish() throws(FileError) -> DataArray {
    guard rows > 0 else {
      throw FileError(
        .badData, file: file, problem: columns == nil ? "is empty" : "has a header and no rows")
    }
    let shape = [rows, numbers.count / rows]
    guard var array = DataArray(shape: shape, storage: numbers.storage) else {
      throw FileError(.badData, file: file, problem: "has rows of different lengths")
    }
    array.isText = true
    return array
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
