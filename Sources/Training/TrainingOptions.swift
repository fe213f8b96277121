package import Networks

/// How a network is trained; the defaults are the paper's and Keras's.
package struct TrainingOptions: Sendable, Equatable {
  /// What is made small.
  package var loss: TrainingLoss
  /// How weights begin.
  package var initializer = WeightInitializer.glorotUniform
  /// The rule of a step.
  package var optimizer = TrainingOptimizer.adam()
  /// The learning rate, > 0; Keras's default for Adam.
  package var learningRate = 0.001
  /// How the learning rate changes.
  package var schedule = LearningRateSchedule.constant
  /// Passes over the samples at most, ≥ 1.
  package var epochs = 100
  /// Samples of a step, ≥ 1; Keras's default.
  package var batchSize = 32
  /// The share of the samples kept back to validate with, chosen by the seed; 0..<1.
  package var validationShare = 0.0
  /// Training ends after an epoch whose accuracy is at least this; never when `nil`.
  package var targetAccuracy: Double?
  /// Training ends when that many epochs in a row were no better than the best before; never when `nil`.
  ///
  /// Better is a loss that is smaller by more than ``tolerance``: that of the validation when there is one.
  /// With a validation the network of the best epoch is the result.
  package var patience: Int?
  /// See ``patience``; ≥ 0.
  package var tolerance = 0.0
  /// Whether the loss to be better than falls with every gain, also with one below the tolerance, as in
  /// scikit-learn; in Keras's EarlyStopping it does not.
  package var countsSmallGains = false
  /// What the losses of each class are multiplied by, for targets that are classes; 1 when `nil`.
  package var classWeights: [Double]?
  /// What decides every chance.
  package var seed: UInt64 = 0
  /// Whether the samples are put into another order for each epoch.
  package var shuffles = true

  /// Creates the defaults.
  package init(loss: TrainingLoss) { self.loss = loss }

  /// - Throws: ``TrainingError`` of kind `badRequest` that names an option out of its range.
  func check(_ targets: TrainingTargets) throws(TrainingError) {
    func require(_ condition: Bool, _ problem: String) throws(TrainingError) {
      if !condition { throw TrainingError(.badRequest, problem) }
    }
    try require(
      learningRate > 0 && learningRate.isFinite, "the learning rate must be a positive number")
    try require(epochs >= 1, "at least one epoch is needed")
    try require(batchSize >= 1, "a batch needs at least one sample")
    try require(
      validationShare >= 0 && validationShare < 1, "the share for validation must be in 0..<1")
    try require(tolerance >= 0 && tolerance.isFinite, "the tolerance must be a number from 0")
    if let patience { try require(patience >= 1, "the patience must be at least one epoch") }
    if let classWeights {
      guard let count = targets.classCount else {
        throw TrainingError(.badRequest, "class weights need targets that are classes")
      }
      try require(
        classWeights.count == count,
        "\(classWeights.count) class weights for \(count) classes")
      try require(
        classWeights.allSatisfy { $0 >= 0 && $0.isFinite },
        "a class weight must be a number from 0")
    }
    switch optimizer {
    case .adam(let beta1, let beta2, let epsilon):
      try require(
        (0..<1).contains(beta1) && (0..<1).contains(beta2) && epsilon > 0 && epsilon.isFinite,
        "Adam's decays must be in 0..<1 and its epsilon above 0")
    case .sgd(let momentum, _):
      try require((0..<1).contains(momentum), "the momentum must be in 0..<1")
    }
    switch schedule {
    case .constant, .cosine: break
    case .step(let epochs, let factor):
      try require(
        epochs >= 1 && factor > 0 && factor <= 1,
        "a step schedule needs epochs ≥ 1 and a factor in 0...1")
    case .exponential(let factor):
      try require(factor > 0 && factor <= 1, "an exponential schedule needs a factor in 0...1")
    }
  }
}
