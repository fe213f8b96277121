import MLPKit

/// A training from the command line's choices to the finished network.
struct TrainingRun {
  /// The network.
  let network: NeuralNetwork
  /// Its epochs.
  let history: TrainingHistory
  /// Why it ended, in a few words.
  let ending: String
  /// Where the network comes from, for its file.
  let provenance: ModelProvenance
  /// The checkpoint that a dry run did not write.
  let unwrittenCheckpoint: OutputFile?

  /// Trains.
  ///
  /// - Parameters:
  ///   - plan: the choices.
  ///   - data: what is trained on.
  ///   - isDryRun: whether no checkpoint is written.
  ///   - console: where progress goes.
  ///   - check: what else must be right before training begins; it gets the network as it is then.
  /// - Throws: `FileError`, a usage error, a budget error when the memory is too small, `NegativeAnswer`
  ///   when the loss is no longer finite, `Interrupted` after a signal, and what `check` throws.
  init(
    _ plan: TrainingPlan, _ data: TrainingData, isDryRun: Bool = false, console: Console,
    check: ((NeuralNetwork) throws -> Void)? = nil
  ) throws {
    do {
      try self.init(training: plan, data, isDryRun, console, check)
    } catch let error as TrainingError {
      switch error.kind {
      case .badRequest: throw UsageError(error.problem)
      case .badData: throw FileError(.badData, file: data.file, problem: error.problem)
      case .diverged: throw NegativeAnswer("\(error.problem); no model is written")
      }
    }
  }

  private init(
    training plan: TrainingPlan, _ data: TrainingData, _ isDryRun: Bool, _ console: Console,
    _ check: ((NeuralNetwork) throws -> Void)?
  ) throws {
    let architecture = try plan.architecture(for: data)
    let options = try plan.options(for: data)
    try Self.checkClasses(data)
    try Self.checkMemory(architecture, options, data, plan.flags)
    var trainer = try Trainer(
      architecture, options: options, targets: data.targets(for: plan.output),
      team: WorkerTeam(threads: plan.flags.threads ?? 1))
    let record = Self.record(architecture, options, data)
    let checkpoint = try plan.flags.checkpoint.map { path in
      let file = CheckpointFile(path: path, record: record, isDryRun: isDryRun)
      try file.prepare(&trainer, resumes: plan.flags.resume, console: console)
      return file
    }
    try check?(try Self.network(trainer, data))
    try Self.run(&trainer, data.samples, checkpoint, console)
    history = trainer.state.history
    ending = Self.text(trainer.ending, history)
    network = try Self.network(trainer, data)
    unwrittenCheckpoint = isDryRun ? checkpoint?.contents(trainer.state) : nil
    provenance = ModelProvenance(
      trainedBy: "mlp \(MLPKit.version)", training: record, history: history)
  }

  /// The ending and the last epoch, in one line.
  var summary: String {
    guard let last = history.epochs.last else { return ending }
    let accuracy = last.accuracy.map { ", accuracy \(NumberText.fixed($0, digits: 4))" } ?? ""
    return "\(ending), loss \(NumberText.short(last.loss))\(accuracy)"
  }

  /// The network as it stands, with what the data say of it.
  private static func network(_ trainer: Trainer, _ data: TrainingData) throws -> NeuralNetwork {
    var network = try trainer.trainedNetwork()
    network.classNames = data.classNames
    network.inputRange = data.samples.scale.map { $0.low...$0.high }
    if data.classNames == nil { network.task = .regression }
    if data.classNames != nil, trainer.options.loss == .meanSquaredError { network.task = .scores }
    return network
  }

  /// Widths that no memory holds are found before it is asked for.
  private static func checkMemory(
    _ architecture: NetworkArchitecture, _ options: TrainingOptions, _ data: TrainingData,
    _ flags: TrainingFlags
  ) throws {
    let wanted = Trainer.memory(
      for: architecture, options: options, samples: data.samples.count,
      keepsCheckpoints: flags.checkpoint != nil)
    guard !MachineMemory.canHold(wanted) else { return }
    let stages = architecture.stages
    let widths =
      stages.prefix(8).map { String($0.units) }.joined(separator: ", ")
      + (stages.count > 8 ? ", ..." : "")
    func gigabytes(_ bytes: Double) -> String { NumberText.fixed(bytes / 1e9, digits: 1) + " GB" }
    throw BudgetError(
      "--hidden: training \(architecture.inputs) inputs and layers of \(widths) units takes "
        + "\(gigabytes(wanted)) of memory, which is more than this machine or the limits of this "
        + "process allow; narrower layers or a smaller --batch take less")
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
        let written = checkpoint.flatMap { $0.isDryRun ? nil : $0.path }
        console.message(
          "interrupted after \(trainer.state.epoch) epochs"
            + (written.map { "; --resume --checkpoint \($0) goes on from there" } ?? ""))
        throw Interrupted(signal: signal)
      }
    }
  }

  /// Classes without samples are better told by their names than by their numbers.
  private static func checkClasses(_ data: TrainingData) throws {
    guard let names = data.classNames else { return }
    if names.count < 2 {
      throw FileError(
        .badData, file: data.file, problem: "there is only one class: nothing to learn")
    }
    if let empty = data.targets(for: .softmax).missingClass(among: 0..<data.samples.count) {
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

  /// What must be the same for a training to go on; not how many epochs it is to have, unless they decide
  /// about the steps.
  private static func record(
    _ architecture: NetworkArchitecture, _ options: TrainingOptions, _ data: TrainingData
  ) -> TrainingRecord {
    var settings = data.settings
    func add(_ key: String, _ value: String) { settings.append(.init(key, value)) }
    add("inputs", "\(architecture.inputs)")
    for (index, stage) in architecture.stages.enumerated() {
      add(
        "layer \(index + 1)",
        "\(stage.units) units, \(stage.activation)"
          + (stage.hasBatchNormalization ? ", BatchNormalization" : "")
          + (stage.dropout > 0 ? ", dropout \(stage.dropout)" : "")
          + (stage.l2 > 0 ? ", L2 \(stage.l2)" : ""))
    }
    add("initializer", options.initializer.rawValue)
    add("learning rate", "\(options.learningRate)")
    switch options.schedule {
    case .constant: break
    case .cosine: add("schedule", "cosine over \(options.epochs) epochs")
    case .exponential(let factor): add("schedule", "times \(factor) each epoch")
    case .step(let epochs, let factor): add("schedule", "times \(factor) every \(epochs) epochs")
    }
    add("batch", "\(options.batchSize)")
    add("validation", "\(options.validationShare)")
    add("seed", "\(options.seed)")
    if let accuracy = options.targetAccuracy { add("until accuracy", "\(accuracy)") }
    if let patience = options.patience {
      add("patience", "\(patience)")
      add("tolerance", "\(options.tolerance)")
    }
    if let weights = options.classWeights { add("class weights", "\(weights)") }
    return TrainingRecord(
      data: data.digest, loss: options.loss, optimizer: options.optimizer, settings: settings)
  }
}
