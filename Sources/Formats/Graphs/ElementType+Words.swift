import Numerics

extension ElementType {
  /// The number that the low bits of a word are.
  func value(_ word: UInt64) -> Double {
    switch self {
    case .float32: Double(Float(bitPattern: UInt32(truncatingIfNeeded: word)))
    case .float64: Double(bitPattern: word)
    case .float16: Double(HalfPrecision.value(UInt16(truncatingIfNeeded: word)))
    case .bfloat16: Double(HalfPrecision.brainValue(UInt16(truncatingIfNeeded: word)))
    case .int8: Double(Int8(truncatingIfNeeded: word))
    case .int16: Double(Int16(truncatingIfNeeded: word))
    case .int32: Double(Int32(truncatingIfNeeded: word))
    case .int64: Double(Int64(truncatingIfNeeded: word))
    case .uint8: Double(UInt8(truncatingIfNeeded: word))
    case .uint16: Double(UInt16(truncatingIfNeeded: word))
    case .uint32: Double(UInt32(truncatingIfNeeded: word))
    case .uint64: Double(word)
    case .bool: word & 0xFF == 0 ? 0 : 1
    }
  }
}
