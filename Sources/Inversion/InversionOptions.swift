public import LinearAlgebra
public import Networks

/// Choices of an inversion, with the defaults that the measurements recommend.
public struct InversionOptions: Sendable, Equatable {
  /// Whether biases are ignored on the way back, as the paper does for its single-layer perceptron
  /// (section 2.2.2).
  ///
  /// Default false: ignoring one moves the result off its target by the bias's norm.
  public var ignoresBias = false
  /// Which singular values of a layer count as zero.
  public var cutoff = PseudoInverse.Cutoff.lapack
  /// The arithmetic of the pseudo-inverse.
  ///
  /// Default 64 bits; the paper's code used 32 for Keras weights.
  public var precision = PseudoInverse.Precision.double
  /// The allowed range of a feature.
  ///
  /// Default −1...1, the paper's scaling of bytes.
  public var inputRange = -1.0...1.0
  /// How class probabilities are made of logits; the network's own head when `nil`.
  public var head: OutputHead?
  /// The empirical method's choices.
  public var empirical = EmpiricalOptions()

  /// Creates the defaults.
  public init() {}
}
