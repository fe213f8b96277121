package import Networks

/// A chain of dense layers to be trained.
package struct NetworkArchitecture: Sendable, Equatable {
  /// One dense layer with what follows it.
  package struct DenseStage: Sendable, Equatable {
    /// Units, at least 1.
    package var units: Int
    /// The activation behind it; for the last layer linear, softmax or sigmoid.
    package var activation: Activation
    /// Whether a BatchNormalization stands between the product and the activation.
    package var hasBatchNormalization: Bool
    /// The share of activations that Dropout sets to 0 in training, 0..<1.
    package var dropout: Double
    /// λ of the penalty λ·Σw² on the weights, as Keras's `L2(λ)` has it.
    package var l2: Double

    /// Creates a stage.
    package init(
      units: Int, activation: Activation = .linear, hasBatchNormalization: Bool = false,
      dropout: Double = 0, l2: Double = 0
    ) {
      self.units = units
      self.activation = activation
      self.hasBatchNormalization = hasBatchNormalization
      self.dropout = dropout
      self.l2 = l2
    }
  }

  /// Features of a sample.
  package var inputs: Int
  /// The layers, the last one's units are the outputs.
  package var stages: [DenseStage]

  /// Creates a chain and checks it.
  ///
  /// - Throws: ``TrainingError`` of kind `badRequest` that says which layer cannot be trained, and why.
  package init(inputs: Int, stages: [DenseStage]) throws(TrainingError) {
    self.inputs = inputs
    self.stages = stages
    guard inputs > 0 else { throw TrainingError(.badRequest, "a network needs at least one input") }
    guard !stages.isEmpty else { throw TrainingError(.badRequest, "a network needs a layer") }
    for (index, stage) in stages.enumerated() {
      if let problem = Self.problem(stage, isLast: index == stages.count - 1) {
        throw TrainingError(.badRequest, "layer \(index + 1): \(problem)")
      }
    }
  }

  /// The number of outputs.
  package var outputs: Int { stages.last?.units ?? inputs }

  /// The most units of a layer: 2²⁰.
  package static let largestWidth = 1 << 20

  private static func problem(_ stage: DenseStage, isLast: Bool) -> String? {
    guard (1...largestWidth).contains(stage.units) else {
      return "\(stage.units) units; 1 to \(largestWidth) were expected"
    }
    guard stage.dropout >= 0, stage.dropout < 1 else {
      return "a dropout of \(stage.dropout); 0 to below 1 was expected"
    }
    guard stage.l2 >= 0, stage.l2.isFinite else {
      return "an L2 penalty of \(stage.l2); a number from 0 was expected"
    }
    if isLast {
      guard [.linear, .softmax, .sigmoid].contains(stage.activation) else {
        return "\(stage.activation) cannot be the last activation; linear, softmax or sigmoid can"
      }
      return stage.dropout > 0 || stage.hasBatchNormalization
        ? "Dropout and BatchNormalization stand behind hidden layers only" : nil
    }
    switch stage.activation {
    case .softmax, .logSoftmax, .sparsemax, .glu:
      return "\(stage.activation) mixes the units of a layer, and cannot be trained inside a chain"
    default:
      return nil
    }
  }
}
