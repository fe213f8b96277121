import Files
import Testing

@Suite("CRC-32")
struct CRC32Tests {
  @Test(
    "the catalogued check values",
    arguments: [
      // ITU-T V.42's check value, and zlib.crc32 of Python.
      ("", 0), ("123456789", 0xCBF4_3926), ("a", 0xE8B7_BE43),
      ("The quick brown fox jumps over the lazy dog", 0x414F_A339),
    ] as [(String, UInt32)])
  func known(text: String, checksum: UInt32) {
    #expect(CRC32(Array(text.utf8)).value == checksum)
  }

  @Test("every length and every start gives what the definition gives")
  func definition() {
    let bytes = (0..<1400).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ $0 >> 3) }
    for start in 0..<17 {
      var remainder: UInt32 = 0xFFFF_FFFF
      for end in start..<bytes.count {
        #expect(CRC32(Array(bytes[start..<end])).value == ~remainder)
        remainder ^= UInt32(bytes[end])
        for _ in 0..<8 {
          remainder = remainder & 1 == 1 ? remainder >> 1 ^ 0xEDB8_8320 : remainder >> 1
        }
      }
    }
  }

  @Test("pieces give the same as the whole")
  func pieces() {
    let bytes = (0..<10_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 5) }
    for size in [1, 63, 64, 129, 4096] {
      var checksum = CRC32()
      for start in stride(from: 0, to: bytes.count, by: size) {
        checksum.update(bytes[start..<min(start + size, bytes.count)])
      }
      #expect(checksum == CRC32(bytes))
    }
  }
}
