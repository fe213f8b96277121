import Files

/// The element types of tensors: IEEE 754, little-endian.
enum CoefficientElementType: String, Sendable, Equatable, CaseIterable {
  case float16 = "f16"
  case float32 = "f32"
  case float64 = "f64"

  /// The type that keeps values which came from a type of that NumPy name, if it is one of them.
  init(stored: String) {
    self =
      Self.allCases.first { $0.numPyName == stored } ?? (stored == "bfloat16" ? .float32 : .float64)
  }

  /// The name in NumPy's spelling, such as `float32`.
  var numPyName: String {
    switch self {
    case .float16: "float16"
    case .float32: "float32"
    case .float64: "float64"
    }
  }

  /// Bytes of one element.
  var size: Int {
    switch self {
    case .float16: 2
    case .float32: 4
    case .float64: 8
    }
  }

  /// Whether the type keeps a value to the last bit.
  func holds(_ value: Double) -> Bool {
    switch self {
    case .float16: value.isNaN || HalfPrecision.bits(value) != nil
    case .float32: value.isNaN || Double(Float(value)) == value
    case .float64: true
    }
  }

  /// This type, or float64 when it would round one of the values.
  func widened(for values: [Double]) -> CoefficientElementType {
    values.allSatisfy(holds) ? self : .float64
  }

  /// Reads numbers and widens them.
  ///
  /// - Parameters:
  ///   - count: how many; their bytes are there.
  ///   - stream: where from.
  /// - Throws: `FileError`.
  func values(_ count: Int, from stream: inout ByteStream) throws(FileError) -> [Double] {
    switch self {
    case .float64:
      let values = try stream.elements(count, of: Double.self)
      #if _endian(big)
        return values.map { Double(bitPattern: $0.bitPattern.byteSwapped) }
      #else
        return values
      #endif
    case .float32:
      return try widening(count, from: &stream) { (word: UInt32) in
        Double(Float(bitPattern: UInt32(littleEndian: word)))
      }
    case .float16:
      return try widening(count, from: &stream) { (word: UInt16) in
        HalfPrecision.value(UInt16(littleEndian: word))
      }
    }
  }

  private func widening<Word: FixedWidthInteger & BitwiseCopyable>(
    _ count: Int, from stream: inout ByteStream, _ value: (Word) -> Double
  ) throws(FileError) -> [Double] {
    // In pieces: beside the result almost no memory is needed.
    let pieceCount = 1 << 16
    var values: [Double] = []
    values.reserveCapacity(count)
    while values.count < count {
      let words = try stream.elements(min(pieceCount, count - values.count), of: Word.self)
      for word in words { values.append(value(word)) }
    }
    return values
  }

  /// Appends values, each of which the type holds.
  func append(_ values: [Double], to bytes: inout [UInt8]) {
    for value in values {
      let bits: UInt64 =
        switch self {
        case .float16: UInt64(HalfPrecision.bits(value) ?? HalfPrecision.notANumber)
        case .float32: UInt64(Float(value).bitPattern)
        case .float64: value.bitPattern
        }
      for place in 0..<size { bytes.append(UInt8(truncatingIfNeeded: bits >> (8 * place))) }
    }
  }
}

/// IEEE 754 binary16; `Float16` does not exist on every platform.
enum HalfPrecision {
  /// The bits of a quiet NaN.
  static let notANumber: UInt16 = 0x7E00

  /// The exact value of some bits.
  static func value(_ bits: UInt16) -> Double {
    let fraction = Double(bits & 0x3FF)
    let magnitude: Double
    switch bits >> 10 & 31 {
    case 0: magnitude = fraction * 0x1p-24
    case 31: magnitude = fraction == 0 ? .infinity : .nan
    case let exponent:
      magnitude = Double(sign: .plus, exponent: Int(exponent) - 25, significand: 1024 + fraction)
    }
    return bits & 0x8000 == 0 ? magnitude : -magnitude
  }

  /// The bits of a value; `nil` when it is NaN or would be rounded.
  static func bits(_ value: Double) -> UInt16? {
    let sign: UInt16 = value.sign == .minus ? 0x8000 : 0
    let magnitude = value.magnitude
    if magnitude == 0 { return sign }
    if magnitude == .infinity { return sign | 0x7C00 }
    guard magnitude.isFinite, magnitude <= 65_504 else { return nil }
    // Below 2⁻¹⁴ numbers are subnormal, with the unit 2⁻²⁴.
    let exponent = max(magnitude.exponent, -14)
    let units = magnitude / Double(sign: .plus, exponent: exponent - 10, significand: 1)
    guard units == units.rounded(), units >= 1 else { return nil }
    let isNormal = units >= 1024
    return sign | (isNormal ? UInt16(exponent + 15) << 10 : 0) | UInt16(units) & 0x3FF
  }
}
