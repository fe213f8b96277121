/// An input that a method found for a target, with the evidence of how good it is.
///
/// Every number is computed by running the network forward, in 64 bits, on ``input`` as it is stored.
package struct InverseSolution: Sendable, Equatable {
  /// The wanted class: an index into the targets.
  package var target: Int
  /// The input found, `[inputs]`.
  package var input: [Double]
  /// The input as a picture, `[inputs]`, 0 black to 255 white, scaled as in the paper.
  package var picture: [UInt8] = []
  /// The logits that the input really reaches, `[outputs]`.
  package var logits: [Double] = []
  /// The class probabilities of those logits, `[outputs]`.
  package var probabilities: [Double] = []
  /// The probability of the wanted class, 0...1.
  package var probability = 0.0
  /// How far the logit of the wanted class is ahead of every other; of a single output its logit, or minus
  /// it for class 0.
  package var margin = 0.0
  /// The probability of the wanted class when softmax reads the logits, whatever the network does.
  package var softmaxProbability = 0.0
  /// The same when each logit has a logistic function of its own.
  package var sigmoidProbability = 0.0
  /// The sum of absolute differences between wanted and reached logits.
  package var residualL1 = 0.0
  /// The Euclidean distance between wanted and reached logits.
  package var residualL2 = 0.0
  /// The largest distance by which a feature leaves the allowed range; 0 when none does.
  package var boxViolation = 0.0
  /// The fraction of the features that leave the allowed range, 0...1.
  package var outsideFraction = 0.0
  /// The class that the network answers; `nil` when its outputs are no classes.
  package var verdict: Int?
  /// The same for the input clipped to the allowed range.
  package var clippedVerdict: Int?
  /// The same for the picture of 8 bits that a user would save: clipped, then rounded to 256 levels.
  package var roundedVerdict: Int?
  /// The probability of the wanted class for the input clipped to the allowed range.
  package var clippedProbability = 0.0
  /// The probability of the wanted class for the picture of 8 bits.
  package var roundedProbability = 0.0
  /// What the method promises of the input, beyond the evidence that all methods have.
  package var certificate: SolutionCertificate?
  /// What the inverse activations had to change or choose on the way, layer by layer.
  package var adjustments: [ActivationAdjustment] = []
  /// For a method that goes back layer by layer: how far each dense layer's inverse misses what was wanted
  /// of that layer, input first; empty for other methods.
  package var layerResiduals: [Double] = []

  /// Creates a solution without its evidence.
  package init(target: Int, input: [Double], adjustments: [ActivationAdjustment] = []) {
    self.target = target
    self.input = input
    self.adjustments = adjustments
  }
}
