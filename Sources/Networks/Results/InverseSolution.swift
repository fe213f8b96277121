/// An input that a method found for a target, with the evidence of how good it is.
///
/// Every number is computed by running the network forward, in 64 bits, on ``input`` as it is stored.
public struct InverseSolution: Sendable, Equatable {
  /// The wanted class: an index into the targets.
  public package(set) var target: Int
  /// The input found, `[inputs]`.
  public package(set) var input: [Double]
  /// The input as a picture, `[inputs]`, 0 black to 255 white, scaled as in the paper.
  public package(set) var picture: [UInt8] = []
  /// The logits that the input really reaches, `[outputs]`.
  public package(set) var logits: [Double] = []
  /// The class probabilities of those logits, `[outputs]`.
  public package(set) var probabilities: [Double] = []
  /// The probability of the wanted class, 0...1.
  public package(set) var probability = 0.0
  /// How far the logit of the wanted class is ahead of every other; of a single output its logit, or minus
  /// it for class 0.
  public package(set) var margin = 0.0
  /// The probability of the wanted class when softmax reads the logits, whatever the network does.
  public package(set) var softmaxProbability = 0.0
  /// The same when each logit has a logistic function of its own.
  public package(set) var sigmoidProbability = 0.0
  /// The sum of absolute differences between wanted and reached logits.
  public package(set) var residualL1 = 0.0
  /// The Euclidean distance between wanted and reached logits.
  public package(set) var residualL2 = 0.0
  /// The largest distance by which a feature leaves the allowed range; 0 when none does.
  public package(set) var boxViolation = 0.0
  /// The fraction of the features that leave the allowed range, 0...1.
  public package(set) var outsideFraction = 0.0
  /// The class that the network answers; `nil` when its outputs are no classes.
  public package(set) var verdict: Int?
  /// The same for the input clipped to the allowed range.
  public package(set) var clippedVerdict: Int?
  /// The same for the picture of 8 bits that a user would save: clipped, then rounded to 256 levels.
  public package(set) var roundedVerdict: Int?
  /// The probability of the wanted class for the input clipped to the allowed range.
  public package(set) var clippedProbability = 0.0
  /// The probability of the wanted class for the picture of 8 bits.
  public package(set) var roundedProbability = 0.0
  /// What the network makes of the input in 32 bits, as Keras computes; `nil` of files of older versions.
  public package(set) var single: SolutionReading?
  /// What the network makes of ``picture``, exactly as it is drawn, its bytes taken for the whole allowed
  /// range; `nil` of inputs that are no pictures, and of files of older versions.
  public package(set) var drawn: SolutionReading?
  /// What the method promises of the input, beyond the evidence that all methods have.
  public package(set) var certificate: SolutionCertificate?
  /// What the inverse activations had to change or choose on the way, layer by layer.
  public package(set) var adjustments: [ActivationAdjustment] = []
  /// For a method that goes back layer by layer: how far each dense layer's inverse misses what was wanted
  /// of that layer, input first; empty for other methods.
  public package(set) var layerResiduals: [Double] = []

  /// Creates a solution without its evidence.
  package init(target: Int, input: [Double], adjustments: [ActivationAdjustment] = []) {
    self.target = target
    self.input = input
    self.adjustments = adjustments
  }
}
