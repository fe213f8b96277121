public import LinearAlgebra

/// The inverse of one dense layer.
public struct LayerInverse: Sendable, Equatable {
  /// The layer's name.
  public var name: String
  /// The inverse of its weights, with its evidence.
  public var pseudoInverse: PseudoInverse

  /// Creates an entry.
  public init(name: String, pseudoInverse: PseudoInverse) {
    self.name = name
    self.pseudoInverse = pseudoInverse
  }
}
