public import Networks
public import Training

/// How a network is to be trained, said before the data are known.
///
/// What is `nil` is as the preset has it, and without one the default that is named.
public struct TrainingRecipe: Sendable, Equatable {
  /// What the losses of the classes are multiplied by.
  public enum ClassWeights: Sendable, Equatable {
    /// Each class counts as much as any other, whatever the number of its samples.
    case balanced
    /// A number for each class.
    case list([Double])
  }

  /// A network of the paper.
  public var preset: TrainingPreset?
  /// Units of the hidden layers; by default 30 and 30.
  public var hidden: [Int]?
  /// The activation of each hidden layer, or one for all.
  public var activations: [Activation] = [.leakyReLU(slope: 0.01)]
  /// The activation of the last layer; by default softmax for classes, and linear for numbers.
  public var outputActivation: OutputActivation?
  /// What is made small; by default what belongs to the output.
  public var loss: TrainingLoss?
  /// Passes over the samples at most; by default 100.
  public var epochs: Int?
  /// Samples of a step; by default 32.
  public var batchSize: Int?
  /// The rule of a step; by default Adam.
  public var optimizer: TrainingOptimizer?
  /// By default 0.001, for gradient descent 0.01.
  public var learningRate: Double?
  /// How the learning rate changes.
  public var schedule = LearningRateSchedule.constant
  /// λ of the penalty λ·Σw² on all weights; by default 0.
  public var l2: Double?
  /// The share of activations that Dropout sets to 0 behind each hidden layer.
  public var dropout = 0.0
  /// Whether a BatchNormalization stands between each hidden layer and its activation.
  public var hasBatchNormalization = false
  /// How weights begin.
  public var initializer = WeightInitializer.glorotUniform
  /// How the features are scaled in front; by default standard for tables, and not for pictures.
  public var normalization: InputNormalization?
  /// What the losses of the classes are multiplied by; nothing when `nil`.
  public var classWeights: ClassWeights?
  /// The share of the samples kept back to validate with.
  public var validationShare = 0.0
  /// Training ends after an epoch whose accuracy is at least this; by default never.
  public var targetAccuracy: Double?
  /// Training ends when that many epochs were no better; by default never.
  public var patience: Int?
  /// By how much a loss must be smaller to count as better; by default 0.
  public var tolerance: Double?
  /// What decides every chance.
  public var seed: UInt64 = 0
  /// Threads; the result is the same for any number.
  public var threads = 1

  /// A recipe with the defaults, or those of a preset.
  public init(_ preset: TrainingPreset? = nil) { self.preset = preset }

  /// The units of the hidden layers.
  public var hiddenUnits: [Int] { hidden ?? preset?.hidden ?? [30, 30] }

  /// The activation of the last layer for data.
  func output(for set: TrainingSet) -> OutputActivation {
    outputActivation ?? preset?.output ?? (set.classNames == nil ? .linear : .softmax)
  }

  /// How the features of data are scaled in front.
  func normalization(for set: TrainingSet) -> InputNormalization {
    normalization ?? (set.samples.isTable && preset == nil ? .standard : .none)
  }

  /// The loss: that of the output, unless said otherwise.
  private func loss(_ output: OutputActivation, learnsNumbers: Bool) -> TrainingLoss {
    if let loss { return loss }
    switch output {
    case .softmax: return .crossEntropy
    case .logistic: return .binaryCrossEntropy
    case .linear: return learnsNumbers ? .meanSquaredError : preset?.loss ?? .meanSquaredError
    }
  }

