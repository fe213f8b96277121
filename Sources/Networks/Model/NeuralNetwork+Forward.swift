package import Numerics

extension NeuralNetwork {
  /// What a network says about samples.
  package struct Prediction: Sendable, Equatable {
    /// The values before a final softmax or sigmoid, `[samples × outputs]`.
    package let logits: Matrix
    /// What the network itself gives, `[samples × outputs]`: equal to the logits for a linear head.
    package let outputs: Matrix

    /// Creates a prediction.
    package init(logits: Matrix, outputs: Matrix) {
      self.logits = logits
      self.outputs = outputs
    }
  }

  /// Runs the network on samples, in 64 bits.
  ///
  /// Keras computes in 32; its results differ from these by its own rounding only.
  ///
  /// - Parameter samples: `[samples × inputs]`.
  /// - Precondition: `samples.columns == inputs`.
  package func predict(_ samples: Matrix) -> Prediction {
    let logits = logits(for: samples)
    let outputs = layers.dropFirst(layersToLogits.count).reduce(logits) { $1.applied(to: $0) }
    return Prediction(logits: logits, outputs: outputs)
  }

  /// The values before a final softmax or sigmoid, `[samples × outputs]`.
  ///
  /// - Parameter samples: `[samples × inputs]`.
  /// - Precondition: `samples.columns == inputs`.
  package func logits(for samples: Matrix) -> Matrix {
    precondition(samples.columns == inputs, "\(samples.columns) features for \(inputs) inputs")
    return layersToLogits.reduce(samples) { $1.applied(to: $0) }
  }
}
