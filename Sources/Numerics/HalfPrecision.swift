/// IEEE 754 binary16 and bfloat16, as bits; `Float16` does not exist on every platform.
package enum HalfPrecision {
  /// The bits of a quiet NaN, binary16.
  package static let notANumber: UInt16 = 0x7E00

  /// The exact value of the bits of a binary16.
  ///
  /// The bits stand where those of a Float would, with an exponent that is 112 too small.
  @inlinable
  package static func value(_ bits: UInt16) -> Float {
    let magnitude = UInt32(bits & 0x7FFF) << 13
    let value =
      magnitude < 0x0F80_0000
      ? Float(bitPattern: magnitude) * 0x1p112 : Float(bitPattern: magnitude | 0x7F80_0000)
    return bits & 0x8000 == 0 ? value : -value
  }

  /// The exact value of the bits of a bfloat16, the upper half of a binary32.
  @inlinable
  package static func brainValue(_ bits: UInt16) -> Float {
    Float(bitPattern: UInt32(bits) << 16)
  }

  /// The binary16 of the same value; `nil` when there is none.
  ///
  /// NaN is one number.
  package static func bits(_ value: Double) -> UInt16? {
    let sign: UInt16 = value.sign == .minus ? 0x8000 : 0
    if value.isNaN { return notANumber }
    if value.isInfinite { return sign | 0x7C00 }
    if value.isZero { return sign }
    // Multiples of 2⁻²⁴ up to 2047 in the last binade are all there is; 65504 is the largest.
    let exponent = max(Int(value.exponent), -14)
    let scaled = value.magnitude * Double(sign: .plus, exponent: 10 - exponent, significand: 1)
    guard exponent <= 15, scaled == scaled.rounded(), scaled < 2048 else { return nil }
    let mantissa = UInt16(scaled)
    // A subnormal has no hidden bit, and its exponent field is zero.
    return mantissa < 1024
      ? sign | mantissa : sign | UInt16(exponent + 15) << 10 | (mantissa - 1024)
  }

  /// The bfloat16 of the same value; `nil` when there is none.
  ///
  /// NaN is one number.
  package static func brainBits(_ value: Double) -> UInt16? {
    if value.isNaN { return 0x7FC0 }
    let single = Float(value)
    guard Double(single) == value, single.bitPattern & 0xFFFF == 0 else { return nil }
    return UInt16(single.bitPattern >> 16)
  }
}
