/// What the float types hold without loss.
extension HDF5ElementType {
  /// Whether a value can be stored and read back as the same number; NaN counts as one number.
  ///
  /// - Returns: `false` for the integer types, which are never written from floats.
  package func represents(_ value: Double) -> Bool {
    switch self {
    case .float64: true
    case .float32: value.isNaN || Double(Float(value)) == value
    case .float16: value.float16Bits != nil
    case .bfloat16: value.bfloat16Bits != nil
    case .int8, .int16, .int32, .int64, .uint8, .uint16, .uint32, .uint64: false
    }
  }
}

extension Double {
  /// The bits of the IEEE binary16 of the same value; `nil` when there is none.
  ///
  /// Swift's `Float16` does not exist on every platform.
  var float16Bits: UInt16? {
    let signBit: UInt16 = sign == .minus ? 0x8000 : 0
    if isNaN { return 0x7E00 }
    if isInfinite { return signBit | 0x7C00 }
    if isZero { return signBit }
    // Multiples of 2^-24 up to 2047 in the last binade are all there is; 65504 is the largest.
    let exponent = Swift.max(Int(self.exponent), -14)
    let scaled = magnitude * Double(sign: .plus, exponent: 10 - exponent, significand: 1)
    guard exponent <= 15, scaled == scaled.rounded(), scaled < 2048 else { return nil }
    let mantissa = UInt16(scaled)
    // A subnormal has no hidden bit, and its exponent field is zero.
    return mantissa < 1024
      ? signBit | mantissa : signBit | UInt16(exponent + 15) << 10 | (mantissa - 1024)
  }

  /// The bits of the bfloat16 of the same value; `nil` when there is none.
  var bfloat16Bits: UInt16? {
    if isNaN { return 0x7FC0 }
    let single = Float(self)
    guard Double(single) == self, single.bitPattern & 0xFFFF == 0 else { return nil }
    return UInt16(single.bitPattern >> 16)
  }
}
