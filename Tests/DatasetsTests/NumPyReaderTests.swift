import Files
import Testing

@testable import Datasets

// Data bytes are those of numpy.save, NumPy 2.4.
@Suite("reading NumPy files")
struct NumPyReaderTests {
  @Test(
    "every type is read in both byte orders",
    arguments: [
      ("|u1", "c80007", DataArray.Storage.bytes([200, 0, 7])),
      ("|i1", "80007f", .integers([-128, 0, 127])),
      ("|b1", "010001", .integers([1, 0, 1])),
      ("<i2", "feff2c010700", .integers([-2, 300, 7])),
      (">i2", "fffe012c0007", .integers([-2, 300, 7])),
      ("<i4", "feffffff2c01000007000000", .integers([-2, 300, 7])),
      (">i4", "fffffffe0000012c00000007", .integers([-2, 300, 7])),
      ("<i8", "feffffffffffffff2c010000000000000700000000000000", .integers([-2, 300, 7])),
      (">i8", "fffffffffffffffe000000000000012c0000000000000007", .integers([-2, 300, 7])),
      ("<u2", "2c0101000200", .integers([300, 1, 2])),
      (">u2", "012c00010002", .integers([300, 1, 2])),
      ("<u4", "2c0100000100000002000000", .integers([300, 1, 2])),
      (">u4", "0000012c0000000100000002", .integers([300, 1, 2])),
      ("<u8", "2c0100000000000001000000000000000200000000000000", .integers([300, 1, 2])),
      (">u8", "000000000000012c00000000000000010000000000000002", .integers([300, 1, 2])),
      ("<f2", "003e00b40042", .floats([1.5, -0.25, 3])),
      (">f2", "3e00b4004200", .floats([1.5, -0.25, 3])),
      ("<f4", "0000c03f000080be00004040", .floats([1.5, -0.25, 3])),
      (">f4", "3fc00000be80000040400000", .floats([1.5, -0.25, 3])),
      ("<f8", "000000000000f83f000000000000d0bf0000000000000840", .doubles([1.5, -0.25, 3])),
      (">f8", "3ff8000000000000bfd00000000000004008000000000000", .doubles([1.5, -0.25, 3])),
    ])
  func types(type: String, data: String, storage: DataArray.Storage) throws {
    #expect(
      try read(npy(type, "(3,)", hex(data))) == DataArray(shape: [3], storage: storage))
  }

  // 0, -0, the smallest and largest subnormal, the smallest and largest normal, 1/3, infinity.
  @Test("half precision is exact at its edges")
  func half() throws {
    let file = npy("<f2", "(9,)", hex("0000 0080 0100 ff03 0004 ff7b fffb 5535 007c"))
    let expected: [Float] = [
      0, -0.0, 0x1p-24, 0x1.ff8p-15, 0x1p-14, 65504, -65504, 0.333251953125, .infinity,
    ]
    guard case .floats(let values) = try read(file).storage else {
      Issue.record("half precision became no floats")
      return
    }
    #expect(values.map(\.bitPattern) == expected.map(\.bitPattern))
    let nan = try read(npy("<f2", "(1,)", hex("007e"))).storage
    #expect({ if case .floats(let values) = nan { values[0].isNaN } else { false } }())
  }

  @Test("a whole file of numpy.save is read")
  func whole() throws {
    let expected = DataArray(shape: [2, 3], storage: .doubles([0, 0.25, 0.5, 0.75, 1, 1.25]))
    #expect(try read(NumPyWriterTests.quarters) == expected)
  }

  @Test("the versions 2.0 and 3.0 are read", arguments: ["02", "03"])
  func versions(_ version: String) throws {
    let file = hex(
      """
      934e554d5059\(version)00740000007b276465736372273a20277c7531272c2027666f727472616e5f6f72646572
      273a2046616c73652c20277368617065273a2028322c292c207d2020202020202020202020202020202020202020
      20202020202020202020202020202020202020202020202020202020202020202020202020200a0102
      """)
    #expect(try read(file) == DataArray(shape: [2], storage: .bytes([1, 2])))
  }

  // numpy.save(numpy.asfortranarray(numpy.arange(...).reshape(...))).
  @Test("Fortran order becomes C order")
  func fortranOrder() throws {
    let matrix = npy(
      "{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3), }\n", hex("000301040205"))
    #expect(try read(matrix) == DataArray(shape: [2, 3], storage: .bytes(Array(0...5))))
    let cube = npy(
      "{'descr': '<i4', 'fortran_order': True, 'shape': (2, 3, 4), }\n",
      hex(
        """
        000000000c00000004000000100000000800000014000000010000000d00000005000000110000000900000015
        000000020000000e00000006000000120000000a00000016000000030000000f00000007000000130000000b00
        000017000000
        """))
    #expect(try read(cube) == DataArray(shape: [2, 3, 4], storage: .integers(Array(0...23))))
  }

  @Test(
    "a header of other spaces, order and quotes is the same",
    arguments: [
      "{'descr':'|u1','fortran_order':False,'shape':(2,)}",
      "{ 'shape' : ( 2 , ) , 'fortran_order' : False , 'descr' : \"|u1\" , } \n",
      "{\"shape\": (2, 1,), 'descr': '|u1', 'fortran_order': False}\t\n",
    ])
  func spelling(_ header: String) throws {
    #expect(try read(npy(header, [1, 2])).storage == .bytes([1, 2]))
  }

  @Test(
    "a header that is anything but the three keys and their literals is bad data",
    arguments: [
      "",
      "{}",
      "{'descr': '|u1', 'fortran_order': False, }",
      "{'descr': '|u1', 'fortran_order': False, 'shape': (2,), 'more': 1}",
      "{'descr': '|u1', 'descr': '|u1', 'fortran_order': False, 'shape': (2,)}",
      "{'descr': __import__('os').system('id'), 'fortran_order': False, 'shape': (2,)}",
      "{'descr': '|u1', 'fortran_order': 0, 'shape': (2,)}",
      "{'descr': '|u1', 'fortran_order': False, 'shape': (2)}",
      "{'descr': '|u1', 'fortran_order': False, 'shape': [2]}",
      "{'descr': '|u1', 'fortran_order': False, 'shape': (-2,)}",
      "{'descr': '|u1', 'fortran_order': False, 'shape': (1+1,)}",
      "{'descr': '|u1', 'fortran_order': False, 'shape': (2.0,)}",
      "{'descr': '|u1', 'fortran_order': False, 'shape': (99999999999999999999,)}",
      "{'descr': '\\x7cu1', 'fortran_order': False, 'shape': (2,)}",
      "{'descr': '|u1, 'fortran_order': False, 'shape': (2,)}",
      "{'descr': '|u1', 'fortran_order': False, 'shape': (2,)} or 1",
      "{'descr': '|u1', 'fortran_order': False, 'shape': (2,), ",
      "{'descr': '|u1' 'fortran_order': False, 'shape': (2,)}",
      "{, 'descr': '|u1', 'fortran_order': False, 'shape': (2,)}",
    ])
  func header(_ header: String) throws {
    let error = try #require(refusal { () throws(FileError) in try read(npy(header, [1, 2])) })
    #expect(error.kind == .badData)
    #expect(error.problem.contains("header is malformed"), "\(error.problem)")
  }

  @Test("object arrays are refused as pickles", arguments: ["|O", "O", "|O8", "<O"])
  func objects(_ type: String) throws {
    let error = try #require(refusal { () throws(FileError) in try read(npy(type, "(1,)", [0])) })
    #expect(error.kind == .unsupported)
    #expect(error.problem == "object arrays are pickles: refused")
  }

  @Test(
    "other types, ranks and versions are unsupported",
    arguments: [
      npy("<c16", "(1,)", []), npy("<U3", "(1,)", []), npy("<M8[ns]", "(1,)", []),
      npy("=f8", "(1,)", []), npy("|f8", "(1,)", []), npy("<f16", "(1,)", []), npy("", "(1,)", []),
      npy("|u1", "()", [0]), npy("|u1", "(1, 1, 1, 1, 1)", [0]),
      npy("{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (1,), }", []),
      hex("934e554d5059 0400 0000"), hex("934e554d5059 0101 0000"), hex("934e554d5059 0000 0000"),
    ])
  func unsupported(_ file: [UInt8]) throws {
    let error = try #require(refusal { () throws(FileError) in try read(file) })
    #expect(error.kind == .unsupported)
  }

  @Test(
    "data that do not fit the header exactly are bad data",
    arguments: [
      (npy("<f8", "(2,)", [UInt8](repeating: 0, count: 15)), "truncated"),
      (npy("<f8", "(2,)", [UInt8](repeating: 0, count: 17)), "1 trailing"),
      (npy("<f8", "(2,)", []), "truncated"),
      (npy("|u1", "(0,)", [0]), "1 trailing"),
      (npy("<f8", "(4294967296, 4294967296, 1)", []), "size"),
      (npy("<f8", "(1152921504606846976,)", []), "size"),
      (npy("|b1", "(2,)", [1, 2]), "truth"),
      (npy("<u8", "(1,)", hex("0000000000000080")), "too large"),
      (hex("934e554d5059"), "truncated"),
      (hex("934e554d5059 0100 76"), "truncated"),
      (hex("934e554d5059 0100 7600 7b"), "truncated"),
      (hex("934e554d5059 0200 01000100 7b"), "limit"),
      (hex("934e554d5059 0200 ffffffff 7b"), "limit"),
    ])
  func damaged(file: [UInt8], word: String) throws {
    let error = try #require(refusal { () throws(FileError) in try read(file) })
    #expect(error.kind == .badData)
    #expect(error.problem.contains(word), "\(error.problem)")
  }
}
