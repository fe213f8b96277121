/// Why layers do not make a network.
public struct NetworkError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The layer that stands in the way; `nil` when it is the network as a whole.
  public var layer: String?
  /// What is wrong, and what was expected.
  public var problem: String

  /// Creates an error.
  public init(layer: String?, problem: String) {
    self.layer = layer
    self.problem = problem
  }

  /// `layer NAME: PROBLEM`.
  public var description: String { layer.map { "layer \($0): \(problem)" } ?? problem }
}
