/// An input that a method found for a target, with the evidence of how good it is.
///
/// Every number is computed by running the network forward, in 64 bits, on ``input`` as it is stored.
public struct InverseSolution: Sendable, Equatable {
  /// The wanted class: an index into the targets.
  public var target: Int
  /// The input found, `[inputs]`.
  public var input: [Double]
  /// The input as a picture, `[inputs]`, 0 black to 255 white, scaled as in the paper.
  public var picture: [UInt8] = []
  /// The logits that the input really reaches, `[outputs]`.
  public var logits: [Double] = []
  /// The class probabilities of those logits, `[outputs]`.
  public var probabilities: [Double] = []
  /// The probability of the wanted class, 0...1.
  public var probability = 0.0
  /// How far the logit of the wanted class is ahead of every other; of a single output its logit, or minus
  /// it for class 0.
  public var margin = 0.0
  /// The probability of the wanted class when softmax reads the logits, whatever the network does.
  public var softmaxProbability = 0.0
  /// The same when each logit has a logistic function of its own.
  public var sigmoidProbability = 0.0
  /// The sum of absolute differences between wanted and reached logits.
  public var residualL1 = 0.0
  /// The Euclidean distance between wanted and reached logits.
  public var residualL2 = 0.0
  /// The largest distance by which a feature leaves the allowed range; 0 when none does.
  public var boxViolation = 0.0
  /// The fraction of the features that leave the allowed range, 0...1.
  public var outsideFraction = 0.0
  /// The class that the network answers; `nil` when its outputs are no classes.
  public var verdict: Int?
  /// The same for the input clipped to the allowed range.
  public var clippedVerdict: Int?
  /// The same for the picture of 8 bits that a user would save: clipped, then rounded to 256 levels.
  public var roundedVerdict: Int?
  /// The probability of the wanted class for the input clipped to the allowed range.
  public var clippedProbability = 0.0
  /// The probability of the wanted class for the picture of 8 bits.
  public var roundedProbability = 0.0
  /// What the method promises of the input, beyond the evidence that all methods have.
  public var certificate: SolutionCertificate?
  /// What the inverse activations had to change or choose on the way, layer by layer.
  public var adjustments: [ActivationAdjustment] = []
  /// For a method that goes back layer by layer: how far each dense layer's inverse misses what was wanted
  /// of that layer, input first; empty for other methods.
  public var layerResiduals: [Double] = []

  /// Creates a solution without its evidence.
  public init(target: Int, input: [Double], adjustments: [ActivationAdjustment] = []) {
    self.target = target
    self.input = input
    self.adjustments = adjustments
  }
}
