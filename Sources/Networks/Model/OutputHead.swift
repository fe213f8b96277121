package import Numerics

/// What the last activation makes of the logits, and so what a class probability means.
public enum OutputHead: String, Sendable, Equatable, CaseIterable {
  /// The classes exclude each other: eᶻ over the sum.
  case softmax
  /// One logistic function for each output.
  case sigmoid
  /// The network ends without an activation: its outputs are logits, or predicted numbers.
  case linear

  /// Class probabilities of logits.
  ///
  /// A linear head with several outputs is read as softmax would read it, which is how such networks
  /// are trained (`from_logits=True`); a single sigmoid output is the probability of the second of two
  /// classes, and is returned as it is.
  ///
  /// - Parameter logits: `[samples × outputs]`.
  /// - Returns: probabilities, `[samples × outputs]`.
  package func probabilities(forLogits logits: Matrix) -> Matrix {
    switch self {
    case .softmax, .linear: Activation.softmax.applied(to: logits)
    case .sigmoid: Activation.sigmoid.applied(to: logits)
    }
  }
}
