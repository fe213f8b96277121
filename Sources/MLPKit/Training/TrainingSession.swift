import Datasets
package import Files
package import Networks
import Numerics
import Reports
public import Training

/// A training of a network, from its preparation to the model that comes of it.
///
/// A value: a copy is another training that goes on from the same place. For a program that shows progress
/// and can be canceled there is ``BackgroundTraining``.
public struct TrainingSession: Sendable {
  /// What is trained on, and how.
  package let record: TrainingRecord
  /// The normalization in front of the network; `nil` when there is none.
  package let scaler: InputScaler?
  private let set: TrainingSet
  /// The samples behind the normalization.
  private let samples: Samples
  /// The inputs as the table has them; `nil` when the samples are none.
  private let inputs: InputSpace?
  private var trainer: Trainer

  /// Prepares a training.
  ///
  /// - Parameters:
  ///   - recipe: how.
  ///   - set: what is trained on.
  ///   - keepsCheckpoints: whether ``checkpoint`` will be asked for, which takes memory.
  /// - Throws: `TrainingError`: `badRequest` or `badData` when choices and data do not go together,
  ///   `tooLarge` when the machine has not the memory.
  public init(
    _ recipe: TrainingRecipe, on set: TrainingSet, keepsCheckpoints: Bool = false
  ) throws(TrainingError) {
    let architecture = try recipe.architecture(for: set)
    let options = try recipe.options(for: set)
    try Self.checkMemory(architecture, options, set, keepsCheckpoints: keepsCheckpoints)
    guard (1...1024).contains(recipe.threads) else {
      throw TrainingError(.badRequest, "\(recipe.threads) threads; 1 to 1024 were expected")
    }
    self.set = set
    trainer = try Trainer(
      architecture, options: options, targets: set.targets(for: recipe.output(for: set)),
      team: WorkerTeam(threads: recipe.threads))
    let normalization = recipe.normalization(for: set)
    scaler = InputScaler(normalization, of: set.samples, rows: trainer.trainingRows)
    do {
      samples = try scaler?.applied(to: set.samples, file: set.file) ?? set.samples
    } catch {
      throw TrainingError(.badData, error.problem)
    }
    inputs = try Self.inputs(of: set, normalization, rows: trainer.trainingRows)
    record = TrainingRecord(architecture, options, set, normalization)
  }

  /// The inputs as the rows that are trained on have them, when they are those of a table: pixels are what
  /// they are scaled to.
  private static func inputs(
    of set: TrainingSet, _ normalization: InputNormalization, rows: [Int]
  ) throws(TrainingError) -> InputSpace? {
    guard set.samples.scale == nil, set.samples.imageShape == nil,
      set.samples.isTable || normalization != .none
    else { return nil }
    do {
      return try InputSpace(of: ColumnSummary(set.samples, rows: rows))
    } catch {
      throw TrainingError(.badData, error.description)
    }
  }

  /// The epochs that are complete.
  public var history: TrainingHistory { trainer.state.history }

  /// Why the training has come to its end; `nil` when it has not.
  public var ending: TrainingEnding? { trainer.ending }

  /// How many epochs there are at most.
  public var epochLimit: Int { trainer.options.epochs }

  /// Completes an epoch, unless interrupted.
  ///
  /// - Parameter shouldPause: asked after each batch with the share of the epoch that is done; `true` leaves
  ///   the epoch unfinished, to be gone on with.
  /// - Returns: whether the epoch is complete.
  /// - Throws: `TrainingError` of kind `diverged`.
  public mutating func runEpoch(
    shouldPause: (_ done: Double) -> Bool = { _ in false }
  ) throws(TrainingError) -> Bool {
    try trainer.runEpoch(samples, shouldPause: shouldPause)
  }

  /// Trains to the end, unless told to stop.
  ///
  /// - Parameters:
  ///   - checkpoint: the file that takes the state after each epoch, and when told to stop.
  ///   - shouldStop: asked after each batch with the history and the share of the next epoch that is done,
  ///     and after each epoch with 0 when its checkpoint is on the disk.
  /// - Returns: whether the training came to its end.
  /// - Throws: `TrainingError` of kind `diverged`, or `FileError` when the checkpoint cannot be written.
  public mutating func run(
    checkpoint: String? = nil,
    shouldStop: (_ history: TrainingHistory, _ done: Double) -> Bool = { _, _ in false }
  ) throws -> Bool {
    while ending == nil {
      let history = history
      var isStopped = false
      _ = try runEpoch { done in
        isStopped = shouldStop(history, done)
        return isStopped
      }
      if let checkpoint { try writeCheckpoint(to: checkpoint) }
      if isStopped || shouldStop(self.history, 0) { return false }
    }
    return true
  }

