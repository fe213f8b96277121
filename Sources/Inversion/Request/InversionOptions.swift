public import LinearAlgebra
public import Networks
public import Numerics

/// Choices of an inversion, with the defaults that the measurements recommend.
public struct InversionOptions: Sendable, Equatable {
  /// How a value scaled to 0...255 becomes a byte of the paper's pictures.
  public enum ByteConversion: String, Sendable, Equatable, CaseIterable {
    /// Rounded, and clipped where it lies outside. The default.
    case clip
    /// Truncated and taken modulo 256, as the cast to `uint8` in the paper's code does: the brightest
    /// pixels can turn black.
    case wrap
  }

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
  /// What the inputs are called and may be.
  ///
  /// When `nil` as the model says, or its first layer tells, or −1...1, the paper's scaling of bytes.
  public var inputs: InputSpace?
  /// How class probabilities are made of logits; the network's own head when `nil`.
  public var head: OutputHead?
  /// Which pre-activation is taken where an activation is not monotone (GELU, SiLU, Mish).
  public var branch = Activation.Branch.right
  /// How the paper's pictures become bytes.
  public var byteConversion = ByteConversion.clip
  /// Height and width of an input seen as a picture; when `nil` the network's own, or one row of a table.
  public var imageShape: ImageShape?
  /// The choices of the methods that stay inside the allowed range.
  public var constrained = ConstrainedOptions()
  /// The empirical method's choices.
  public var empirical = EmpiricalOptions()

  /// Creates the defaults.
  public init() {}

  /// What the inputs of a network are called and may be.
  package func inputSpace(of network: NeuralNetwork) -> InputSpace {
    guard let inputs, inputs.count == network.inputs else { return network.inputSpace }
    return inputs
  }

  /// Whether the inputs of a network are pictures, and not rows of a table: they are when a shape was asked
  /// for, or the network or its data say so.
  package func arePictures(of network: NeuralNetwork) -> Bool {
    imageShape != nil || inputSpace(of: network).isPicture
  }

  /// Height and width of a network's input seen as a picture; one row when it is a table's.
  public func imageShape(for network: NeuralNetwork) -> ImageShape {
    if let imageShape, imageShape.count == network.inputs { return imageShape }
    let space = inputSpace(of: network)
    return space.isPicture
      ? ImageShape(inputShape: space.shape) : ImageShape(height: 1, width: network.inputs)
  }
}