  /// The chain of layers for data.
  ///
  /// - Throws: `TrainingError` of kind `badRequest` that says what cannot be trained, and why.
  func architecture(for set: TrainingSet) throws(TrainingError) -> NetworkArchitecture {
    let units = hiddenUnits
    guard activations.count == 1 || activations.count == units.count else {
      throw TrainingError(
        .badRequest, "\(activations.count) activations for \(units.count) hidden layers",
        choice: .activations)
    }
    for (index, activation) in activations.enumerated() {
      guard case .parametricReLU(let slopes) = activation, !slopes.isEmpty else { continue }
      throw TrainingError(
        .badRequest,
        "the slopes of the PReLU of hidden layer \(index + 1) are given; training finds them: none were expected",
        choice: .activations)
    }
    var stages = units.indices.map { index in
      NetworkArchitecture.DenseStage(
        units: units[index], activation: activations[activations.count == 1 ? 0 : index],
        hasBatchNormalization: hasBatchNormalization, dropout: dropout)
    }
    let output = output(for: set)
    let outputs = set.targets(for: output).outputs
    stages.append(NetworkArchitecture.DenseStage(units: outputs, activation: output.activation))
    let penalty = l2 ?? presetPenalty(output, outputs: outputs)
    for index in stages.indices { stages[index].l2 = penalty }
    return try NetworkArchitecture(inputs: set.samples.features, stages: stages)
  }

  /// The preset's penalty, whose loss is the sum over the outputs and not their mean.
  private func presetPenalty(_ output: OutputActivation, outputs: Int) -> Double {
    guard let preset, preset.scikitPenalty > 0 else { return 0 }
    let batch = Double(batchSize ?? preset.batchSize)
    return preset.scikitPenalty / (2 * batch) / (output == .logistic ? Double(outputs) : 1)
  }

  /// The options for data.
  ///
  /// - Throws: `TrainingError` of kind `badRequest` that names a choice which does not go with them.
  func options(for set: TrainingSet) throws(TrainingError) -> TrainingOptions {
    let output = output(for: set)
    let targets = set.targets(for: output)
    var options = TrainingOptions(loss: loss(output, learnsNumbers: targets.classCount == nil))
    options.epochs = epochs ?? preset?.epochs ?? 100
    options.batchSize = batchSize ?? preset?.batchSize ?? 32
    let share = output == .logistic ? Double(targets.outputs) : 1
    var defaultRate = 0.001
    if let optimizer {
      options.optimizer = optimizer
      if case .sgd = optimizer { defaultRate = 0.01 }
    } else if let epsilon = preset?.scikitEpsilon {
      // Gradients of a mean over the outputs are smaller than those of a sum.
      options.optimizer = .adam(epsilon: epsilon / share)
    }
    options.learningRate = learningRate ?? defaultRate
    options.schedule = schedule
    options.initializer = initializer
    if targetAccuracy != nil, targets.classCount == nil {
      throw TrainingError(
        .badRequest, "the targets are numbers, which have no accuracy", choice: .targetAccuracy)
    }
    options.validationShare = validationShare
    options.targetAccuracy = targetAccuracy ?? preset?.targetAccuracy
    options.patience = patience ?? preset?.patience
    options.countsSmallGains = preset?.scikitEpsilon != nil
    options.tolerance = tolerance ?? (preset?.scikitTolerance ?? 0) / share
    options.seed = seed
    options.classWeights = try weights(for: targets)
    return options
  }

  private func weights(for targets: TrainingTargets) throws(TrainingError) -> [Double]? {
    guard let classWeights else { return nil }
    func refused(_ problem: String) -> TrainingError {
      TrainingError(.badRequest, problem, choice: .classWeights)
    }
    guard let count = targets.classCount else {
      throw refused("the targets are numbers and no classes")
    }
    switch classWeights {
    case .balanced: return targets.balancedWeights
    case .list(let weights):
      guard weights.count == count, weights.allSatisfy({ $0 >= 0 && Float($0).isFinite }) else {
        throw refused(
          "\(weights) is neither balanced nor \(count) numbers from 0 that floats can be, one for each "
            + "class")
      }
      guard weights.contains(where: { Float($0) > 0 }) else {
        throw refused("\(weights) leaves nothing to learn; one has to be above 0")
      }
      return weights
    }
  }
}

extension TrainingTargets {
  /// For each class the number of samples over the number of classes and of its samples, as scikit-learn's
  /// `balanced` has it.
  fileprivate var balancedWeights: [Double] {
    guard let count = classCount else { return [] }
    var counts = [Int](repeating: 0, count: count)
    switch self {
    case .classes(let labels, _), .twoClasses(let labels):
      for label in labels { counts[label] += 1 }
    case .values: break
    }
    return counts.map { Double(self.count) / (Double(count) * Double(max($0, 1))) }
  }
}
