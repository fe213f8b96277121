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

/// Where the paper's text and code differ, or say nothing, about the empirical method.
public struct EmpiricalOptions: Sendable, Equatable {
  /// What makes a pixel important.
  public enum Score: String, Sendable, Equatable, CaseIterable {
    /// The wanted logit minus all others: the paper's code. The default.
    case signed
    /// Minus the L1 distance to the target: the paper's text. The same order while no logit of a probe
    /// exceeds the target's size.
    case l1
    /// Minus the L2 distance to the target.
    case l2
  }

  /// What surrounds the pixel that is lit.
  public enum Background: String, Sendable, Equatable, CaseIterable {
    /// Zeros, which are mid-gray in −1...1: the paper's code. The default.
    case gray
    /// The lower end of the allowed range.
    case black
  }

  /// What makes a pixel important.
  public var score = Score.signed
  /// What surrounds the pixel that is lit.
  public var background = Background.gray
  /// How many pixels are lit, at most 255: the paper's code lights 255 (the last one with value 1), its
  /// text 254.
  public var litPixels = 255

  /// Creates the defaults.
  public init() {}
}
