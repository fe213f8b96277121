/// The range that the bytes 0...255 are mapped to: `low + (high - low) * byte / 255`.
public struct ScaleRange: Sendable, Equatable {
  /// What byte 0 becomes; finite, below ``high``.
  public let low: Double
  /// What byte 255 becomes (up to rounding); finite.
  public let high: Double

  /// -1...1, the range for byte data when nothing else is asked: `byte / 127.5 - 1`.
  public static let standard = ScaleRange(low: -1, high: 1)

  /// 0...255: bytes as they are.
  public static let bytes = ScaleRange(low: 0, high: 255)

  private init(low: Double, high: Double) {
    self.low = low
    self.high = high
  }

  /// A range that is known; `nil` when it is empty or not finite.
  package init?(_ range: ClosedRange<Double>) {
    guard range.lowerBound < range.upperBound,
      ((range.upperBound - range.lowerBound) * 255).isFinite
    else { return nil }
    self.init(low: range.lowerBound, high: range.upperBound)
  }

  /// Parses two decimal numbers with a comma between them, such as `-1,1` or `0,1`.
  ///
  /// - Throws: ``ParsingError`` when the text is anything else, a number is not finite, the first
  ///   is not below the second, or their distance is too large for a `Double`.
  package init(parsing text: String) throws(ParsingError) {
    let parts = text.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
    guard parts.count == 2, let low = DecimalNumber.parse(Array(parts[0])),
      let high = DecimalNumber.parse(Array(parts[1]))
    else {
      throw ParsingError("\(quoted(text)) is not a range; two numbers LOW,HIGH were expected")
    }
    guard low.value.isFinite, high.value.isFinite else {
      throw ParsingError("the range \(quoted(text)) is not finite")
    }
    guard low.value < high.value else {
      throw ParsingError(
        "the range \(quoted(text)) is upside down or empty; LOW < HIGH was expected")
    }
    guard ((high.value - low.value) * 255).isFinite else {
      throw ParsingError("the range \(quoted(text)) is too wide")
    }
    self.init(low: low.value, high: high.value)
  }

  /// Whether 32 bits hold the range, and its width.
  package var fitsFloats: Bool { (Float(high) - Float(low)).isFinite }

  /// What each byte becomes: 256 numbers.
  var table: [Double] {
    (0...255).map { low + (high - low) * Double($0) / 255 }
  }
}
