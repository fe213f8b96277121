import Numerics

/// What the types hold without loss.
extension HDF5ElementType {
  /// Whether a value can be stored and read back as the same number; NaN counts as one number.
  package func represents(_ value: Double) -> Bool {
    switch self {
    case .float64: true
    case .float32: value.isNaN || Double(Float(value)) == value
    case .float16: HalfPrecision.bits(value) != nil
    case .bfloat16: HalfPrecision.brainBits(value) != nil
    case .int8: Int8(exactly: value) != nil
    case .int16: Int16(exactly: value) != nil
    case .int32: Int32(exactly: value) != nil
    case .int64: Int64(exactly: value) != nil
    case .uint8: UInt8(exactly: value) != nil
    case .uint16: UInt16(exactly: value) != nil
    case .uint32: UInt32(exactly: value) != nil
    case .uint64: UInt64(exactly: value) != nil
    }
  }
}
