import Files

/// The entries of an SSTable, LevelDB's file format, as TensorFlow writes its index: uncompressed.
enum SortedTable {
  /// The last 8 bytes of every table.
  static let magic: [UInt8] = [0x57, 0xFB, 0x80, 0x8B, 0x24, 0x75, 0x47, 0xDB]
  private static let footerSize = 48
  private static let mostEntries = 1 << 20
  /// A key repeats what it shares with the one before, so a small file can ask for much.
  private static let mostKeyBytes = 256 << 20

  /// Reads all entries in their order.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - file: its name for messages.
  /// - Throws: `FileError`: `badData` when the table is damaged, `unsupported` when it is compressed.
  static func entries(
    _ bytes: [UInt8], file: String
  ) throws(FileError) -> [(key: [UInt8], value: ProtobufMessage)] {
    let message = ProtobufMessage(bytes, file: file)
    guard bytes.count >= footerSize, bytes.suffix(8).elementsEqual(magic) else {
      throw message.failure("is no index of a TensorFlow checkpoint: its last bytes are others")
    }
    let end = bytes.count - footerSize
    var place = end
    // The first handle is that of a block that nothing is kept in.
    _ = try message.varint(at: &place, before: bytes.count - 8)
    _ = try message.varint(at: &place, before: bytes.count - 8)
    let index = try block(at: &place, before: bytes.count - 8, message, end: end)
    var result: [(key: [UInt8], value: ProtobufMessage)] = []
    var keyBytes = 0
    var seen: Set<Int> = []
    try forEachEntry(of: index, message) { _, value throws(FileError) in
      var place = value.lowerBound
      let data = try block(at: &place, before: value.upperBound, message, end: end)
      guard seen.insert(data.lowerBound).inserted else {
        throw message.failure("names the block at byte \(data.lowerBound) twice")
      }
      try forEachEntry(of: data, message) { key, value throws(FileError) in
        keyBytes += key.count
        guard result.count < mostEntries, keyBytes <= mostKeyBytes else {
          throw message.failure("has more than \(mostEntries) entries, or too long keys")
        }
        if let last = result.last, !last.key.lexicographicallyPrecedes(key) {
          throw message.failure("has keys out of order, before byte \(value.upperBound)")
        }
        result.append((key, message.message(value)))
      }
    }
    return result
  }

  /// The block that a handle at `place` names, without its trailer.
  private static func block(
    at place: inout Int, before limit: Int, _ message: ProtobufMessage, end: Int
  ) throws(FileError) -> Range<Int> {
    let offset = try message.varint(at: &place, before: limit)
    let size = try message.varint(at: &place, before: limit)
    // A type and a checksum follow the block.
    guard end >= 5, offset <= UInt64(end - 5), size <= UInt64(end - 5) - offset else {
      throw message.failure("has a block of \(size) bytes at \(offset), beyond its end")
    }
    let range = Int(offset)..<Int(offset + size)
    let type = message.bytes[range.upperBound]
    var stored: UInt32 = 0
    for index in 0..<4 {
      stored |= UInt32(message.bytes[range.upperBound + 1 + index]) << UInt32(8 * index)
    }
    guard CRC32C(message.bytes[range.lowerBound...range.upperBound]).masked == stored else {
      throw message.failure("is damaged: the checksum of the block at byte \(offset) is wrong")
    }
    guard type == 0 else {
      throw FileError(
        .unsupported, file: message.file,
        problem: "has a compressed block (type \(type)); TensorFlow writes plain ones")
    }
    return range
  }

  private static func forEachEntry(
    of block: Range<Int>, _ message: ProtobufMessage,
    _ visit: (_ key: [UInt8], _ value: Range<Int>) throws(FileError) -> Void
  ) throws(FileError) {
    guard block.count >= 4 else { throw message.failure("has a block without an end") }
    var count = 0
    for index in 0..<4 { count |= Int(message.bytes[block.upperBound - 4 + index]) << (8 * index) }
    guard count <= (block.count - 4) / 4 else {
      throw message.failure("has a block with \(count) restarts, more than fit")
    }
    let end = block.upperBound - 4 - 4 * count
    var place = block.lowerBound
    var key: [UInt8] = []
    while place < end {
      let shared = try message.varint(at: &place, before: end)
      let own = try message.varint(at: &place, before: end)
      let size = try message.varint(at: &place, before: end)
      guard shared <= UInt64(key.count), own <= UInt64(end - place),
        size <= UInt64(end - place) - own
      else { throw message.failure("has an entry beyond its block, at byte \(place)") }
      let value = (place + Int(own))..<(place + Int(own) + Int(size))
      key = Array(key.prefix(Int(shared))) + message.bytes[place..<value.lowerBound]
      place = value.upperBound
      try visit(key, value)
    }
  }
}
