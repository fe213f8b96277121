import Files
import Testing

@testable import Formats

@Suite("Protobuf")
struct ProtobufTests {
  private static func read(_ bytes: [UInt8]) throws(FileError) -> [Int] {
    var numbers: [Int] = []
    try ProtobufMessage(bytes, file: "m").forEachField { number, _ throws(FileError) in
      numbers.append(number)
    }
    return numbers
  }

  @Test("what is written is read back, field by field")
  func roundTrip() throws {
    var writer = ProtobufWriter()
    writer.append(1, -3)
    writer.append(2, Float(0.5))
    writer.append(3, "ü")
    writer.append(200) { $0.append(1, 300) }
    let message = ProtobufMessage(writer.bytes, file: "m")
    var found: [String] = []
    try message.forEachField { number, value throws(FileError) in
      switch number {
      case 1: found.append(String(try message.integer(value)))
      case 2:
        var numbers: [Double] = []
        try message.appendFloats(value, to: &numbers)
        found.append("\(numbers)")
      case 3: found.append(try message.text(value))
      default:
        let inner = try message.message(value)
        try inner.forEachField { _, value throws(FileError) in
          found.append("\(number): \(try inner.integer(value))")
        }
      }
    }
    #expect(found == ["-3", "[0.5]", "ü", "200: 300"])
  }

  @Test(
    "bytes that are no message are refused",
    arguments: [
      ([0x08] + [UInt8](repeating: 0x80, count: 10) + [1], "64 bits"), ([0x08, 0x80], "truncated"),
      ([0x0B, 0x0C], "wire type 3"), ([0x0C], "wire type 4"), ([0x0E, 0], "wire type 6"),
      ([0x00, 0], "field number"), ([0x0A, 5, 1], "truncated"), ([0x0D, 1, 2], "truncated"),
      ([0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1], "truncated"),
      ([0x08] + [UInt8](repeating: 0xFF, count: 9) + [2], "64 bits"),
    ] as [([UInt8], String)])
  func refusals(bytes: [UInt8], wanted: String) {
    let error = #expect(throws: FileError.self) { try Self.read(bytes) }
    #expect(error?.kind == .badData)
    #expect(error?.problem.contains(wanted) == true, "\(error?.problem ?? "")")
  }

  @Test("repeated numbers come packed, one by one, or mixed")
  func packed() throws {
    let bytes: [UInt8] = [0x38, 1, 0x3A, 3, 2, 0x80, 1, 0x38, 3]
    let message = ProtobufMessage(bytes, file: "m")
    var numbers: [Int] = []
    try message.forEachField { _, value throws(FileError) in
      try message.appendIntegers(value, to: &numbers)
    }
    #expect(numbers == [1, 2, 128, 3])
  }

  @Test("CRC-32C of the standard's examples")
  func checksum() {
    // RFC 3720, B.4, masked as TensorFlow stores it.
    func masked(_ value: UInt32) -> UInt32 { (value >> 15 | value << 17) &+ 0xA282_EAD8 }
    #expect(CRC32C([UInt8](repeating: 0, count: 32)).masked == masked(0x8A91_36AA))
    #expect(CRC32C([UInt8](repeating: 0xFF, count: 32)).masked == masked(0x62A8_AB43))
    #expect(CRC32C(Array("123456789".utf8)).masked == masked(0xE306_9283))
  }
}
