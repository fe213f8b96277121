package import Numerics

/// The inverse of one dense layer.
package struct LayerInverse: Sendable, Equatable {
  /// The layer's name.
  package var name: String
  /// The inverse of its weights, with its evidence.
  package var pseudoInverse: PseudoInverse

  /// Creates an entry.
  package init(name: String, pseudoInverse: PseudoInverse) {
    self.name = name
    self.pseudoInverse = pseudoInverse
  }
}
