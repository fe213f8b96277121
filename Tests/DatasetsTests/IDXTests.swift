import Files
import Testing

@testable import Datasets

@Suite("IDX files")
struct IDXTests {
  /// 4 images of 2 x 3 pixels with the values 0 to 23.
  static let images = hex("00000803 00000004 00000002 00000003") + Array(0...23)

  @Test("bytes keep their shape and stay bytes")
  func bytes() throws {
    let expected = DataArray(shape: [4, 2, 3], storage: .bytes(Array(0...23)))
    #expect(try read(Self.images) == expected)
  }

  // Data from Python's struct.pack(">...").
  @Test(
    "every type code is read big-endian",
    arguments: [
      ("00000801 00000002 00ff", DataArray.Storage.bytes([0, 255])),
      ("00000901 00000002 80ff", .integers([-128, -1])),
      ("00000b01 00000002 fffe012c", .integers([-2, 300])),
      ("00000c01 00000002 fffffffe00011170", .integers([-2, 70000])),
      ("00000d01 00000003 3fc00000c000000040400000", .floats([1.5, -2, 3])),
      ("00000e01 00000002 3fb999999999999afe37e43c8800759c", .doubles([0.1, -1e300])),
    ])
  func types(file: String, storage: DataArray.Storage) throws {
    #expect(try read(hex(file)) == DataArray(shape: [storage.count], storage: storage))
  }

  @Test("rank 4 is read, and a dimension of 0 makes an empty array")
  func shapes() throws {
    let deep = hex("00000804 00000001 00000002 00000001 00000002 01020304")
    #expect(try read(deep).shape == [1, 2, 1, 2])
    #expect(try read(hex("00000802 00000000 00000007")).storage == .bytes([]))
  }

  @Test(
    "a file that is cut, long or impossible is bad data and says why",
    arguments: [
      ("one byte short", String("00000801 00000003 0102"), ["truncated", "10 of 11 bytes"]),
      ("nothing behind the header", "00000801 00000003", ["truncated", "8 of 11 bytes"]),
      ("one byte long", "00000801 00000003 01020304", ["1 trailing", "11"]),
      ("header cut in the dimensions", "00000803 000000", ["truncated", "7 of the 16"]),
      ("header cut in the first number", "000008", ["truncated", "3 of the 4"]),
      ("product that wraps round 2^64", "00000803 ffffffff 0000ffff 0000ffff 00", ["size"]),
      ("product of 2^96", "00000803 ffffffff ffffffff ffffffff 00", ["size"]),
      ("huge dimensions behind a zero", "00000804 00000000 ffffffff ffffffff ffffffff", ["size"]),
      ("rank 0", "00000800 00", ["rank is 0"]),
      ("unknown type", "00000a01 00000001 00", ["type code 10"]),
      ("type 0", "00000001 00000001 00", ["type code 0"]),
      ("first number little-endian", "03080000 04000000 02000000 03000000", ["byte order"]),
      ("dimensions little-endian", "00000802 02000000 03000000 000102030405", ["byte order"]),
    ])
  func damaged(_ what: String, file: String, words: [String]) throws {
    let error = try #require(refusal { () throws(FileError) in try read(hex(file)) })
    #expect(error.kind == .badData)
    for word in words { #expect(error.problem.contains(word), "\(error.problem)") }
  }

  @Test("a rank above 4 is unsupported, whatever its dimensions", arguments: ["05", "ff"])
  func rank(_ rank: String) throws {
    let file = hex("000008" + rank) + [UInt8](repeating: 0, count: 1020)
    let error = try #require(refusal { () throws(FileError) in try read(file) })
    #expect(error.kind == .unsupported)
    #expect(error.problem.contains("rank"))
  }

  @Test("the limit counts the numbers as they are in memory")
  func limit() throws {
    // 3 numbers of 1 byte become integers of 8 bytes.
    let file = hex("00000901 00000003 010203")
    #expect(try read(file, limit: 24).storage == .integers([1, 2, 3]))
    let error = try #require(refusal { () throws(FileError) in try read(file, limit: 23) })
    #expect(error.problem.contains("size"))
  }
}
