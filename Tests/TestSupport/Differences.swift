/// The largest absolute difference between two lists, over the largest absolute value of the second.
///
/// Infinite when they differ in length or hold a NaN.
public func relativeDifference(_ values: [Double], _ truth: [Double]) -> Double {
  guard values.count == truth.count else { return .infinity }
  let scale = truth.lazy.map(abs).max() ?? 0
  var largest = 0.0
  for (value, wanted) in zip(values, truth) {
    let difference = abs(value - wanted)
    if difference.isNaN { return .infinity }
    largest = max(largest, difference)
  }
  return scale > 0 ? largest / scale : largest
}

/// Numbers that look random and are the same everywhere: a linear congruential generator's upper bits.
public struct SeededNumbers {
  private var state: UInt64

  /// Starts a sequence.
  public init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  /// The next number, uniform in −1...1.
  public mutating func next() -> Double {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Double(state >> 11) / Double(1 << 52) - 1
  }

  /// Some numbers.
  public mutating func next(_ count: Int) -> [Double] { (0..<count).map { _ in next() } }
}
