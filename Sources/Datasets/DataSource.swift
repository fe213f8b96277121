import Files

/// The bytes of a data file, inflated when it is gzip, and only as far as they are asked for.
///
/// A reader asks for the header first and then for as many bytes as the header promises and one
/// more: so a small file that inflates without end costs no more than what it promised.
struct DataSource: ~Copyable {
  /// The file's name, for errors.
  let file: String
  /// What is there so far, from the first byte not taken yet.
  private(set) var bytes: [UInt8]
  private var inflater: GzipInflater?

  /// Recognizes gzip by its first two bytes.
  ///
  /// - Parameters:
  ///   - contents: the file, given away: a second copy of it would be as large as the data.
  ///   - limit: the largest size after inflation, in bytes.
  init(_ contents: consuming [UInt8], file: String, limit: Int) throws(FileError) {
    self.file = file
    if contents.starts(with: [0x1f, 0x8b]) {
      bytes = []
      inflater = try GzipInflater(contents, file: file, limit: limit)
    } else {
      bytes = contents
      inflater = nil
    }
  }

  /// Whether ``bytes`` holds the file to its end.
  var isComplete: Bool { inflater == nil }

  /// Makes `count` bytes available, or all there are when that is less.
  mutating func load(_ count: Int) throws(FileError) {
    guard inflater != nil, bytes.count < count else { return }
    let isFinished = try inflater?.inflate(upTo: count, into: &bytes)
    if isFinished == true { inflater = nil }
  }

  /// Removes the first `count` bytes.
  mutating func drop(_ count: Int) { bytes.removeFirst(count) }

  /// An error about the whole file, which is damaged or contradicts itself.
  func badData(_ problem: String) -> FileError {
    FileError(.badData, file: file, problem: problem)
  }

  /// An error about the whole file, which is legal.
  func unsupported(_ problem: String) -> FileError {
    FileError(.unsupported, file: file, problem: problem)
  }
}

extension DataSource {
  /// Loads the data behind a binary header, to the byte.
  ///
  /// - Parameters:
  ///   - header: the size of the header, which is still in ``bytes``.
  ///   - shape: the dimensions the header promises.
  ///   - type: the type of each number.
  ///   - limit: the largest size of the numbers in memory, in bytes.
  /// - Returns: the data without the header.
  /// - Throws: ``FileError`` of kind `badData`: an impossible size, truncated, trailing bytes.
  mutating func payload(
    after header: Int, shape: [Int], type: ElementType, limit: Int
  ) throws(FileError) -> [UInt8] {
    let size = shape.map(String.init).joined(separator: " x ")
    // `limit` bounds the numbers in memory, which are never narrower than those in the file.
    guard let count = DataArray.count(of: shape), count <= limit / type.storedSize,
      count * type.size <= Int.max - header - 1
    else {
      throw badData(
        "the size \(size) is impossible or too large; the limit is \(limit) bytes in memory")
    }
    let total = header + count * type.size
    try load(total + 1)
    guard bytes.count >= total else {
      throw badData("truncated: \(bytes.count) of \(total) bytes (\(size) numbers and the header)")
    }
    guard bytes.count == total else {
      let extra = isComplete ? "\(bytes.count - total)" : "at least \(bytes.count - total)"
      throw badData("\(extra) trailing bytes after the \(total) that the header promises")
    }
    var data: [UInt8] = []
    swap(&data, &bytes)
    data.removeFirst(header)
    return data
  }
}
