/// Why a training cannot be done, or could not be finished.
package struct TrainingError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The classes of failure a caller may want to tell apart.
  package enum Kind: Sendable, Equatable {
    /// The options make no sense, or not for these data.
    case badRequest
    /// The data cannot be learned from.
    case badData
    /// The loss is no longer a finite number.
    case diverged
  }

  /// The class of failure.
  package var kind: Kind
  /// What is wrong, and what was expected or can be done.
  package var problem: String

  /// Creates an error.
  package init(_ kind: Kind, _ problem: String) {
    self.kind = kind
    self.problem = problem
  }

  /// The problem.
  package var description: String { problem }
}
