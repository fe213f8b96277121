import MLPKit

/// What the command line says of a training, before the data are known.
struct TrainingPlan {
  let flags: TrainingFlags
  let preset: TrainingPreset?
  /// The activation of each hidden layer, or one for all.
  let activations: [Activation]
  /// The activation of the last layer.
  let output: Activation

  /// What the last layer can give, by the names of `--output`.
  static let outputs: [String: Activation] = [
    "softmax": .softmax, "logistic": .sigmoid, "sigmoid": .sigmoid, "linear": .linear,
  ]

  /// - Parameters:
  ///   - flags: the flags.
  ///   - preset: what holds where the flags say nothing.
  ///   - activation: names of activations with commas between them, one for all hidden layers or one for
  ///     each.
  ///   - output: `softmax`, `logistic` or `linear`.
  /// - Throws: a usage error.
  init(_ flags: TrainingFlags, preset: TrainingPreset?, activation: String?, output: String?) throws
  {
    self.flags = flags
    self.preset = preset
    activations = try (activation ?? "leaky_relu:0.01").split(
      separator: ",", omittingEmptySubsequences: false
    ).map { name in
      guard let activation = Activation.named(String(name)) else {
        throw UsageError(
          "--activation: '\(name)' is not an activation of Keras; relu, tanh, leaky_relu:0.01 and the "
            + "like were expected")
      }
      return activation
    }
    if let output {
      guard let activation = Self.outputs[output] else {
        throw UsageError("--output: '\(output)' is not softmax, logistic or linear")
      }
      self.output = activation
    } else {
      self.output = preset?.output ?? .softmax
    }
    let count = try hidden().count
    guard activations.count == 1 || activations.count == count else {
      throw UsageError("--activation: \(activations.count) activations for \(count) hidden layers")
    }
  }

  private func hidden() throws -> [Int] {
    try flags.hiddenUnits() ?? preset?.hidden ?? [30, 30]
  }

  /// The loss: that of the output, unless said otherwise.
  ///
  /// - Parameter learnsNumbers: whether the targets are numbers and no classes.
  private func loss(learnsNumbers: Bool) -> TrainingLoss {
    if let loss = flags.loss { return loss }
    switch output {
    case .softmax: return .crossEntropy
    case .sigmoid: return .binaryCrossEntropy
    default: return learnsNumbers ? .meanSquaredError : preset?.loss ?? .meanSquaredError
    }
  }

  /// The chain of layers for data.
  ///
  /// - Throws: ``TrainingError``, or a usage error.
  func architecture(for data: TrainingData) throws -> NetworkArchitecture {
    let outputs = data.targets(for: output).outputs
    let activations = activations
    var stages = try hidden().enumerated().map { index, units in
      NetworkArchitecture.DenseStage(
        units: units, activation: activations.count == 1 ? activations[0] : activations[index],
        hasBatchNormalization: flags.batchNormalization, dropout: flags.dropout?.value ?? 0)
    }
    stages.append(NetworkArchitecture.DenseStage(units: outputs, activation: output))
    let penalty = flags.l2?.value ?? penalty(outputs: outputs)
    for index in stages.indices { stages[index].l2 = penalty }
    return try NetworkArchitecture(inputs: data.samples.features, stages: stages)
  }

  /// The preset's penalty, whose loss is the sum over the outputs and not their mean.
  private func penalty(outputs: Int) -> Double {
    guard let preset, preset.scikitPenalty > 0 else { return 0 }
    let batch = Double(flags.batch ?? preset.batch)
    return preset.scikitPenalty / (2 * batch) / (output == .sigmoid ? Double(outputs) : 1)
  }

  /// The options for data.
  ///
  /// - Throws: a usage error.
  func options(for data: TrainingData) throws -> TrainingOptions {
    let targets = data.targets(for: output)
    var options = TrainingOptions(loss: loss(learnsNumbers: targets.classCount == nil))
    options.epochs = flags.epochs ?? preset?.epochs ?? 100
    options.batchSize = flags.batch ?? preset?.batch ?? 32
    let share = output == .sigmoid ? Double(targets.outputs) : 1
    let isAdam = flags.optimizer != "sgd"
    if !isAdam {
      options.optimizer = .sgd(momentum: flags.momentum?.value ?? 0, isNesterov: flags.nesterov)
    } else if let epsilon = preset?.scikitEpsilon {
      // Gradients of a mean over the outputs are smaller than those of a sum.
      options.optimizer = .adam(epsilon: epsilon / share)
    }
    options.learningRate = flags.learningRate?.value ?? (isAdam ? 0.001 : 0.01)
    options.schedule = try flags.rateSchedule()
    options.initializer = flags.initializer ?? .glorotUniform
    if flags.untilAccuracy != nil, targets.classCount == nil {
      throw UsageError("--until-accuracy: the targets are numbers, which have no accuracy")
    }
    if flags.tolerance != nil, flags.patience ?? preset?.patience == nil {
      throw UsageError("--tolerance needs --patience")
    }
    options.validationShare = flags.validation?.value ?? 0
    options.targetAccuracy = flags.untilAccuracy?.value ?? preset?.targetAccuracy
    options.patience = flags.patience ?? preset?.patience
    options.countsSmallGains = preset?.scikitEpsilon != nil
    options.tolerance = flags.tolerance?.value ?? (preset?.scikitTolerance ?? 0) / share
    options.seed = flags.seed ?? 0
    options.classWeights = try classWeights(targets)
    return options
  }

  private func classWeights(_ targets: TrainingTargets) throws -> [Double]? {
    guard let text = flags.classWeights else { return nil }
    guard let count = targets.classCount else {
      throw UsageError("--class-weights: the targets are numbers and no classes")
    }
    if text == "balanced" { return targets.balancedWeights }
    let weights = text.split(separator: ",", omittingEmptySubsequences: false)
      .map { FiniteNumber(argument: String($0))?.value }
    guard weights.count == count,
      weights.allSatisfy({ ($0 ?? -1) >= 0 && Float($0 ?? 0).isFinite })
    else {
      throw UsageError(
        "--class-weights: '\(text)' is neither balanced nor \(count) numbers from 0 that floats can "
          + "be, one for each class")
    }
    guard weights.contains(where: { Float($0 ?? 0) > 0 }) else {
      throw UsageError("--class-weights: '\(text)' leaves nothing to learn; one has to be above 0")
    }
    return weights.compactMap { $0 }
  }
}
