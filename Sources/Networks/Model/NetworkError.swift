/// Why layers do not make a network.
package struct NetworkError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The layer that stands in the way; `nil` when it is the network as a whole.
  package var layer: String?
  /// What is wrong, and what was expected.
  package var problem: String

  /// Creates an error.
  package init(layer: String?, problem: String) {
    self.layer = layer
    self.problem = problem
  }

  /// `layer NAME: PROBLEM`.
  package var description: String { layer.map { "layer \($0): \(problem)" } ?? problem }
}
