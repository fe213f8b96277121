/// What inverting one activation had to change: nothing is ever clipped silently.
package struct ActivationAdjustment: Sendable, Equatable {
  /// The layer's name.
  package var layer: String
  /// The activation, such as `tanh`.
  package var activation: String
  /// How many wanted values lay outside the activation's range and were moved into it.
  package var clippedCount: Int
  /// The largest distance by which one was moved.
  package var largestClip: Double
  /// How many values have other pre-activations that would have served as well.
  package var ambiguousCount: Int
  /// How many of those come from a flat part, where a whole interval would have served; the others have
  /// a second solution, on another branch.
  package var intervalCount: Int

  /// Creates an entry.
  package init(
    layer: String, activation: String, clippedCount: Int, largestClip: Double, ambiguousCount: Int,
    intervalCount: Int = 0
  ) {
    self.layer = layer
    self.activation = activation
    self.clippedCount = clippedCount
    self.largestClip = largestClip
    self.ambiguousCount = ambiguousCount
    self.intervalCount = intervalCount
  }
}
