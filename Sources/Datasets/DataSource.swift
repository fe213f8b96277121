import Decompression
import Files
import Numerics

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
  /// The file that the rest comes from, piece by piece, and how much of it is in ``bytes`` or was.
  private var rest: (file: OpenFile, next: Int)?

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

  /// Opens a file; one that is not gzip is read as far as it is asked for.
  ///
  /// - Parameters:
  ///   - path: the file, or `-`.
  ///   - limit: the largest size in bytes, in the file and after inflation.
  static func opening(_ path: String, limit: Int) throws(FileError) -> DataSource {
    if path == "-" {
      return try DataSource(try FileBytes.read(path, limit: limit), file: path, limit: limit)
    }
    let file = try OpenFile(path)
    let start = try file.bytes(at: 0, count: min(2, file.size))
    if file.size > limit || start == [0x1f, 0x8b] {
      return try DataSource(try FileBytes.read(file, limit: limit), file: path, limit: limit)
    }
    return DataSource(file)
  }

  private init(_ file: OpenFile) {
    self.file = file.path
    bytes = []
    inflater = nil
    rest = (file, 0)
  }

  /// Whether ``bytes`` holds the file to its end.
  var isComplete: Bool {
    if let rest { rest.next == rest.file.size } else { inflater == nil }
  }

  /// Makes `count` bytes available, or all there are when that is less.
  mutating func load(_ count: Int) throws(FileError) {
    guard bytes.count < count else { return }
    if let (file, next) = rest {
      let piece = try file.bytes(at: next, count: min(count - bytes.count, file.size - next))
      bytes += piece
      rest = (file, next + piece.count)
      return
    }
    guard inflater != nil else { return }
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
  /// The numbers behind a binary header, to the byte.
  ///
  /// - Parameters:
  ///   - header: the size of the header, which is still in ``bytes``.
  ///   - shape: the dimensions the header promises.
  ///   - type: the type of each number.
  ///   - order: the order of its bytes.
  ///   - limit: the largest size of the numbers in memory, in bytes.
  /// - Throws: ``FileError`` of kind `badData`: an impossible size, truncated, trailing bytes, a number the
  ///   type does not allow.
  mutating func numbers(
    after header: Int, shape: [Int], type: ElementType, order: ByteOrder, limit: Int
  ) throws(FileError) -> DataArray {
    let size = shape.map(String.init).joined(separator: " x ")
    // `limit` bounds the numbers in memory, which are never narrower than those in the file.
    guard let count = Shape(shape)?.count, count <= limit / type.storedSize,
      count * type.size <= Int.max - header - 1
    else {
      throw badData(
        "the size \(size) is impossible or too large; the limit is \(limit) bytes in memory")
    }
    try Budget.current.check(count * type.storedSize, file: file)
    let total = header + count * type.size
    if rest == nil { try load(total + 1) }
    let found = rest.map { bytes.count + $0.file.size - $0.next } ?? bytes.count
    guard found >= total else {
      throw badData("truncated: \(found) of \(total) bytes (\(size) numbers and the header)")
    }
    guard found == total else {
      let extra = isComplete || rest != nil ? "\(found - total)" : "at least \(found - total)"
      throw badData("\(extra) trailing bytes after the \(total) that the header promises")
    }
    if let (file, next) = rest {
      // What is loaded is the header, and perhaps some of the numbers.
      return try DataArray(
        reading: file, from: next - bytes.count + header, type, order, shape: shape)
    }
    var data: [UInt8] = []
    swap(&data, &bytes)
    data.removeFirst(header)
    return try DataArray(decoding: data, type, order, shape: shape, file)
  }
}
