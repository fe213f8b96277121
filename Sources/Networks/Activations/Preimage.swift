/// A pre-activation that an activation maps to wanted values, as nearly as it can.
package struct Preimage: Sendable, Equatable {
  /// The pre-activation, one value for each unit.
  package var values: [Double] = []
  /// How many wanted values lie outside what the activation can give, and were moved into it.
  package var clippedCount = 0
  /// The largest distance by which a wanted value was moved.
  package var largestClip = 0.0
  /// How many values come from a flat part or another branch of the activation: a whole interval, or a
  /// second solution, would have served as well.
  package var ambiguousCount = 0
  /// How many of ``ambiguousCount`` come from a flat part, where a whole interval serves: the others
  /// have one more solution, on another branch.
  package var intervalCount = 0

  /// Records that `wanted` was replaced by `used`.
  mutating func recordClip(from wanted: Double, to used: Double) {
    guard wanted != used, !wanted.isNaN else { return }
    clippedCount += 1
    largestClip = max(largestClip, abs(wanted - used))
  }
}
