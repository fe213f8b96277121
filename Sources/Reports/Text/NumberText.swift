#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Numbers as people read them: a fixed number of significant digits, the same in every locale.
package enum NumberText {
  /// `significant` digits, with an exponent when the number is very large or small: C's `%.*g`.
  package static func short(_ value: Double, significant: Int = 5) -> String {
    if value.isNaN { return "nan" }
    if value.isInfinite { return value > 0 ? "inf" : "-inf" }
    if value == 0 { return "0" }
    return formatted("%.*g", [Int32(significant), value])
  }

  /// One digit before the point, `digits` after it, and an exponent: C's `%.*e`.
  package static func scientific(_ value: Double, digits: Int) -> String {
    value.isFinite ? formatted("%.*e", [Int32(digits), value]) : short(value)
  }

  /// `digits` digits after the point: C's `%.*f`.
  package static func fixed(_ value: Double, digits: Int) -> String {
    value.isFinite ? formatted("%.*f", [Int32(digits), value]) : short(value)
  }

  /// A probability with `digits` digits after the point: of what is only near 0 or 1 `<0.001` and `>0.999`.
  static func probability(_ value: Double, digits: Int) -> String {
    let text = fixed(value, digits: digits)
    if value < 1, text == fixed(1, digits: digits) {
      return ">0." + String(repeating: "9", count: digits)
    }
    if value > 0, text == fixed(0, digits: digits) {
      return "<0." + String(repeating: "0", count: digits - 1) + "1"
    }
    return text
  }

  /// A whole number with commas between thousands: `24,635`.
  package static func grouped(_ value: Int) -> String {
    var digits = Array(String(value.magnitude))
    for place in stride(from: digits.count - 3, to: 0, by: -3) { digits.insert(",", at: place) }
    return (value < 0 ? "-" : "") + String(digits)
  }

  private static func formatted(_ format: String, _ arguments: [any CVarArg]) -> String {
    var buffer = [CChar](repeating: 0, count: 400)
    let length = unsafe withVaList(arguments) {
      unsafe vsnprintf(&buffer, buffer.count, format, $0)
    }
    let bytes = buffer.prefix(max(0, Int(length))).map { UInt8(bitPattern: $0) }
    return String(decoding: bytes, as: UTF8.self)
  }
}
