/// One kind of filter at every fraction of the paper's ladder (appendix 6.1.7).
public struct FilterLadder: Sendable, Equatable {
  /// The kind of filter, such as `top_and_bottom`.
  public var filter: String
  /// The fractions, in the order of the steps.
  public var fractions: [Double]
  /// The solutions of each step, one for each target.
  public var steps: [[InverseSolution]]

  /// Creates a ladder; there must be as many steps as fractions.
  public init(filter: String, fractions: [Double], steps: [[InverseSolution]]) {
    precondition(fractions.count == steps.count, "a step for each fraction")
    self.filter = filter
    self.fractions = fractions
    self.steps = steps
  }
}