  /// The network as it stands, with all that is known of it.
  ///
  /// - Throws: `NetworkError` when its numbers make none.
  public func model() throws(NetworkError) -> TrainedModel {
    var network = try trainer.trainedNetwork()
    if let scaler {
      network = try NeuralNetwork(
        layers: [.affine(try scaler.layer())] + network.layers, inputs: network.inputs)
    }
    if let shape = untoldShape {
      network = try NeuralNetwork(
        layers: network.layers, inputs: network.inputs, inputShape: [shape.height, shape.width])
    }
    network.classNames = set.classNames
    if let inputs {
      network.inputSpace = inputs
    } else {
      network.inputRange = set.samples.scale.map { $0.low...$0.high }
    }
    if set.classNames == nil {
      network.task = .regression
    } else if trainer.options.loss == .meanSquaredError {
      network.task = .scores
    }
    return TrainedModel(
      network: network, scaler: scaler, history: history, keptEpoch: trainer.keptEpoch,
      ending: ending,
      record: record)
  }

  /// The height and width of pictures where neither their number of pixels nor their range tells them.
  private var untoldShape: Samples.ImageShape? {
    guard let shape = set.samples.imageShape, shape.height > 1, shape.width > 1 else { return nil }
    let guess = ImageShape(inputShape: [set.samples.features])
    let isTold = guess.height == shape.height && guess.width == shape.width
    return isTold && inputs == nil && set.samples.scale != nil ? nil : shape
  }

  /// Widths that no memory holds are found before it is asked for.
  private static func checkMemory(
    _ architecture: NetworkArchitecture, _ options: TrainingOptions, _ set: TrainingSet,
    keepsCheckpoints: Bool
  ) throws(TrainingError) {
    let wanted = Trainer.memory(
      for: architecture, options: options, samples: set.samples.count,
      keepsCheckpoints: keepsCheckpoints)
    guard !Budget.current.allows(wanted) else { return }
    let stages = architecture.stages
    let widths =
      stages.prefix(8).map { String($0.units) }.joined(separator: ", ")
      + (stages.count > 8 ? ", ..." : "")
    throw TrainingError(
      .tooLarge,
      "training \(architecture.inputs) inputs and layers of \(widths) units takes "
        + "\(NumberText.fixed(wanted / 1e9, digits: 1)) GB of memory, which is more than this machine, "
        + "--max-memory or the limits of this process allow; narrower layers or smaller batches take less",
      choice: .hidden)
  }
}

extension TrainingSession {
  /// The state of the training, for a file: ``resume(from:file:)`` goes on from there.
  public var checkpoint: [UInt8] { Checkpoint.encode(trainer.state, of: record) }

  /// Replaces a checkpoint.
  ///
  /// - Throws: `FileError`.
  public func writeCheckpoint(to path: String) throws(FileError) {
    try OutputFiles.write([OutputFile(path: path, bytes: checkpoint)], replacing: true)
  }

  /// Goes on from a checkpoint of the same training.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - file: its path, for errors.
  /// - Throws: `FileError` of kind `badData`: the file is damaged, or is that of another training.
  public mutating func resume(from bytes: [UInt8], file: String) throws(FileError) {
    let state = try Checkpoint.decode(bytes, file: file, record: record, for: trainer)
    do {
      try trainer.resume(from: state)
    } catch {
      throw FileError(.badData, file: file, problem: error.problem)
    }
  }
}

extension TrainingRecord {
  /// What must be the same for a training to go on; not how many epochs it is to have, unless they decide
  /// about the steps.
  fileprivate init(
    _ architecture: NetworkArchitecture, _ options: TrainingOptions, _ set: TrainingSet,
    _ normalization: InputNormalization
  ) {
    var settings = set.settings
    func add(_ key: String, _ value: String) { settings.append(.init(key, value)) }
    add("inputs", "\(architecture.inputs)")
    if normalization != .none { add("normalize", normalization.rawValue) }
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
    self.init(
      data: set.digest, loss: options.loss, optimizer: options.optimizer, settings: settings)
  }
}
