import HDF5
import Testing

/// Datasets of a given precision, read back by the library's own conversion to double.
@Suite struct HDF5FloatWritingTests {
  /// Writes one dataset and reads it.
  private func roundTrip(
    _ values: [Double], as type: HDF5ElementType,
    bfloat16: HDF5GroupBuilder.BFloat16Storage = .float
  ) throws -> (values: [Double], type: HDF5ElementType) {
    let bytes = try HDF5Builder.image { root throws(HDF5Error) in
      try root.write("x", values, as: type, shape: [values.count], bfloat16: bfloat16)
    }
    return try HDF5File.reading(bytes, wrapping: { $0 }) { root throws(HDF5Error) in
      let dataset = try root.dataset("x")
      return (try dataset.doubles(), dataset.elementType)
    }
  }

  /// Every finite binary16: ±mantissa · 2^exponent, subnormal and normal.
  private static var halves: [Double] {
    let positive =
      (0..<1024).map { Double($0) * 0x1p-24 }
      + (0..<30).flatMap { exponent in
        (1024..<2048).map {
          Double($0) * Double(sign: .plus, exponent: exponent - 24, significand: 1)
        }
      }
    return positive + positive.map(-)
  }

  @Test("every float16 is stored as itself") func everyFloat16IsStoredAsItself() throws {
    let result = try roundTrip(Self.halves + [.infinity, -.infinity], as: .float16)
    #expect(result.type == .float16)
    #expect(
      result.values.map(\.bitPattern)
        == (Self.halves + [.infinity, -.infinity]).map(\.bitPattern))
  }

  @Test(
    "every kind of bfloat16 is stored as itself",
    arguments: [HDF5GroupBuilder.BFloat16Storage.float, .opaque])
  func everyKindOfBFloat16IsStoredAsItself(_ storage: HDF5GroupBuilder.BFloat16Storage) throws {
    // A bfloat16 is a float32 whose lower half is zero.
    let values = (0..<UInt32(1 << 16)).map { Float(bitPattern: $0 << 16) }.filter { !$0.isNaN }
    let result = try roundTrip(values.map(Double.init), as: .bfloat16, bfloat16: storage)
    #expect(result.type == .bfloat16)
    #expect(result.values.map(\.bitPattern) == values.map { Double($0).bitPattern })
  }

  @Test("long floats are stored as themselves", arguments: [HDF5ElementType.float32, .float64])
  func longFloatsAreStoredAsThemselves(_ type: HDF5ElementType) throws {
    let values = [0, -0.0, 1, Double(Float(0.1)), -1e-38, 0x1p-149, 3e38].map { Double(Float($0)) }
    let result = try roundTrip(values, as: type)
    #expect(result.type == type)
    #expect(result.values.map(\.bitPattern) == values.map(\.bitPattern))
  }

  @Test("a file of float16 holds the bits that NumPy has")
  func aFileOfFloat16HoldsTheBitsThatNumPyHas() throws {
    // numpy.array([1, -2, 1/3, 65504, 2**-24], numpy.float16).view(numpy.uint16)
    let bytes = try HDF5Builder.image { root throws(HDF5Error) in
      try root.write("x", [1, -2, 0.333251953125, 65504, 0x1p-24], as: .float16, shape: [5])
    }
    let wanted: [UInt8] = [0x00, 0x3C, 0x00, 0xC0, 0x55, 0x35, 0xFF, 0x7B, 0x01, 0x00]
    #expect((0...(bytes.count - 10)).contains { Array(bytes[$0..<($0 + 10)]) == wanted })
  }

  @Test(
    "a value that the type cannot hold is refused",
    arguments: [
      (HDF5ElementType.float16, 65520.0), (.float16, 0x1p-25), (.float16, 0.1), (.float16, 2049),
      (.bfloat16, 0.1), (.bfloat16, 257.5), (.bfloat16, 0x1p-140), (.float32, 0.1),
      (.float32, 1e39),
      (.int32, 1.5), (.uint8, 256), (.int8, -129), (.int64, 0x1p63),
    ])
  func aValueThatTheTypeCannotHoldIsRefused(_ type: HDF5ElementType, _ value: Double) {
    #expect(!type.represents(value))
    #expect(throws: HDF5Error.self) { try roundTrip([value], as: type) }
  }

  @Test("lists of fixed length texts keep their order and may be empty")
  func listsOfFixedLengthTextsKeepTheirOrderAndMayBeEmpty() throws {
    let bytes = try HDF5Builder.image { root throws(HDF5Error) in
      try root.setAttribute("names", fixedLength: ["dense", "a", "leaky_re_lu"])
      try root.setAttribute("none", fixedLength: [])
      try root.setAttribute("version", ascii: "2.4.0")
    }
    let read = try HDF5File.reading(bytes, wrapping: { $0 }) { root throws(HDF5Error) in
      (try root.texts("names"), try root.texts("none"), try root.text("version"))
    }
    #expect(read.0 == ["dense", "a", "leaky_re_lu"])
    #expect(read.1 == [])
    #expect(read.2 == "2.4.0")
  }
}
