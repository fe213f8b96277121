import MLPKit

/// A training from the command line's choices to the finished network.
struct TrainingRun {
  /// The network.
  let network: Network
  /// Its epochs.
  let history: TrainingHistory
  /// Why it ended, in a few words.
  let ending: String
  /// Where the network comes from, for its file.
  let provenance: [(name: String, value: String)]

  /// Trains.
  ///
  /// - Parameters:
  ///   - plan: the choices.
  ///   - data: what is trained on.
  ///   - force: whether a checkpoint that exists may be replaced.
  ///   - console: where progress goes.
  /// - Throws: `FileError`, a usage error, `NegativeAnswer` when the loss is no longer finite, and
  ///   `Interrupted` after a signal.
  init(_ plan: TrainingPlan, _ data: TrainingData, force: Bool, console: Console) throws {
    do {
      try self.init(training: plan, data, force: force, console: console)
    } catch let error as TrainingError {
      switch error.kind {
      case .badRequest: throw UsageError(error.problem)
      case .badData: throw FileError(.badData, file: data.file, problem: error.problem)
      case .diverged: throw NegativeAnswer("\(error.problem); no model is written")
      }
    }
  }

  private init(
    training plan: TrainingPlan, _ data: TrainingData, force: Bool, console: Console
  ) throws {
    let architecture = try plan.architecture(for: data)
    let options = try plan.options(for: data)
    try Self.checkClasses(data)
    var trainer = try Trainer(
      architecture, options: options, targets: data.targets(for: plan.output),
      team: WorkerTeam(threads: plan.flags.threads ?? 1))
    let description = Self.description(architecture, options, data)
    let checkpoint = try plan.flags.checkpoint.map { path in
      let file = CheckpointFile(path: path, description: description)
      try file.prepare(&trainer, resumes: plan.flags.resume, force: force, console: console)
      return file
    }
    try Self.run(&trainer, data.samples, checkpoint, console)
    history = trainer.state.history
    ending = Self.text(trainer.ending, history)
    var network = try trainer.trainedNetwork()
    network.classNames = data.classNames
    network.inputRange = data.samples.scale.map { $0.low...$0.high }
    if data.classNames == nil { network.task = .regression }
    if data.classNames != nil, options.loss == .meanSquaredError { network.task = .scores }
    self.network = network
    provenance = [
      ("trained_by", "mlp \(MLPKit.version)"),
      ("training", description),
      ("history", history.json.serialized(pretty: false)),
    ]
  }

  /// The ending and the last epoch, in one line.
  var summary: String {
    guard let last = history.epochs.last else { return ending }
    let accuracy = last.accuracy.map { ", accuracy \(NumberText.fixed($0, digits: 4))" } ?? ""
    return "\(ending), loss \(NumberText.short(last.loss))\(accuracy)"
  }

  private static func run(
    _ trainer: inout Trainer, _ samples: Samples, _ checkpoint: CheckpointFile?, _ console: Console
  ) throws {
    let bar = ProgressBar(
      console, epochs: trainer.options.epochs, done: trainer.state.history.epochs.count)
    defer { bar.end() }
    try Interruptions.observed {
      while trainer.ending == nil {
        var signal: Int32?
        let history = trainer.state.history
        _ = try trainer.runEpoch(samples) { done in
          bar.show(history, done: done)
          signal = Interruptions.observe()
          return signal != nil
        }
        try checkpoint?.write(trainer.state)
        guard let signal = signal ?? Interruptions.observe() else { continue }
        bar.end()
        let epoch = trainer.state.epoch
        console.message(
          "interrupted after \(epoch) epochs"
            + (checkpoint.map { "; --resume --checkpoint \($0.path) goes on from there" } ?? ""))
        throw Interrupted(signal: signal)
      }
    }
  }

  /// Classes without samples are better told by their names than by their numbers.
  private static func checkClasses(_ data: TrainingData) throws {
    guard let names = data.classNames else { return }
    guard case .classes(let labels, _) = data.targets(for: .softmax) else { return }
    if names.count < 2 {
      throw FileError(
        .badData, file: data.file, problem: "there is only one class: nothing to learn")
    }
    var found = [Bool](repeating: false, count: names.count)
    for label in labels { found[label] = true }
    if let empty = found.firstIndex(of: false) {
      throw FileError(
        .badData, file: data.file,
        problem: "no sample is of class \(names[empty]); --classes chooses those that are there")
    }
  }

  private static func text(_ ending: Trainer.Ending?, _ history: TrainingHistory) -> String {
    let count = history.epochs.count
    let epochs = count == 1 ? "1 epoch" : "\(count) epochs"
    switch ending {
    case .epochsDone, nil: return epochs
    case .accuracyReached: return "\(epochs), the accuracy asked for is reached"
    case .noImprovement(let best): return "\(epochs), none better since epoch \(best)"
    }
  }

  /// What must be the same for a training to go on, a line each; not how many epochs it is to have, unless
  /// they decide about the steps.
  private static func description(
    _ architecture: Architecture, _ options: TrainingOptions, _ data: TrainingData
  ) -> String {
    var lines = [data.description, "\(architecture.inputs) inputs"]
    for stage in architecture.stages {
      lines.append(
        "\(stage.units) units, \(stage.activation)"
          + (stage.hasBatchNormalization ? ", BatchNormalization" : "")
          + (stage.dropout > 0 ? ", dropout \(stage.dropout)" : "")
          + (stage.l2 > 0 ? ", L2 \(stage.l2)" : ""))
    }
    lines.append("loss \(options.loss.rawValue), weights from \(options.initializer.rawValue)")
    switch options.optimizer {
    case .adam: lines.append("Adam, learning rate \(options.learningRate)")
    case .sgd(let momentum, let isNesterov):
      lines.append(
        "gradient descent, learning rate \(options.learningRate), momentum \(momentum)"
          + (isNesterov ? ", Nesterov" : ""))
    }
    switch options.schedule {
    case .constant: break
    case .cosine: lines.append("cosine schedule over \(options.epochs) epochs")
    case .exponential(let factor): lines.append("learning rate times \(factor) each epoch")
    case .step(let epochs, let factor):
      lines.append("learning rate times \(factor) every \(epochs) epochs")
    }
    lines.append(
      "batch \(options.batchSize), validation \(options.validationShare), seed \(options.seed)")
    if let patience = options.patience {
      lines.append("patience \(patience), tolerance \(options.tolerance)")
    }
    if let weights = options.classWeights { lines.append("class weights \(weights)") }
    return lines.joined(separator: "\n")
  }
}
