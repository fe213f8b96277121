package import Networks
package import Numerics

/// Trains a chain of dense layers on samples.
///
/// Computes in 32 bits, as Keras does. The same architecture, options, samples and state give the same
/// result on any number of threads.
package struct Trainer: Sendable {
  /// What is trained.
  package let architecture: NetworkArchitecture
  /// How.
  package let options: TrainingOptions
  /// Where the training stands.
  package private(set) var state: TrainingState
  /// The samples that are trained on, by their number.
  package let trainingRows: [Int]
  /// The samples that are kept back.
  let validationRows: [Int]

  private let layout: ParameterLayout
  private let team: WorkerTeam
  private var network: Backpropagation
  private var gradient: [Float]
  private let targets: TrainingTargets
  private let classWeights: [Float]?

  /// Prepares a training.
  ///
  /// - Parameters:
  ///   - architecture: what is trained.
  ///   - options: how.
  ///   - targets: what is wanted, for each sample.
  ///   - team: who does the work.
  /// - Throws: ``TrainingError``: `badRequest` when an option is out of its range or the targets do not
  ///   fit the network, `badData` when there is nothing to learn.
  package init(
    _ architecture: NetworkArchitecture, options: TrainingOptions, targets: TrainingTargets,
    team: WorkerTeam = .single
  ) throws(TrainingError) {
    try options.check(targets)
    try Self.check(targets, for: architecture, options)
    var rows = Array(0..<targets.count)
    let validationCount = Int((Double(rows.count) * options.validationShare).rounded())
    if options.validationShare > 0 {
      guard validationCount > 0, validationCount < rows.count else {
        throw TrainingError(
          .badData,
          "\(rows.count) samples are too few to keep \(options.validationShare) of them back")
      }
      var generator = RandomGenerator(seed: options.seed, stream: .validationSplit)
      generator.shuffle(&rows)
    }
    validationRows = rows.suffix(validationCount).sorted()
    trainingRows = rows.dropLast(validationCount).sorted()
    if let missing = targets.missingClass(among: trainingRows) {
      throw TrainingError(
        .badData,
        "the validation takes every sample of class \(missing); a smaller share or another seed leaves some"
      )
    }
    let layout = ParameterLayout(architecture)
    self.architecture = architecture
    self.options = options
    self.targets = targets
    self.team = team
    self.layout = layout
    state = TrainingState(architecture, layout: layout, options: options)
    gradient = [Float](repeating: 0, count: layout.count)
    let batchSize = min(options.batchSize, trainingRows.count)
    network = Backpropagation(architecture, layout: layout, batchSize: batchSize, team: team)
    classWeights = options.classWeights?.map { Float($0) }
  }

  /// Goes on from a state of the same training.
  ///
  /// - Throws: ``TrainingError`` when the state is that of another network or optimizer.
  package mutating func resume(from state: TrainingState) throws(TrainingError) {
    guard state.parameters.count == self.state.parameters.count,
      state.statistics.count == self.state.statistics.count,
      state.slots.map(\.count) == self.state.slots.map(\.count)
    else { throw TrainingError(.badRequest, "the state is that of another network or optimizer") }
    self.state = state
  }

  /// How many batches an epoch has.
  package var batchCount: Int {
    (trainingRows.count - 1) / options.batchSize + 1
  }

  /// The order of an epoch's samples.
  func order(ofEpoch epoch: Int) -> [Int] {
    guard options.shuffles else { return trainingRows }
    var order = trainingRows
    var generator = RandomGenerator(seed: options.seed, stream: .shuffling, index: epoch)
    generator.shuffle(&order)
    return order
  }

  /// Takes one step on some samples.
  ///
  /// - Parameters:
  ///   - rows: the samples of the batch, at most ``TrainingOptions/batchSize``.
  ///   - next: those of the next batch; none when unknown.
  ///   - samples: where they are.
  /// - Returns: the loss of the batch before the step: the mean over its samples and the penalties.
  @discardableResult
  mutating func step(
    _ rows: ArraySlice<Int>, next: ArraySlice<Int> = [], of samples: some TrainingSamples
  ) -> Double {
    network.load(rows, next: next, of: samples)
    let generator = RandomGenerator(seed: options.seed, stream: .dropout, index: state.step)
    network.forward(rows.count, &state, generator)
    let result = network.evaluate(rows, targets, options.loss, classWeights)
    network.backward(rows.count, state.parameters, into: &gradient)
    let penalty = network.penalty(state.parameters)
    state.step += 1
    let rate =
      options.learningRate * options.schedule.factor(epoch: state.epoch, of: options.epochs)
    options.optimizer.step(
      &state.parameters, gradient: gradient, slots: &state.slots, step: state.step, rate: rate,
      team: team)
    state.lossSum += result.lossSum + penalty * Double(rows.count)
    state.correctCount += result.correctCount
    return result.lossSum / Double(rows.count) + penalty
  }

  /// The gradient that the next step on some samples would follow, for tests.
  mutating func gradient(_ rows: ArraySlice<Int>, of samples: some TrainingSamples) -> [Float] {
    network.load(rows, of: samples)
    var untouched = state
    network.forward(
      rows.count, &untouched,
      RandomGenerator(seed: options.seed, stream: .dropout, index: state.step))
    _ = network.evaluate(rows, targets, options.loss, classWeights)
    network.backward(rows.count, state.parameters, into: &gradient)
    return gradient
  }

  /// Completes an epoch, unless interrupted.
  ///
  /// - Parameters:
  ///   - samples: the samples, as many as targets.
  ///   - shouldPause: asked after each batch with the share of the epoch that is done; `true` leaves the
  ///     epoch unfinished, to be gone on with.
  /// - Returns: whether the epoch is complete.
  /// - Throws: ``TrainingError`` of kind `diverged`.
  package mutating func runEpoch(
    _ samples: some TrainingSamples, shouldPause: (_ done: Double) -> Bool = { _ in false }
  ) throws(TrainingError) -> Bool {
    precondition(samples.count == targets.count, "as many samples as targets are needed")
    precondition(samples.features == architecture.inputs, "the samples do not fit the network")
    let clock = ContinuousClock()
    let start = clock.now
    let order = order(ofEpoch: state.epoch)
    let batches = batchCount
    while state.batch < batches {
      let rest = order[(state.batch * options.batchSize)...]
      let rows = rest.prefix(options.batchSize)
      let next = rest.dropFirst(options.batchSize).prefix(options.batchSize)
      let loss = step(rows, next: next, of: samples)
      state.batch += 1
      guard loss.isFinite else { throw diverged() }
      if shouldPause(Double(state.batch) / Double(batches)), state.batch < batches { return false }
    }
    // The losses are those before each step: what the last one did shows in the parameters alone.
    guard state.parameters.allSatisfy(\.isFinite), state.statistics.allSatisfy(\.isFinite) else {
      throw diverged()
    }
    let count = Double(order.count)
    var epoch = TrainingHistory.Epoch(loss: state.lossSum / count)
    if targets.classCount != nil { epoch.accuracy = Double(state.correctCount) / count }
    if !validationRows.isEmpty {
      let validation = evaluate(validationRows, of: samples)
      guard validation.loss.isFinite else { throw diverged() }
      epoch.validationLoss = validation.loss
      epoch.validationAccuracy = validation.accuracy
    }
    epoch.seconds = (clock.now - start) / .seconds(1)
    state.batch = 0
    state.lossSum = 0
    state.correctCount = 0
    state.history.epochs.append(epoch)
    remember(epoch)
    return true
  }

  private func diverged() -> TrainingError {
    var causes = ["learning rate than \(options.learningRate)"]
    if architecture.stages.contains(where: { $0.l2 > 0 }) { causes.append("L2 penalty") }
    if options.classWeights != nil { causes.append("class weights") }
    let last = causes.removeLast()
    let list = causes.isEmpty ? last : causes.joined(separator: ", ") + " or " + last
    return TrainingError(
      .diverged,
      "the loss is no longer finite in epoch \(state.epoch + 1), batch \(state.batch); a smaller "
        + "\(list) may help")
  }

  /// The loss, with penalties and without class weights, and the accuracy of samples as the finished network
  /// sees them; Keras leaves the weights out too.
  mutating func evaluate(
    _ rows: [Int], of samples: some TrainingSamples
  ) -> (loss: Double, accuracy: Double?) {
    var sum = 0.0
    var correct = 0
    let size = min(options.batchSize, trainingRows.count)
    for first in stride(from: 0, to: rows.count, by: size) {
      let batch = rows[first..<min(first + size, rows.count)]
      network.load(batch, of: samples)
      network.forward(batch.count, &state, nil)
      let result = network.evaluate(batch, targets, options.loss, nil)
      sum += result.lossSum
      correct += result.correctCount
    }
    let count = Double(rows.count)
    return (
      sum / count + network.penalty(state.parameters),
      targets.classCount == nil ? nil : Double(correct) / count
    )
  }

  /// Keeps the best epoch in mind.
  private mutating func remember(_ epoch: TrainingHistory.Epoch) {
    guard options.patience != nil else { return }
    let loss = epoch.validationLoss ?? epoch.loss
    if let best = state.best, loss >= best.loss - options.tolerance {
      if options.countsSmallGains, loss < best.loss { state.best?.loss = loss }
      return
    }
    let isKept = epoch.validationLoss != nil
    state.best = TrainingState.Best(
      epoch: state.epoch, loss: loss, parameters: isKept ? state.parameters : [],
      statistics: isKept ? state.statistics : [])
  }

  /// Why the training has come to its end; `nil` when it has not.
  package var ending: TrainingEnding? {
    if let wanted = options.targetAccuracy, let accuracy = state.history.epochs.last?.accuracy,
      state.batch == 0, accuracy >= wanted
    {
      return .accuracyReached
    }
    if let patience = options.patience, let best = state.best, state.epoch - best.epoch >= patience
    {
      return .noImprovement(bestEpoch: best.epoch)
    }
    return state.epoch >= options.epochs ? .epochsDone : nil
  }

  /// The epoch that ``trainedNetwork()`` is of, from 1; 0 before the first one.
  package var keptEpoch: Int {
    guard let best = state.best, !best.parameters.isEmpty else { return state.epoch }
    return best.epoch
  }

  /// The network as it stands; after a validation with early stopping, as it stood after the best epoch.
  package func trainedNetwork() throws(NetworkError) -> NeuralNetwork {
    var parameters = state.parameters
    var statistics = state.statistics
    if let best = state.best, !best.parameters.isEmpty {
      parameters = best.parameters
      statistics = best.statistics
    }
    return try layout.network(architecture, parameters: parameters, statistics: statistics)
  }
}

/// Why a training ended.
public enum TrainingEnding: Sendable, Equatable {
  /// As many epochs as asked for are done.
  case epochsDone
  /// The accuracy asked for is reached.
  case accuracyReached
  /// The last epochs were no better than one before them, counted from 1.
  case noImprovement(bestEpoch: Int)
}
