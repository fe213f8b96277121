import Files

/// One message of a protobuf file: a stretch of its bytes, which is neither copied nor trusted.
///
/// Strict: varints of at most 10 bytes, lengths inside the message, no groups, no field 0. Messages
/// inside messages are opened one by one by those who know what they are, so nothing here recurses.
struct ProtobufMessage: Sendable {
  /// One field as it is on the wire.
  enum Value: Sendable, Equatable {
    /// Wire type 0.
    case varint(UInt64)
    /// Wire type 1, little-endian.
    case fixed64(UInt64)
    /// Wire type 2: where the bytes are.
    case bytes(Range<Int>)
    /// Wire type 5, little-endian.
    case fixed32(UInt32)
  }

  /// The file's name for messages.
  let file: String
  /// The whole file, shared.
  let bytes: [UInt8]
  /// Where this message is in it.
  let range: Range<Int>

  /// The message that a whole file is.
  init(_ bytes: [UInt8], file: String) {
    self.init(file: file, bytes: bytes, range: 0..<bytes.count)
  }

  private init(file: String, bytes: [UInt8], range: Range<Int>) {
    (self.file, self.bytes, self.range) = (file, bytes, range)
  }

  /// A message inside this one.
  func message(_ range: Range<Int>) -> ProtobufMessage {
    ProtobufMessage(file: file, bytes: bytes, range: range)
  }

  /// Visits every field in the order of the file.
  ///
  /// - Throws: `FileError` of kind `badData` when the bytes are no message.
  func forEachField(
    _ visit: (_ number: Int, _ value: Value) throws(FileError) -> Void
  ) throws(FileError) {
    var place = range.lowerBound
    while place < range.upperBound {
      let key = try varint(at: &place, before: range.upperBound)
      guard let number = Int(exactly: key >> 3), (1...536_870_911).contains(number) else {
        throw failure("has a protobuf field number out of range at byte \(place)")
      }
      switch key & 7 {
      case 0: try visit(number, .varint(varint(at: &place, before: range.upperBound)))
      case 1: try visit(number, .fixed64(fixed(at: &place, size: 8)))
      case 2:
        let length = try varint(at: &place, before: range.upperBound)
        guard length <= UInt64(range.upperBound - place) else {
          throw failure(
            "is truncated: a protobuf field claims \(length) bytes at byte \(place), where "
              + "\(range.upperBound - place) are left")
        }
        let inner = place..<(place + Int(length))
        place = inner.upperBound
        try visit(number, .bytes(inner))
      case 5: try visit(number, .fixed32(UInt32(truncatingIfNeeded: fixed(at: &place, size: 4))))
      default:
        throw failure(
          "has the protobuf wire type \(key & 7) at byte \(place), which is not in use")
      }
    }
  }

  /// A number of 7 bits a byte.
  ///
  /// - Throws: `FileError` when it has more than 10 bytes, overflows or passes `end`.
  func varint(at place: inout Int, before end: Int) throws(FileError) -> UInt64 {
    var value: UInt64 = 0
    for index in 0..<10 {
      guard place < end else { throw failure("is truncated inside a number at byte \(place)") }
      let byte = bytes[place]
      place += 1
      if index == 9, byte > 1 { break }
      value |= UInt64(byte & 0x7F) << UInt64(7 * index)
      if byte < 0x80 { return value }
    }
    throw failure("has a protobuf number of more than 64 bits at byte \(place)")
  }

  private func fixed(at place: inout Int, size: Int) throws(FileError) -> UInt64 {
    guard size <= range.upperBound - place else {
      throw failure("is truncated inside a number at byte \(place)")
    }
    var value: UInt64 = 0
    for index in 0..<size { value |= UInt64(bytes[place + index]) << UInt64(8 * index) }
    place += size
    return value
  }

  /// An error about this message.
  func failure(_ problem: String) -> FileError {
    FileError(.badData, file: file, problem: problem)
  }
}
