package import Networks

/// What the last layer of a network to be trained gives.
public enum OutputActivation: String, Sendable, Equatable, CaseIterable {
  /// Probabilities of classes that exclude each other.
  case softmax
  /// One logistic probability for each output.
  case logistic
  /// The sums as they are: logits, or numbers.
  case linear

  /// The activation of the layer.
  package var activation: Activation {
    switch self {
    case .softmax: .softmax
    case .logistic: .sigmoid
    case .linear: .linear
    }
  }
}

/// The networks of Lai's paper, trained as its code does.
public enum TrainingPreset: String, Sendable, Equatable, CaseIterable {
  /// The single-layer perceptron: scikit-learn's `MLPClassifier(hidden_layer_sizes=())` on one-hot targets.
  case paperSLP = "paper-slp"
  /// The multilayer perceptron: Keras, two hidden layers, logits.
  case paperMLP = "paper-mlp"

  /// Units of the hidden layers.
  package var hidden: [Int] { self == .paperSLP ? [] : [30, 30] }
  /// The activation of the last layer.
  package var output: OutputActivation { self == .paperSLP ? .logistic : .linear }
  /// The loss; `nil` for the output's own.
  var loss: TrainingLoss? { self == .paperSLP ? nil : .crossEntropy }
  /// Passes over the samples.
  var epochs: Int { self == .paperSLP ? 200 : 100 }
  /// Samples of a step: scikit-learn's default, and Keras's.
  var batchSize: Int { self == .paperSLP ? 200 : 32 }
  /// Where training stops.
  var targetAccuracy: Double? { self == .paperSLP ? nil : 1 }
  /// scikit-learn stops after more than ten epochs that are no better.
  package var patience: Int? { self == .paperSLP ? 11 : nil }
  /// What is better, for scikit-learn's loss: a sum over the outputs where Keras has a mean.
  var scikitTolerance: Double { self == .paperSLP ? 1e-4 : 0 }
  /// scikit-learn's ε of Adam; `nil` for Keras's.
  var scikitEpsilon: Double? { self == .paperSLP ? 1e-8 : nil }
  /// scikit-learn's `alpha`: the penalty α/2·Σw², divided by the batch as its loss is.
  var scikitPenalty: Double { self == .paperSLP ? 1e-4 : 0 }
}
