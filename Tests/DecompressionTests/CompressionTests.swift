import Files
import Testing

@testable import Decompression

@Suite("Compressed files")
struct CompressionTests {
  /// "networks " forty times, compressed by Python 3.11's modules and lz4 4.4.5.
  private static let recorded: [(Compression, [UInt8])] = [
    (
      .zlib,
      [
        120, 156, 203, 75, 45, 41, 207, 47, 202, 46, 86, 200, 27, 101, 208, 146, 1, 0, 29, 14,
        144, 137,
      ]
    ),
    (
      .gzip,
      [
        31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 203, 75, 45, 41, 207, 47, 202, 46, 86, 200, 27, 101,
        208, 146, 1, 0, 32, 13, 38, 111, 104, 1, 0, 0,
      ]
    ),
    (
      .bzip2,
      [
        66, 90, 104, 57, 49, 65, 89, 38, 83, 89, 233, 141, 95, 219, 0, 0, 79, 145, 128, 64, 0,
        2, 9, 156, 128, 32, 0, 80, 131, 38, 32, 41, 84, 104, 218, 54, 39, 194, 108, 77, 9, 193,
        48, 76, 19, 4, 224, 157, 23, 114, 69, 56, 80, 144, 233, 141, 95, 219,
      ]
    ),
    (
      .xz,
      [
        253, 55, 122, 88, 90, 0, 0, 4, 230, 214, 180, 70, 2, 0, 33, 1, 22, 0, 0, 0, 116, 47,
        229, 163, 224, 1, 103, 0, 18, 93, 0, 55, 25, 74, 240, 91, 248, 23, 118, 199, 72, 49, 27,
        37, 93, 113, 144, 0, 0, 0, 0, 0, 121, 173, 109, 40, 62, 172, 52, 217, 0, 1, 46, 232, 2,
        0, 0, 0, 14, 244, 94, 76, 177, 196, 103, 251, 2, 0, 0, 0, 0, 4, 89, 90,
      ]
    ),
    (
      .lzma,
      [
        93, 0, 0, 128, 0, 255, 255, 255, 255, 255, 255, 255, 255, 0, 55, 25, 74, 240, 91, 248,
        23, 118, 199, 72, 49, 27, 37, 93, 209, 144, 35, 255, 255, 210, 221, 0, 0,
      ]
    ),
    (
      .lz4,
      [
        4, 34, 77, 24, 108, 64, 104, 1, 0, 0, 0, 0, 0, 0, 254, 20, 0, 0, 0, 159, 110, 101, 116,
        119, 111, 114, 107, 115, 32, 9, 0, 255, 72, 80, 111, 114, 107, 115, 32, 0, 0, 0, 0, 183,
        236, 49, 83,
      ]
    ),
  ]

  private static let text = Array(String(repeating: "networks ", count: 40).utf8)

  @Test("are recognized and decompressed", arguments: recorded)
  func decompressed(kind: Compression, bytes: [UInt8]) throws {
    #expect(Compression(bytes) == kind)
    #expect(try kind.decompress(bytes, file: "m", limit: 1000) == Self.text)
  }

  @Test("may have several streams, and zeros behind them", arguments: recorded)
  func concatenated(kind: Compression, bytes: [UInt8]) throws {
    #expect(
      try kind.decompress(bytes + bytes + [0, 0, 0, 0], file: "m", limit: 1000) == Self.text
        + Self.text)
  }

  @Test(
    "are refused when they are cut off, too large, or have something behind them",
    arguments: recorded)
  func refused(kind: Compression, bytes: [UInt8]) throws {
    for (bytes, limit) in [
      (Array(bytes.dropLast(1)), 1000), (Array(bytes[..<8]), 1000), (bytes, 100),
      (bytes + [1], 1000),
    ] {
      let error = try #require(throws: FileError.self) {
        try kind.decompress(bytes, file: "m", limit: limit)
      }
      #expect(error.kind == .badData)
    }
  }

  @Test("are none of these when they begin otherwise")
  func others() {
    #expect(Compression([UInt8]()) == nil)
    #expect(Compression([0x78]) == nil)
    #expect(Compression([0x80, 4, 0x95]) == nil)
    #expect(Compression(Array("PK\u{3}\u{4}".utf8)) == nil)
  }
}
