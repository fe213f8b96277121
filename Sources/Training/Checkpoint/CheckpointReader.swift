import Files

/// Takes a checkpoint apart, and trusts nothing in it.
struct CheckpointReader {
  private let bytes: [UInt8]
  private let file: String
  private var position = 0
  private let end: Int

  /// - Throws: `FileError` of kind `badData` when it is no checkpoint, or damaged.
  init(_ bytes: [UInt8], file: String) throws(FileError) {
    self.bytes = bytes
    self.file = file
    guard bytes.starts(with: Checkpoint.magic) else {
      throw FileError(.badData, file: file, problem: "is not a checkpoint of a training")
    }
    end = bytes.count - 4
    position = Checkpoint.magic.count
    guard end >= position else { throw damaged("it is truncated") }
    var checksum = CRC32()
    checksum.update(bytes[..<end])
    let stored = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[end + $1]) << UInt32(8 * $1) }
    guard checksum.value == stored else {
      throw damaged("its checksum is wrong; it is truncated or was changed")
    }
  }

  /// Bytes that are not read yet.
  var remaining: Int { end - position }

  mutating func text() throws(FileError) -> String {
    let count = Int(try take(UInt32.self))
    guard count <= remaining,
      let text = String(validating: bytes[position..<position + count], as: UTF8.self)
    else { throw damaged("its description is not text") }
    position += count
    return text
  }

  mutating func integer(_ range: ClosedRange<Int>) throws(FileError) -> Int {
    let value = Int(Int64(bitPattern: try take(UInt64.self)))
    guard range.contains(value) else { throw damaged("\(value) is not in \(range)") }
    return value
  }

  mutating func number() throws(FileError) -> Double {
    let value = Double(bitPattern: try take(UInt64.self))
    guard value.isFinite else { throw damaged("a number is not finite") }
    return value
  }

  /// A number, or NaN for none.
  mutating func optionalNumber() throws(FileError) -> Double? {
    let value = Double(bitPattern: try take(UInt64.self))
    return value.isNaN ? nil : value
  }

  /// An array of a known length.
  mutating func array(_ count: Int, orNone: Bool = false) throws(FileError) -> [Float] {
    let found = try integer(0...count)
    if found == 0, orNone { return [] }
    guard found == count, count <= remaining / 4 else {
      throw damaged("an array has \(found) numbers; \(count) were expected")
    }
    var values = [Float](repeating: 0, count: count)
    for index in 0..<count { values[index] = Float(bitPattern: try take(UInt32.self)) }
    return values
  }

  /// - Throws: `FileError` unless everything is read.
  func finish() throws(FileError) {
    guard remaining == 0 else { throw damaged("it has \(remaining) trailing bytes") }
  }

  private mutating func take<Bits: FixedWidthInteger>(_ type: Bits.Type) throws(FileError) -> Bits {
    let count = Bits.bitWidth / 8
    guard count <= remaining else { throw damaged("it is truncated") }
    var value: Bits = 0
    for index in 0..<count { value |= Bits(bytes[position + index]) << Bits(8 * index) }
    position += count
    return value
  }

  /// The error of a file that is not as it should be.
  func damaged(_ problem: String) -> FileError {
    FileError(.badData, file: file, problem: "is a damaged checkpoint: \(problem)")
  }
}
