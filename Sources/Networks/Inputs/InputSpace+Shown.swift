#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension InputFeature {
  /// The most significant digits that are shown of a value, however far it is from its range.
  private static let mostDigits = 7

  /// How many digits after the point are shown of its values: as many as tell a thousandth of its range
  /// apart, and none of whole numbers.
  public var decimals: Int {
    guard kind == .continuous else { return 0 }
    let width = range.upperBound - range.lowerBound
    let size = width > 0 ? width : abs(range.lowerBound)
    guard size > 0 else { return 0 }
    return max(0, Int((3 - log10(size)).rounded(.up)))
  }

  /// A value as it is shown: rounded to ``decimals``, and to seven significant digits.
  public func shown(_ value: Double) -> Double {
    guard value.isFinite, value != 0 else { return value }
    let digits = min(decimals, Self.mostDigits - 1 - Int(log10(abs(value)).rounded(.down)))
    guard abs(digits) <= 300 else { return value }
    let power = pow(10, Double(abs(digits)))
    // Powers of ten above 1 are exact up to 10²², those below 1 never are.
    let rounded = digits < 0 ? (value / power).rounded() * power : (value * power).rounded() / power
    return rounded == 0 ? 0 : rounded
  }
}

extension InputSpace {
  /// An input as a table shows it, each value rounded as its feature's are.
  ///
  /// - Parameter input: `[count]`.
  package func shown(_ input: [Double]) -> [Double] {
    zip(features, input).map { $0.shown($1) }
  }
}
