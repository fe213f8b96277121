public import ArgumentParser
package import MLPKit

extension TrainingLoss: ExpressibleByArgument {}
extension WeightInitializer: ExpressibleByArgument {}
extension TrainingPreset: ExpressibleByArgument {}
extension InputNormalization: ExpressibleByArgument {}

/// The rule of a step, without its numbers.
enum OptimizerName: String, ExpressibleByArgument, CaseIterable {
  case adam, sgd
}

extension OutputActivation: ExpressibleByArgument {
  /// Reads a name; `sigmoid` is Keras's for the logistic function.
  package init?(argument: String) {
    self.init(rawValue: argument == "sigmoid" ? "logistic" : argument)
  }

  /// The output with a name, as ``init(argument:)`` reads it.
  ///
  /// - Throws: a usage error when there is none.
  static func named(_ name: String) throws -> OutputActivation {
    guard let output = OutputActivation(argument: name) else {
      throw UsageError(
        "--output-activation: the last layer gives softmax, logistic or linear, not \(name)")
    }
    return output
  }
}

/// The choices of a training, besides those that other commands have under the same names.
struct TrainingFlags: ParsableArguments {
  @Option(help: ArgumentHelp("Labels of the samples, in the same formats.", valueName: "file"))
  var labels: String?

  @Option(
    help: ArgumentHelp(
      "Units of the hidden layers, such as 30,30; '' for none. Default 30,30.", valueName: "units"),
    transform: TrainingFlags.hiddenUnits)
  var hidden: [Int]?

  @Option(
    help: ArgumentHelp(
      "What is made small: cross_entropy, binary_cross_entropy or mean_squared_error. Default: what "
        + "belongs to the output. Cross-entropy with linear outputs takes them for logits.",
      valueName: "loss"))
  var loss: TrainingLoss?

  @Option(help: ArgumentHelp("Passes over the samples at most. Default 100.", valueName: "n"))
  var epochs: Int?

  @Option(help: ArgumentHelp("Samples of a step. Default 32.", valueName: "n"))
  var batch: Int?

  @Option(help: ArgumentHelp("The rule of a step. Default adam.", valueName: "rule"))
  var optimizer: OptimizerName?

  @Option(help: ArgumentHelp("Default 0.001; for sgd 0.01.", valueName: "rate"))
  var learningRate: FiniteNumber?

  @Option(help: ArgumentHelp("Of sgd. Default 0.", valueName: "share"))
  var momentum: FiniteNumber?

  @Flag(help: "Nesterov's correction, with --momentum.")
  var nesterov = false

  @Option(
    help: ArgumentHelp(
      "How the learning rate changes: constant, cosine (to 0 over all epochs), exponential:FACTOR (each "
        + "epoch), step:EPOCHS,FACTOR. Default constant.", valueName: "schedule"),
    transform: LearningRateSchedule.init(parsing:))
  var schedule: LearningRateSchedule?

  @Option(
    help: ArgumentHelp(
      "λ of the penalty λ·Σw² on all weights, as Keras's L2(λ). Default 0.", valueName: "lambda"))
  var l2: FiniteNumber?

  @Option(
    help: ArgumentHelp(
      "The share of activations that Dropout sets to 0 behind each hidden layer. Default 0.",
      valueName: "share"))
  var dropout: FiniteNumber?

  @Flag(help: "A BatchNormalization between each hidden layer and its activation.")
  var batchNormalization = false

  @Option(
    help: ArgumentHelp(
      "How weights begin: glorot_uniform (default), glorot_normal, he_uniform, he_normal or lecun_normal.",
      valueName: "kind"))
  var initializer: WeightInitializer?

  @Option(
    help: ArgumentHelp(
      "Scale the features in a layer in front: standard (mean 0, deviation 1), minmax (0...1) or none. "
        + "Default: standard for a table, none for pictures and other arrays.", valueName: "kind"))
  var normalize: InputNormalization?

  @Option(
    help: ArgumentHelp(
      "What the losses of the classes are multiplied by: balanced, or a list such as 1,2,1.",
      valueName: "weights"),
    transform: TrainingRecipe.ClassWeights.init(parsing:))
  var classWeights: TrainingRecipe.ClassWeights?

  @Option(
    help: ArgumentHelp(
      "The share of the samples kept back to validate with. Default 0.", valueName: "share"))
  var validation: FiniteNumber?

  @Option(
    help: ArgumentHelp(
      "Stop after an epoch whose training accuracy is at least this.", valueName: "accuracy"))
  var untilAccuracy: FiniteNumber?

  @Option(
    help: ArgumentHelp(
      "Stop when the loss (of the validation, when there is one) was no better for that many epochs. "
        + "With --validation the best epoch's network is kept.", valueName: "epochs"))
  var patience: Int?

  @Option(
    help: ArgumentHelp(
      "By how much a loss must be smaller to count as better. Default 0.", valueName: "loss"))
  var tolerance: FiniteNumber?

  @Option(help: ArgumentHelp("What decides every chance. Default 0.", valueName: "number"))
  var seed: UInt64?

  @Option(
    help: ArgumentHelp(
      "Threads; the result is the same for any number. Default 1.", valueName: "n"))
  var threads: Int?

  @Option(
    help: ArgumentHelp(
      "Write the state of the training into this file after each epoch, and on Ctrl-C.",
      valueName: "file"))
  var checkpoint: String?

  @Flag(help: "Go on from the checkpoint when it exists.")
  var resume = false

  func validate() throws {
    func require(_ condition: Bool, _ problem: String) throws {
      if !condition { throw ValidationError(problem) }
    }
    func share(_ number: FiniteNumber?, _ name: String) throws {
      guard let number else { return }
      try require((0..<1).contains(number.value), "--\(name): \(number.value) is not in 0..<1")
    }
    try require((epochs ?? 1) >= 1, "--epochs: at least one is needed")
    try require((batch ?? 1) >= 1, "--batch: at least one sample is needed")
    try require((learningRate?.value ?? 1) > 0, "--learning-rate: a positive number was expected")
    try require(
      (l2?.value ?? 0) >= 0 && Float(l2?.value ?? 0).isFinite,
      "--l2: a number from 0 was expected that a float can be")
    try require((patience ?? 1) >= 1, "--patience: at least one epoch is needed")
    try require((tolerance?.value ?? 0) >= 0, "--tolerance: a number from 0 was expected")
    try require((1...1024).contains(threads ?? 1), "--threads: 1 to 1024 were expected")
    if let accuracy = untilAccuracy?.value {
      try require(
        accuracy > 0 && accuracy <= 1,
        "--until-accuracy: \(accuracy) is not a share above 0 and at most 1")
    }
    try share(momentum, "momentum")
    try share(dropout, "dropout")
    try share(validation, "validation")
    try require(
      optimizer == .sgd || momentum == nil && !nesterov, "--momentum and --nesterov need sgd")
    try require(!nesterov || (momentum?.value ?? 0) > 0, "--nesterov needs --momentum")
    try require(
      checkpoint != "-", "--checkpoint -: a file was expected; a stream cannot be gone on from")
    try require(!resume || checkpoint != nil, "--resume needs --checkpoint")
  }
}
