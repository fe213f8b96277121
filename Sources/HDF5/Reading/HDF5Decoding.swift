import Numerics

/// How stored elements become numbers.
struct HDF5Decoding: Sendable, Equatable {
  let elementType: HDF5ElementType
  let isBigEndian: Bool

  init(_ elementType: HDF5ElementType, isBigEndian: Bool) {
    self.elementType = elementType
    self.isBigEndian = isBigEndian
  }

  /// Converts elements to Doubles.
  ///
  /// - Parameters:
  ///   - bytes: whole elements.
  ///   - values: becomes as long as there are elements; its memory is used again.
  func decode(_ bytes: UnsafeRawBufferPointer, into values: inout [Double]) {
    let count = bytes.count / elementType.size
    if values.count != count { values = [Double](repeating: 0, count: count) }
    switch elementType {
    case .int8: unsafe convert(bytes, Int8.self, &values) { Double($0) }
    case .int16: unsafe convert(bytes, Int16.self, &values) { Double($0) }
    case .int32: unsafe convert(bytes, Int32.self, &values) { Double($0) }
    case .int64: unsafe convert(bytes, Int64.self, &values) { Double($0) }
    case .uint8: unsafe convert(bytes, UInt8.self, &values) { Double($0) }
    case .uint16: unsafe convert(bytes, UInt16.self, &values) { Double($0) }
    case .uint32: unsafe convert(bytes, UInt32.self, &values) { Double($0) }
    case .uint64: unsafe convert(bytes, UInt64.self, &values) { Double($0) }
    case .float16:
      unsafe convert(bytes, UInt16.self, &values) {
        Double(HalfPrecision.value($0))
      }
    case .bfloat16:
      unsafe convert(bytes, UInt16.self, &values) {
        Double(HalfPrecision.brainValue($0))
      }
    case .float32: unsafe convert(bytes, UInt32.self, &values) { Double(Float(bitPattern: $0)) }
    case .float64: unsafe convert(bytes, UInt64.self, &values) { Double(bitPattern: $0) }
    }
  }

  /// The elements as integers: floats are truncated, what is out of range is the nearest there is.
  func integers(_ bytes: [UInt8]) -> [Int] {
    var values = [Int](repeating: 0, count: bytes.count / elementType.size)
    unsafe bytes.withUnsafeBytes { bytes in
      switch elementType {
      case .int8: unsafe convert(bytes, Int8.self, &values) { Int($0) }
      case .int16: unsafe convert(bytes, Int16.self, &values) { Int($0) }
      case .int32: unsafe convert(bytes, Int32.self, &values) { Int($0) }
      case .int64: unsafe convert(bytes, Int64.self, &values) { Int($0) }
      case .uint8: unsafe convert(bytes, UInt8.self, &values) { Int($0) }
      case .uint16: unsafe convert(bytes, UInt16.self, &values) { Int($0) }
      case .uint32: unsafe convert(bytes, UInt32.self, &values) { Int($0) }
      case .uint64: unsafe convert(bytes, UInt64.self, &values) { Int(clamping: $0) }
      case .float16, .bfloat16, .float32, .float64:
        var numbers: [Double] = []
        unsafe decode(bytes, into: &numbers)
        values = numbers.map { number in
          number.isNaN ? 0 : Int(exactly: number.rounded(.towardZero)) ?? (number < 0 ? .min : .max)
        }
      }
    }
    return values
  }

  @inline(__always)
  private func convert<Raw: FixedWidthInteger & BitwiseCopyable, Value>(
    _ bytes: UnsafeRawBufferPointer, _ type: Raw.Type, _ values: inout [Value],
    _ value: (Raw) -> Value
  ) {
    let size = MemoryLayout<Raw>.size
    for index in 0..<(bytes.count / size) {
      let raw = unsafe bytes.loadUnaligned(fromByteOffset: index * size, as: Raw.self)
      values[index] = value(isBigEndian ? Raw(bigEndian: raw) : Raw(littleEndian: raw))
    }
  }
}
