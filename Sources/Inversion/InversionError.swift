import LinearAlgebra

/// Why a network cannot be inverted as asked.
public struct InversionError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The classes of failure a caller may want to tell apart.
  public enum Kind: Sendable, Equatable {
    /// The request makes no sense for this network: a class that does not exist, a wrong length.
    case badRequest
    /// The network is whole, but this cannot be done with it.
    case unsupported
    /// The numbers of the network do not allow an answer.
    case badData
  }

  /// The class of failure.
  public var kind: Kind
  /// The layer it is about; `nil` for the network as a whole.
  public var layer: String?
  /// What is wrong, and what was expected or can be done.
  public var problem: String

  /// Creates an error.
  package init(_ kind: Kind, layer: String? = nil, problem: String) {
    self.kind = kind
    self.layer = layer
    self.problem = problem
  }

  /// A factorization that gave no answer: a library that is missing says nothing against the numbers.
  init(_ error: LinearAlgebraError, layer: String? = nil, of matrix: String? = nil) {
    switch error {
    case .libraryMissing, .libraryUnreliable:
      self.init(.unsupported, problem: error.description)
    case .notFinite, .overflow, .notConverged:
      let what = matrix.map { "\($0): " } ?? ""
      self.init(.badData, layer: layer, problem: what + error.description)
    }
  }

  /// `layer NAME: PROBLEM`.
  public var description: String { layer.map { "layer \($0): \(problem)" } ?? problem }
}
