/// The values that inputs may take: a lowest and a highest one for each.
///
/// Finite and not empty, whatever it was made of; an input whose two bounds are equal does not move.
package struct Box: Sendable, Equatable {
  /// The lowest value of each input.
  package let lower: [Double]
  /// The highest value of each input, not below the lowest one.
  package let upper: [Double]

  /// Creates a box.
  ///
  /// - Parameters:
  ///   - lower: the lowest value of each input.
  ///   - upper: the highest value of each input, of the same number.
  /// - Throws: ``InputSpaceError`` that says which input has no values.
  package init(lower: [Double], upper: [Double]) throws(InputSpaceError) {
    guard lower.count == upper.count else {
      throw InputSpaceError(
        problem: "there are \(lower.count) lower and \(upper.count) upper bounds of the inputs; "
          + "as many of both were expected")
    }
    for (index, (low, high)) in zip(lower, upper).enumerated() {
      let name = InputSpace.defaultName(index)
      guard low.isFinite, high.isFinite, (high - low).isFinite else {
        throw InputSpaceError(
          feature: name, problem: "its bounds \(low) and \(high) are not two finite numbers")
      }
      guard low <= high else {
        throw InputSpaceError(
          feature: name, problem: "its lower bound \(low) is above its upper bound \(high)")
      }
    }
    self.lower = lower
    self.upper = upper
  }

  /// Bounds that were checked.
  private init(checkedLower lower: [Double], upper: [Double]) {
    self.lower = lower
    self.upper = upper
  }

  /// One range for all inputs.
  ///
  /// - Parameters:
  ///   - range: the range; finite.
  ///   - count: how many inputs there are.
  /// - Precondition: the range and its width are finite.
  package init(repeating range: ClosedRange<Double>, count: Int) {
    precondition((range.upperBound - range.lowerBound).isFinite, "a range that is not finite")
    self.init(
      checkedLower: [Double](repeating: range.lowerBound, count: count),
      upper: [Double](repeating: range.upperBound, count: count))
  }

  /// What a search may choose from: the ranges of features, or the value of a fixed one.
  init(_ features: [InputFeature]) {
    let ranges = features.map(\.searched)
    self.init(checkedLower: ranges.map(\.lowerBound), upper: ranges.map(\.upperBound))
  }

  /// How many inputs there are.
  package var count: Int { lower.count }

  /// The range of one input.
  package subscript(_ index: Int) -> ClosedRange<Double> { lower[index]...upper[index] }

  /// The middle of each range.
  package var middle: [Double] { zip(lower, upper).map { $0 + ($1 - $0) / 2 } }

  /// How wide each range is.
  package var widths: [Double] { zip(lower, upper).map { $1 - $0 } }

  /// The one range that all inputs have; `nil` when they differ or there are none.
  package var common: ClosedRange<Double>? {
    guard let low = lower.first, let high = upper.first, lower.allSatisfy({ $0 == low }),
      upper.allSatisfy({ $0 == high })
    else { return nil }
    return low...high
  }

  /// The nearest point of the box.
  ///
  /// - Parameter point: `[count]`.
  package func clamped(_ point: [Double]) -> [Double] {
    var result = point
    for index in result.indices {
      result[index] = min(max(result[index], lower[index]), upper[index])
    }
    return result
  }

  /// How far each value is outside, in its own unit; 0 inside.
  ///
  /// - Parameter point: `[count]`.
  package func violations(_ point: [Double]) -> [Double] {
    point.indices.map { max(lower[$0] - point[$0], point[$0] - upper[$0], 0) }
  }
}
