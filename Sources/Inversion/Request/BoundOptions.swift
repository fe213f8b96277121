/// How hard a lower bound on the residual is sought.
public struct BoundOptions: Sendable, Equatable {
  /// What may be asked for.
  public enum Effort: String, Sendable, Equatable, CaseIterable {
    /// Lines around the activations, improved.
    case crown
    /// Linear programs as well.
    case linearProgram = "lp"
    /// Linear programs over more and more parts of the range, until the best residual is proven.
    case exact
  }

  /// How many parts a search may take: each stays in memory.
  package static let possibleNodes = 1...50_000

  /// What is asked for.
  public var effort = Effort.crown
  /// After how many parts of the range the exact search gives up, for each target.
  public var nodes = 3000
  /// After how many seconds it gives up as well, for each target; the bound then depends on the machine.
  public var seconds: Double?

  /// Creates the defaults.
  public init() {}
}
