import HDF5
import Testing

@Suite("Datasets as h5py writes them")
struct RecordedDatasetTests {
  static let numbers: [(name: String, type: HDF5ElementType, shape: [Int], values: [Double])] = [
    ("int8", .int8, [3], [-128, -1, 127]), ("uint8", .uint8, [3], [0, 200, 255]),
    ("int16", .int16, [2], [-32768, 300]), ("int16be", .int16, [2], [-2, 300]),
    ("uint16", .uint16, [2], [65535, 1]), ("int32", .int32, [2], [-2_147_483_648, 70000]),
    ("uint32", .uint32, [2], [4_294_967_295, 2]), ("uint32be", .uint32, [1], [4_000_000_000]),
    ("int64", .int64, [2], [-0x1p63, 0x1p62]), ("int64be", .int64, [2], [-5, 0x1p40]),
    ("uint64", .uint64, [2], [0x1p63, 3]),
    ("float16", .float16, [4], [1.5, -0x1p-24, 65504, .infinity]),
    ("float16be", .float16, [1], [0.0999755859375]),
    ("float32be", .float32, [2], [0.10000000149011612, 0x1p-149]),
    ("float64", .float64, [2, 2], [0.1, -1e300, 0x1p-1074, 2]),
    ("float64be", .float64, [2], [0.1, -1e300]), ("scalar", .float64, [], [2.5]),
    ("empty", .float32, [0, 3], []),
    ("bfloat16", .bfloat16, [3], [1, -3.140625, 0x1p-133]),
  ]

  @Test("every number type and byte order gives the numbers that were written", arguments: numbers)
  func doubles(_ entry: (name: String, type: HDF5ElementType, shape: [Int], values: [Double]))
    throws
  {
    let contents = try reading(RecordedFile.bytes) { root throws(HDF5Error) in
      try root.contents("types/\(entry.name)")
    }
    #expect(
      contents
        == Contents(
          path: "/types/\(entry.name)", shape: entry.shape, elementType: entry.type,
          values: entry.values))
  }

  @Test("NaN and the largest float survive")
  func special() throws {
    let values = try reading(RecordedFile.bytes) { root throws(HDF5Error) in
      try root.contents("types/float32").values
    }
    #expect(Array(values.prefix(2)) == [0.10000000149011612, -3.4028234663852886e38])
    #expect(values[2].isNaN)
  }

  @Test(
    "integers are exact to the last bit, and end at the largest",
    arguments: [
      ("int8", [-128, -1, 127]), ("uint8", [0, 200, 255]), ("int64", [.min, 1 << 62 + 1]),
      ("int64be", [-5, 1 << 40]), ("uint64", [.max, 3]), ("scalar", [2]), ("empty", []),
    ] as [(String, [Int])])
  func integers(name: String, values: [Int]) throws {
    let result = try reading(RecordedFile.bytes) { root throws(HDF5Error) in
      try root.group("types").dataset(name).integers()
    }
    #expect(result == values)
  }

  @Test("bytes come from unsigned bytes only")
  func bytes() throws {
    let bytes = try reading(RecordedFile.bytes) { root throws(HDF5Error) in
      try root.group("types").dataset("uint8").bytes()
    }
    #expect(bytes == [0, 200, 255])
    for name in ["int8", "uint16", "float32"] {
      let error = problem(RecordedFile.bytes) { root throws(HDF5Error) in
        try root.group("types").dataset(name).bytes()
      }
      #expect(error?.kind == .badData)
      #expect(error?.object == "/types/\(name)")
      #expect(error?.problem == "has the element type \(name); uint8 was expected")
    }
  }

  @Test(
    "a dataset that holds no numbers is refused, and its type named",
    arguments: [
      ("bool", "enumeration"), ("complex", "compound"), ("text", "string"), ("opaque", "opaque"),
      ("array", "array"), ("null", "null"),
    ])
  func refused(name: String, word: String) throws {
    let error = try #require(
      problem(RecordedFile.bytes) { root throws(HDF5Error) in
        try root.group("others").dataset(name).count
      })
    #expect(error.kind == .badData)
    #expect(error.object == "/others/\(name)")
    #expect(error.problem.contains(word), "\(error)")
  }

  @Test("types know their size and whether they are floats")
  func elementTypes() {
    let sizes: [(HDF5ElementType, Int)] = [
      (.int8, 1), (.uint8, 1), (.int16, 2), (.uint16, 2), (.float16, 2), (.bfloat16, 2),
      (.int32, 4), (.uint32, 4), (.float32, 4), (.int64, 8), (.uint64, 8), (.float64, 8),
    ]
    for (type, size) in sizes {
      #expect(type.size == size)
      #expect(type.isFloat == "\(type)".contains("float"))
      #expect(type.rawValue == "\(type)")
    }
  }
}
