/// A number of a JSON text, as it was written: nothing is lost to rounding or to a small range.
///
/// Besides the numbers of RFC 8259 these are `NaN`, `Infinity` and `-Infinity`, which Python's
/// `json` module writes. Two numbers are equal when their texts are: `5` and `5.0` are not.
package struct JSONNumber: Sendable, Equatable {
  /// The number as written.
  package let text: String

  /// An integer.
  package init(_ value: Int) {
    text = String(value)
  }

  /// A number from its text; `nil` when the text is not exactly one number.
  package init?(_ text: String) {
    if !Self.isNamed(text) {
      var parser = JSONParser(Array(text.utf8), maximumDepth: 0)
      guard (try? parser.number()) != nil, parser.isAtEnd else { return nil }
    }
    self.text = text
  }

  /// A number whose text is known to be one.
  init(token: String) {
    text = token
  }

  /// The nearest `Double`: infinite where the number is too large, zero where it is too small.
  package var doubleValue: Double {
    switch text {
    case "NaN": .nan
    case "Infinity": .infinity
    case "-Infinity": -.infinity
    // The grammar was checked; all of its numbers are decimal numbers to the standard library.
    default: Double(text) ?? .nan
    }
  }

  /// The value when it is a whole number within `Int`, however it is written.
  ///
  /// `5`, `5.0` and `50e-1` are the same number.
  /// No rounding takes part: `9007199254740993.0` is exact and `5.5` is `nil`.
  package var intValue: Int? {
    if let value = Int(text) { return value }
    if Self.isNamed(text) { return nil }
    return Decimal(text).intValue
  }

  /// Whether the text is one of the names that stand for numbers in Python's JSON.
  private static func isNamed(_ text: String) -> Bool {
    text == "NaN" || text == "Infinity" || text == "-Infinity"
  }
}

/// A decimal number taken apart: `±0.digits × 10^pointPosition`.
private struct Decimal {
  var isNegative = false
  /// Significant digits, 0...9, without leading or trailing zeros; empty for zero.
  var digits: [UInt8] = []
  /// How many digits stand before the decimal point; `nil` when the exponent is beyond `Int`.
  var pointPosition: Int?

  /// Takes apart a text that is known to be a JSON number.
  init(_ text: String) {
    let parts = text.utf8.split(maxSplits: 1) { $0 == UInt8(ascii: "e") || $0 == UInt8(ascii: "E") }
    var wholeCount: Int?
    for byte in parts.first ?? "".utf8[...] {
      switch byte {
      case UInt8(ascii: "-"): isNegative = true
      case UInt8(ascii: "."): wholeCount = digits.count
      default: digits.append(byte - UInt8(ascii: "0"))
      }
    }
    let leading = digits.prefix { $0 == 0 }.count
    let beforePoint = (wholeCount ?? digits.count) - leading
    digits.removeFirst(leading)
    while digits.last == 0 { digits.removeLast() }

    guard parts.count == 2 else {
      pointPosition = beforePoint
      return
    }
    guard let exponent = Int(Substring(parts[1])) else { return }
    let (sum, overflow) = beforePoint.addingReportingOverflow(exponent)
    pointPosition = overflow ? nil : sum
  }

  var intValue: Int? {
    if digits.isEmpty { return 0 }
    guard let pointPosition, digits.count <= pointPosition, pointPosition <= 19 else { return nil }
    var value = 0
    for index in 0..<pointPosition {
      let digit = index < digits.count ? Int(digits[index]) : 0
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      // Accumulating with the sign reaches Int.min, whose magnitude is not an Int.
      let (sum, carry) = product.addingReportingOverflow(isNegative ? -digit : digit)
      if overflow || carry { return nil }
      value = sum
    }
    return value
  }
}
