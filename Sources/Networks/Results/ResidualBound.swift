/// A proof that no input of the allowed range brings the network nearer to the wanted logits.
///
/// For every unit vector u and every input x of the box, ‖z' − z(x)‖ ≥ u · z' − max u · z; a relaxation of
/// the network gives the maximum from above.
public struct ResidualBound: Sendable, Equatable {
  /// What the network was replaced by.
  public enum Relaxation: String, Sendable, Equatable, CaseIterable {
    /// Lines around each activation, carried back to the inputs.
    case crown
    /// The same, with improved lines.
    case alphaCROWN = "alpha-crown"
    /// A linear program over all lines at once.
    case linearProgram = "lp"
    /// Linear programs over parts of the box.
    case branchAndBound = "branch-and-bound"
  }

  /// A search over parts of the box.
  public struct Search: Sendable, Equatable {
    /// How many parts were bounded.
    public package(set) var nodes: Int
    /// The smallest residual of an input of the range that is known.
    public package(set) var reached: Double
    /// Whether the bound comes as near to that as the search aims at: the input is proven to be the best.
    public package(set) var isClosed: Bool

    /// Creates a report.
    package init(nodes: Int, reached: Double, isClosed: Bool) {
      self.nodes = nodes
      self.reached = reached
      self.isClosed = isClosed
    }
  }

  /// The Euclidean distance that remains, whatever the input; 0 when nothing is proven.
  ///
  /// What rounding may have done to it is already subtracted.
  public package(set) var value: Double
  /// The unit vector u along which it is proven, `[outputs]`; of a search that of the box as a whole.
  public package(set) var direction: [Double]
  /// What gave the bound.
  public package(set) var relaxation = Relaxation.alphaCROWN
  /// What came of a search over parts of the box; `nil` when there was none.
  public package(set) var search: Search?

  /// Creates a bound.
  package init(value: Double, direction: [Double], relaxation: Relaxation = .alphaCROWN) {
    self.value = value
    self.direction = direction
    self.relaxation = relaxation
  }
}
