import Files
import MLPKit
import TestSupport
import Testing

@Suite("Training as a program does it")
struct TrainingSessionTests {
  private static let rows: [[Double]] = (0..<40).map { index in
    let noise = [0, 5, 10].map { Double((index * 7 + $0) % 11) / 11 }
    return index % 2 == 0
      ? [noise[0] + 1, noise[1], noise[2]] : [noise[0], noise[1] + 1, noise[2]]
  }
  private static let classes = (0..<40).map { $0 % 2 }

  private static func session(epochs: Int = 4) throws -> TrainingSession {
    var recipe = TrainingRecipe()
    recipe.hidden = [4]
    recipe.epochs = epochs
    recipe.batchSize = 10
    recipe.validationShare = 0.25
    return try TrainingSession(
      recipe, on: TrainingSet(rows: rows, classes: classes, names: ["even", "odd"]))
  }

  @Test("the epochs come one by one, and the model is that of a training in one piece")
  func background() async throws {
    var whole = try Self.session()
    #expect(try whole.run())
    let training = BackgroundTraining(try Self.session())
    var losses: [Double] = []
    for try await epoch in training.epochs { losses.append(epoch.loss) }
    let model = try await training.model()
    #expect(losses == whole.history.epochs.map(\.loss) && losses.count == 4)
    #expect(try model.network == whole.model().network)
    #expect(model.ending == .epochsDone && model.network.classNames == ["even", "odd"])
    #expect(model.provenance.training?.loss == .crossEntropy && model.provenance.isTrainedHere)
  }

  @Test("a task that is canceled stops the training, which can be gone on with")
  func cancellation() async throws {
    let training = BackgroundTraining(try Self.session())
    let epochs = training.epochs.makeAsyncIterator()
    _ = try await epochs.next()
    let canceled = Task { [epochs] in
      while !Task.isCancelled { await Task.yield() }
      return try await epochs.next()
    }
    canceled.cancel()
    let result = await canceled.result
    #expect(throws: CancellationError.self) { try result.get() }
    var count = 1
    for try await _ in training.epochs { count += 1 }
    var whole = try Self.session()
    _ = try whole.run()
    #expect(count == 4)
    #expect(try await training.model().network == whole.model().network)
  }

  @Test(
    "who stops after the last batch, during the validation, finds that epoch in the checkpoint",
    arguments: 1...3)
  func stoppedInValidation(_ stop: Int) throws {
    let folder = ScratchFolder()
    let path = folder.file("c")
    var session = try Self.session()
    var isStopped = false
    // The signal comes when the last batch of an epoch was asked about.
    let isDone = try session.run(checkpoint: path) { history, done in
      defer { isStopped = history.epochs.count == stop - 1 && done == 1 }
      return isStopped
    }
    #expect(!isDone && session.history.epochs.count == stop)
    var resumed = try Self.session()
    try resumed.resume(from: try FileBytes.read(path), file: path)
    #expect(resumed.history.epochs.count == stop)
    #expect(try resumed.run())
    var whole = try Self.session()
    _ = try whole.run()
    #expect(try resumed.model().network == whole.model().network)
  }

  @Test("what a program passes as data is refused, and nothing traps")
  func refused() throws {
    let names = ["a", "b"]
    #expect(throws: FileError.self) { try TrainingSet(rows: [], classes: [], names: names) }
    #expect(throws: FileError.self) { try TrainingSet(rows: [[]], classes: [0], names: names) }
    #expect(throws: FileError.self) {
      try TrainingSet(rows: [[1], [1, 2]], classes: [0, 1], names: names)
    }
    #expect(throws: FileError.self) {
      try TrainingSet(rows: [[1], [2]], classes: [0, 2], names: names)
    }
    #expect(throws: FileError.self) {
      try TrainingSet(rows: [[1], [2]], classes: [0, -1], names: names)
    }
    #expect(throws: FileError.self) {
      try TrainingSet(rows: [[1], [.nan]], classes: [0, 1], names: names)
    }
    #expect(throws: FileError.self) {
      try TrainingSet(rows: [[1], [1e300]], classes: [0, 1], names: names)
    }
    #expect(throws: FileError.self) { try TrainingSet(rows: [[1], [2]], values: [[1]]) }
    #expect(throws: FileError.self) { try TrainingSet(rows: [[1], [2]], values: [[1], []]) }
    let set = try TrainingSet(rows: [[1], [2]], classes: [0, 1], names: names)
    for change: (inout TrainingRecipe) -> Void in [
      { $0.epochs = 0 }, { $0.batchSize = -1 }, { $0.threads = 0 }, { $0.hidden = [0] },
      { $0.hidden = [.max] }, { $0.learningRate = .nan }, { $0.l2 = -1 }, { $0.dropout = 1 },
      { $0.activations = [] }, { $0.classWeights = .list([1]) }, { $0.validationShare = 2 },
      { $0.schedule = .step(epochs: 0, factor: 1) }, { $0.patience = 0 },
    ] {
      var recipe = TrainingRecipe()
      change(&recipe)
      #expect(throws: TrainingError.self) { try TrainingSession(recipe, on: set) }
    }
  }
}
