import MLPKit

/// Training as the command line does it: with progress, signals and checkpoints.
extension TrainingSession {
  /// Prepares a training from the command line.
  ///
  /// - Throws: a usage error, `FileError`, or a budget error when the memory is too small.
  init(_ recipe: TrainingRecipe, on set: TrainingSet, flags: TrainingFlags?) throws {
    do throws(TrainingError) {
      try self.init(recipe, on: set, keepsCheckpoints: flags?.checkpoint != nil)
    } catch {
      throw Self.commandError(error, file: set.file)
    }
  }

  private static func commandError(_ error: TrainingError, file: String) -> any Error {
    let flag =
      switch error.choice {
      case .activations: "--activation: "
      case .classWeights: "--class-weights: "
      case .hidden: "--hidden: "
      case .targetAccuracy: "--until-accuracy: "
      case nil: ""
      }
    return switch error.kind {
    case .badRequest: UsageError(flag + error.problem)
    case .badData: FileError(.badData, file: file, problem: error.problem)
    case .tooLarge: BudgetError(flag + error.problem)
    case .diverged: NegativeAnswer("\(error.problem); no model is written")
    }
  }

  /// Goes on from the checkpoint when that is asked for.
  ///
  /// - Throws: `FileError`: the file is none, or that of another training.
  mutating func resume(_ flags: TrainingFlags, writing: WritingOptions, console: Console) throws {
    guard let path = flags.checkpoint else { return }
    if !writing.dryRun { OutputFiles.removeLeftovers(of: [path]) }
    guard flags.resume else { return }
    guard FileBytes.exists(path) else {
      console.note("\(path) does not exist: the training begins")
      return
    }
    try resume(from: try FileBytes.read(path), file: path)
    console.note("\(path): goes on after \(history.epochs.count) epochs")
  }

  /// Trains to the end.
  ///
  /// - Parameters:
  ///   - checkpoint: the file that takes the state after each epoch.
  ///   - console: where progress goes.
  /// - Throws: `FileError`, `NegativeAnswer` when the loss is no longer finite, `Interrupted` after a signal.
  mutating func run(checkpoint: String?, console: Console) throws {
    let bar = ProgressBar(console, epochs: epochLimit, done: history.epochs.count)
    defer { bar.end() }
    try Interruptions.observed {
      var signal: Int32?
      do {
        let isDone = try run(checkpoint: checkpoint) { history, done in
          bar.show(history, done: done)
          signal = signal ?? Interruptions.observe()
          return signal != nil
        }
        if isDone { return }
      } catch let error as TrainingError {
        throw Self.commandError(error, file: "-")
      }
      guard let signal else { return }
      bar.end()
      console.message(
        "interrupted after \(history.epochs.count) epochs"
          + (checkpoint.map { "; --resume --checkpoint \($0) goes on from there" }
            ?? "; nothing is kept: with --checkpoint FILE the next one can be gone on with"))
      throw Interrupted(signal: signal)
    }
  }
}

/// What a training from the command line makes: the model, and files for it.
struct TrainingOutcome {
  /// The network, and how it was trained.
  let model: TrainedModel
  /// The checkpoint that a dry run does not write.
  let unwrittenCheckpoint: [OutputFile]

  /// Trains from the first step, or from a checkpoint, to the end.
  ///
  /// - Parameters:
  ///   - recipe: how.
  ///   - set: on what.
  ///   - flags: the checkpoint's.
  ///   - writing: whether a checkpoint is written.
  ///   - console: where progress goes.
  ///   - check: what else must be right before training begins; it gets the network as it is then.
  /// - Throws: `FileError`, a usage error, a budget error, `NegativeAnswer`, `Interrupted`, and what `check`
  ///   throws.
  init(
    _ recipe: TrainingRecipe, on set: TrainingSet, flags: TrainingFlags, writing: WritingOptions,
    console: Console, check: (NeuralNetwork) throws -> Void = { _ in }
  ) throws {
    var session = try TrainingSession(recipe, on: set, flags: flags)
    try session.resume(flags, writing: writing, console: console)
    try check(try session.model().network)
    if flags.normalize == nil, let scaler = session.scaler {
      console.note(
        "the features are standardized: their means and deviations over \(scaler.sampleCount) rows of the "
          + "training stand in a layer in front (--normalize none leaves it out)")
    }
    try session.run(checkpoint: writing.dryRun ? nil : flags.checkpoint, console: console)
    model = try session.model()
    unwrittenCheckpoint =
      writing.dryRun
      ? flags.checkpoint.map { [OutputFile(path: $0, bytes: session.checkpoint)] } ?? [] : []
  }
}
