/// How far a feature leaves the values that it may take.
package struct RangeViolation: Sendable, Equatable {
  /// The feature, an index into the inputs.
  package var feature: Int
  /// The distance from its range, > 0, in its own unit.
  package var amount: Double
  /// The same as a share of the width of its range; infinite where that is a point.
  package var share: Double
}

extension InverseSolution {
  /// The features that leave their ranges, the worst first by their share.
  ///
  /// - Parameter inputs: what the features may be, as many as the input has.
  package func violations(of inputs: InputSpace) -> [RangeViolation] {
    let box = inputs.box
    guard box.count == input.count else { return [] }
    let widths = box.widths
    return box.violations(input).enumerated().filter { $0.element > 0 }.map { index, amount in
      RangeViolation(
        feature: index, amount: amount,
        share: widths[index] > 0 ? amount / widths[index] : .infinity)
    }.sorted { ($0.share, $1.feature) > ($1.share, $0.feature) }
  }
}
