import Files
import Testing

@testable import Datasets

@Suite("CSV inside gzip, in pieces")
struct CSVStreamingTests {
  /// Reads `text` through a gzip file of stored (not compressed) blocks made by hand.
  private func readStored(_ text: [UInt8]) throws(FileError) -> DataArray {
    var file = hex("1f8b0800000000000003")
    var start = 0
    repeat {
      let end = min(start + 65_535, text.count)
      let size = UInt16(end - start)
      file.append(end == text.count ? 1 : 0)
      for half in [size, ~size] { file += [UInt8(half & 255), UInt8(half >> 8)] }
      file += text[start..<end]
      start = end
    } while start < text.count
    for word in [crc32(text), UInt32(text.count)] {
      file += (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
    }
    return try read(file)
  }

  /// CRC-32 of RFC 1952, bit by bit.
  private func crc32(_ bytes: [UInt8]) -> UInt32 {
    var crc = ~UInt32(0)
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xedb8_8320 : crc >> 1 }
    }
    return ~crc
  }

  @Test("fields, quotes and line ends across the borders of pieces are as in one piece")
  func borders() throws {
    // Rows of 17 bytes drift across the borders, which lie at multiples of 1 MiB.
    let header = "\"a\nb\",b,c,d\r\n"
    var text = Array(header.utf8)
    var expected: [Double] = []
    for row in 0..<140_000 {
      text += Array("\(1000 + row % 9000),\"7\",-0.5,\"\(row % 10)\"\r\n".utf8)
      expected += [Double(1000 + row % 9000), 7, -0.5, Double(row % 10)]
    }
    #expect(text.count > 2 << 20)
    #expect(try readStored(text) == DataArray(shape: [140_000, 4], storage: .doubles(expected)))
  }

  @Test("line numbers go on across pieces")
  func lines() throws {
    let text = Array(String(repeating: "12345678\n", count: 200_000).utf8) + Array("x\n".utf8)
    let error = try #require(refusal { () throws(FileError) in try readStored(text) })
    #expect(error.object == "line 200001, column 1")
  }

  @Test("a line without end is refused before it is all there")
  func endless() throws {
    let text = Array("1\n\"".utf8) + [UInt8](repeating: UInt8(ascii: "1"), count: 6 << 20)
    let error = try #require(refusal { () throws(FileError) in try readStored(text) })
    #expect(error.object == "line 2")
    #expect(error.problem.contains("longer than 4194304 bytes; is a quote not closed?"))
  }
}
