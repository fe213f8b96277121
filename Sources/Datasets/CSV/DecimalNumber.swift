/// A number in decimal notation: sign, digits, point, exponent, and nothing else.
///
/// Hexadecimal, "nan", "inf", blanks and separators of thousands are not numbers here, whatever
/// `strtod` makes of them.
struct DecimalNumber: Equatable {
  /// The nearest `Double`; infinite when the text is beyond its range.
  var value: Double
  /// Whether it was written as an integer, without point and exponent.
  var isInteger: Bool

  static func parse(_ bytes: [UInt8]) -> DecimalNumber? { parse(bytes, 0..<bytes.count) }

  /// The number that is all of `range`, or nil.
  static func parse(_ bytes: [UInt8], _ range: Range<Int>) -> DecimalNumber? {
    var position = range.lowerBound
    let end = range.upperBound
    var isNegative = false
    if position < end, bytes[position] == UInt8(ascii: "-") || bytes[position] == UInt8(ascii: "+")
    {
      isNegative = bytes[position] == UInt8(ascii: "-")
      position += 1
    }
    var digits = Digits()
    digits.read(bytes, &position, end)
    let whole = digits.count
    var isInteger = true
    if position < end, bytes[position] == UInt8(ascii: ".") {
      isInteger = false
      position += 1
      digits.read(bytes, &position, end)
    }
    guard digits.count > 0 else { return nil }
    let places = digits.count - whole
    if position < end, bytes[position] | 0x20 == UInt8(ascii: "e") {
      guard let exponentEnd = exponentEnd(bytes, position + 1, end), exponentEnd == end else {
        return nil
      }
      return slow(bytes, range, isInteger: false)
    }
    guard position == end else { return nil }
    // Below 2^53 and 10^22 both are exact, so that their quotient is rounded once: correctly.
    guard digits.count <= 15, places < powersOfTen.count else {
      return slow(bytes, range, isInteger: isInteger)
    }
    let magnitude = Double(digits.value) / powersOfTen[places]
    return DecimalNumber(value: isNegative ? -magnitude : magnitude, isInteger: isInteger)
  }

  private struct Digits {
    var value: UInt64 = 0
    var count = 0

    mutating func read(_ bytes: [UInt8], _ position: inout Int, _ end: Int) {
      while position < end, case let digit = bytes[position] &- 0x30, digit < 10 {
        value = value &* 10 &+ UInt64(digit)
        count += 1
        position += 1
      }
    }
  }

  private static func exponentEnd(_ bytes: [UInt8], _ start: Int, _ end: Int) -> Int? {
    var position = start
    if position < end, bytes[position] == UInt8(ascii: "-") || bytes[position] == UInt8(ascii: "+")
    {
      position += 1
    }
    let first = position
    while position < end, bytes[position] &- 0x30 < 10 { position += 1 }
    return position > first ? position : nil
  }

  private static func slow(
    _ bytes: [UInt8], _ range: Range<Int>, isInteger: Bool
  ) -> DecimalNumber? {
    Double(String(decoding: bytes[range], as: UTF8.self)).map {
      DecimalNumber(value: $0, isInteger: isInteger)
    }
  }

  private static let powersOfTen: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
  ]
}
