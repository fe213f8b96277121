/// What training makes small, computed from the logits: the values before a final softmax or sigmoid.
public enum TrainingLoss: String, Sendable, Equatable, CaseIterable {
  /// −ln softmax(z) of the wanted class: Keras's `CategoricalCrossentropy(from_logits=True)`.
  case crossEntropy = "cross_entropy"
  /// The mean over the outputs of −ln of the logistic probability of what is wanted: Keras's
  /// `BinaryCrossentropy(from_logits=True)`.
  case binaryCrossEntropy = "binary_cross_entropy"
  /// The mean over the outputs of (z − y)².
  case meanSquaredError = "mean_squared_error"
}

/// A rule that changes parameters by their gradient.
///
/// It sees flat arrays: no layers, no losses.
public enum TrainingOptimizer: Sendable, Equatable {
  /// Adam (Kingma and Ba, 2015) as Keras 3 computes it: ε is added to √v̂'s uncorrected root, and both
  /// corrections for bias are in the rate.
  case adam(beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-7)
  /// Gradient descent: `velocity = momentum · velocity − rate · g`, which is added to the parameters; with
  /// Nesterov's correction `momentum · velocity − rate · g` is.
  case sgd(momentum: Double = 0, isNesterov: Bool = false)
}

extension TrainingOptimizer {
  private static let (adamName, sgdName) = ("Adam", "gradient descent")

  /// The rule in words: a name, and after commas what is not Keras's default.
  package var text: String {
    switch self {
    case .adam(let beta1, let beta2, let epsilon):
      Self.adamName + (beta1 == 0.9 ? "" : ", beta1 \(beta1)")
        + (beta2 == 0.999 ? "" : ", beta2 \(beta2)")
        + (epsilon == 1e-7 ? "" : ", epsilon \(epsilon)")
    case .sgd(let momentum, let isNesterov):
      Self.sgdName + ", momentum \(momentum)" + (isNesterov ? ", Nesterov" : "")
    }
  }

  /// Reads ``text``.
  ///
  /// - Returns: `nil` when it is anything else.
  package init?(text: String) {
    let parts = text.split(separator: ",").map { $0.drop { $0 == " " } }
    func number(_ key: String) -> Double? {
      parts.first { $0.hasPrefix("\(key) ") }.flatMap { Double($0.dropFirst(key.count + 1)) }
    }
    switch parts.first.map(String.init) {
    case Self.adamName:
      self = .adam(
        beta1: number("beta1") ?? 0.9, beta2: number("beta2") ?? 0.999,
        epsilon: number("epsilon") ?? 1e-7)
    case Self.sgdName:
      self = .sgd(momentum: number("momentum") ?? 0, isNesterov: parts.last == "Nesterov")
    default: return nil
    }
    if self.text != text { return nil }
  }
}
