import Numerics

/// What the float types hold without loss.
extension HDF5ElementType {
  /// Whether a value can be stored and read back as the same number; NaN counts as one number.
  ///
  /// - Returns: `false` for the integer types, which are never written from floats.
  package func represents(_ value: Double) -> Bool {
    switch self {
    case .float64: true
    case .float32: value.isNaN || Double(Float(value)) == value
    case .float16: HalfPrecision.bits(value) != nil
    case .bfloat16: HalfPrecision.brainBits(value) != nil
    case .int8, .int16, .int32, .int64, .uint8, .uint16, .uint32, .uint64: false
    }
  }
}
