/// Why a training cannot be done, or could not be finished.
public struct TrainingError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The classes of failure a caller may want to tell apart.
  public enum Kind: Sendable, Equatable {
    /// The options make no sense, or not for these data.
    case badRequest
    /// The data cannot be learned from.
    case badData
    /// The machine has not the memory for it.
    case tooLarge
    /// The loss is no longer a finite number.
    case diverged
  }

  /// Choices that an error can be about.
  public enum Choice: Sendable, Equatable {
    /// The activations of hidden layers.
    case activations
    /// The weights of the classes.
    case classWeights
    /// The numbers of hidden units.
    case hidden
    /// The accuracy at which training ends.
    case targetAccuracy
  }

  /// The class of failure.
  public var kind: Kind
  /// What is wrong, and what was expected or can be done.
  public var problem: String
  /// The choice that is wrong, when it is one of those that have a name.
  public var choice: Choice?

  /// Creates an error.
  public init(_ kind: Kind, _ problem: String, choice: Choice? = nil) {
    self.kind = kind
    self.problem = problem
    self.choice = choice
  }

  /// The problem.
  public var description: String { problem }
}
