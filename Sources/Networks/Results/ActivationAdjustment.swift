/// What inverting one activation had to change: nothing is ever clipped silently.
public struct ActivationAdjustment: Sendable, Equatable {
  /// The layer's name.
  public package(set) var layer: String
  /// The activation, such as `tanh`.
  public package(set) var activation: String
  /// How many wanted values lay outside the activation's range and were moved into it.
  public package(set) var clippedCount: Int
  /// The largest distance by which one was moved.
  public package(set) var largestClip: Double
  /// How many values have other pre-activations that would have served as well.
  public package(set) var ambiguousCount: Int
  /// How many of those come from a flat part, where a whole interval would have served; the others have
  /// a second solution, on another branch.
  public package(set) var intervalCount: Int

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
