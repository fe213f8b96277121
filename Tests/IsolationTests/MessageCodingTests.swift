import Isolation
import Testing

@Suite("Messages that nobody vouches for")
struct MessageCodingTests {
  private static let message: [UInt8] = {
    var writer = MessageWriter()
    writer.append(7 as UInt8)
    writer.append(-3)
    writer.append([1, 2, 3] as [UInt8])
    writer.append("é")
    writer.append(list: [10, 20]) { $0.append($1) }
    return writer.bytes
  }()

  /// Reads what ``message`` says.
  private func read(_ bytes: [UInt8]) throws(MessageReader.Malformed) -> String {
    var reader = MessageReader(bytes)
    let byte = try reader.byte()
    let number = Int64(bitPattern: try reader.number())
    let block = try reader.block()
    let text = try reader.text()
    let list = try reader.list(upTo: 5) { reader throws(MessageReader.Malformed) in
      try reader.count(upTo: 100)
    }
    try reader.end()
    return "\(byte) \(number) \(block) \(text) \(list)"
  }

  @Test("what is written is read")
  func roundTrip() throws {
    #expect(try read(Self.message) == "7 -3 [1, 2, 3] é [10, 20]")
  }

  @Test("a message that is cut short at any place, or longer, is malformed", arguments: 0...70)
  func cut(count: Int) {
    let bytes = count < Self.message.count ? Array(Self.message.prefix(count)) : Self.message + [0]
    #expect(throws: MessageReader.Malformed.self) { try read(bytes) }
  }

  @Test(
    "a length that is not there is malformed before anything is allocated",
    arguments: [9, 20, 30], [UInt64(1) << 62, .max, 1 << 40, 65])
  func lengths(place: Int, length: UInt64) {
    var bytes = Self.message
    for index in 0..<8 {
      bytes[place + index] = UInt8(truncatingIfNeeded: length >> (8 * UInt64(index)))
    }
    #expect(throws: MessageReader.Malformed.self) { try read(bytes) }
  }

  @Test("numbers beyond their limits and texts that are no UTF-8 are malformed")
  func values() {
    var tooLarge = Self.message
    tooLarge[tooLarge.count - 8] = 101
    var noText = Self.message
    noText[28] = 0xFF
    #expect(throws: MessageReader.Malformed.self) { try read(tooLarge) }
    #expect(throws: MessageReader.Malformed.self) { try read(noText) }
  }
}
