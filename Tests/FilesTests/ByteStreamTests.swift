import TestSupport
import Testing

@testable import Files

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite("Reading from front to back")
struct ByteStreamTests {
  private static let bytes: [UInt8] = (0..<600_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }

  private func file(_ folder: ScratchFolder, _ bytes: [UInt8]) throws -> String {
    let path = folder.file("data")
    try OutputFiles.write([OutputFile(path: path, bytes: bytes)], replacing: true)
    return path
  }

  @Test("a file and memory give the same bytes, numbers and checksums")
  func same() throws {
    let folder = ScratchFolder()
    var stream = ByteStream(try OpenFile(try file(folder, Self.bytes)))
    var memory = ByteStream(Self.bytes, file: "memory")
    var start = 0
    for count in [0, 1, 7, 299_992] {
      let (read, copied) = (try stream.bytes(count), try memory.bytes(count))
      #expect(read == Array(Self.bytes[start..<(start + count)]))
      #expect(copied == read)
      start += count
    }
    let (position, remaining) = (stream.position, stream.remaining)
    #expect((position, remaining) == (300_000, 300_000))
    let (checksum, memoryChecksum) = (stream.checksum, memory.checksum)
    #expect(checksum == CRC32(Array(Self.bytes[..<300_000])))
    #expect(checksum == memoryChecksum)
    let words = try stream.elements(75_000, of: UInt32.self)
    let memoryWords = try memory.elements(75_000, of: UInt32.self)
    #expect(words == memoryWords)
    // Byte 300,000 + k is (300,000 + k) · 31 mod 256: 20, 3F, 5E, 7D.
    #expect(UInt32(littleEndian: words[0]) == 0x7D5E_3F20)
  }

  @Test("a large file, read by several processors, is the same")
  func large() throws {
    let folder = ScratchFolder()
    // No whole number of pages, and no two parts alike.
    var bytes = [UInt8](repeating: 7, count: FileRegion.parallelSize + 12_345 * 8)
    for place in stride(from: 0, to: bytes.count, by: 4099) {
      bytes[place] = UInt8(truncatingIfNeeded: place >> 12)
    }
    var stream = ByteStream(try OpenFile(try file(folder, bytes)))
    let first = try stream.bytes(8)
    let numbers = try stream.elements(bytes.count / 8 - 1, of: Double.self)
    let (checksum, remaining) = (stream.checksum, stream.remaining)
    #expect(first == Array(bytes[..<8]))
    #expect(remaining == 0)
    #expect(checksum == CRC32(bytes))
    var memory = ByteStream(bytes, file: "memory")
    _ = try memory.bytes(8)
    let copied = try memory.elements(bytes.count / 8 - 1, of: Double.self)
    #expect(copied == numbers)
    // Looking without keeping finds the same, wherever it begins.
    var looking = ByteStream(try OpenFile(try file(folder, bytes)), from: 8)
    var lookingInMemory = ByteStream(bytes, file: "memory", from: 8)
    let findings = try looking.examine(bytes.count - 8, as: .binary64)
    #expect(findings == (try lookingInMemory.examine(bytes.count - 8, as: .binary64)))
    #expect(findings.checksum == CRC32(Array(bytes[8...])))
    #expect(!findings.holdsNonFinite)
    let position = looking.position
    #expect(position == bytes.count)
  }

  @Test(
    "a number that is not finite is noticed, wherever it is",
    arguments: [Double.nan, .infinity, -.infinity])
  func nonFinite(number: Double) throws {
    for count in 1...9 {
      for place in 0..<count {
        var values = (0..<count).map { Double($0) - 2 }
        values[place] = number
        let halves: [UInt16] = values.enumerated().map { index, value in
          index == place ? (number.isNaN ? 0x7E00 : number > 0 ? 0x7C00 : 0xFC00) : 0x7BFF
        }
        #expect(try found(values.map(\.bitPattern), .binary64))
        #expect(try found(values.map { Float($0).bitPattern }, .binary32))
        #expect(try found(halves, .binary16))
      }
    }
  }

  @Test("the largest numbers are finite")
  func finite() throws {
    #expect(try !found([(-Double.greatestFiniteMagnitude).bitPattern, 0], .binary64))
    #expect(try !found([(-Float.greatestFiniteMagnitude).bitPattern, 0, 1], .binary32))
    #expect(try !found([0xFBFF as UInt16, 0x7BFF, 0, 0x8000, 0x7BFF], .binary16))
  }

  private func found<Word: FixedWidthInteger>(
    _ words: [Word], _ numbers: ByteFindings.Numbers
  ) throws -> Bool {
    let bytes = words.flatMap { word in
      (0..<Word.bitWidth / 8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
    }
    var stream = ByteStream(bytes, file: "memory")
    return try stream.examine(bytes.count, as: numbers).holdsNonFinite
  }

  @Test("a file that shrinks is an error")
  func shrinks() throws {
    let folder = ScratchFolder()
    let path = try file(folder, Self.bytes)
    var stream = ByteStream(try OpenFile(path))
    _ = try stream.bytes(10)
    #expect(truncate(path, 5) == 0)
    var failure: FileError?
    do throws(FileError) { _ = try stream.bytes(10) } catch { failure = error }
    #expect(failure?.kind == .badData)
    #expect(failure?.problem.contains("10 of 600000") == true)
  }
}
