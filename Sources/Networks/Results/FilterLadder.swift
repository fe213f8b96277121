/// One kind of filter at every fraction of the paper's ladder (appendix 6.1.7).
public struct FilterLadder: Sendable, Equatable {
  /// The kind of filter, such as `top_and_bottom`.
  public package(set) var filter: String
  /// The fractions, in the order of the steps.
  public package(set) var fractions: [Double]
  /// The solutions of each step, one for each target.
  public package(set) var steps: [[InverseSolution]]
  /// The strongest step that leaves the class probabilities as they should be, an index; `nil` when none
  /// does.
  ///
  /// The paper's criterion (section 2.2.4): all of them equal 0 or 1 to so many decimals.
  public package(set) var chosen: Int?

  /// Creates a ladder; there must be as many steps as fractions.
  package init(
    filter: String, fractions: [Double], steps: [[InverseSolution]], chosen: Int? = nil
  ) {
    precondition(fractions.count == steps.count, "a step for each fraction")
    self.filter = filter
    self.fractions = fractions
    self.steps = steps
    self.chosen = chosen
  }
}
