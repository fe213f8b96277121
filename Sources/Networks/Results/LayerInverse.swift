public import Numerics

/// The inverse of one dense layer.
public struct LayerInverse: Sendable, Equatable {
  /// The layer's name.
  public package(set) var name: String
  /// The inverse of its weights, with its evidence.
  public package(set) var pseudoInverse: PseudoInverse

  /// Creates an entry.
  package init(name: String, pseudoInverse: PseudoInverse) {
    self.name = name
    self.pseudoInverse = pseudoInverse
  }
}
