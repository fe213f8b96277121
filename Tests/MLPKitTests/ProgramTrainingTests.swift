import MLPKit
import Testing

/// A recipe that cannot be followed, and how it comes to be.
struct ImpossibleRecipe: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var change: @Sendable (inout TrainingRecipe) -> Void

  init(_ description: String, _ change: @escaping @Sendable (inout TrainingRecipe) -> Void) {
    testDescription = description
    self.change = change
  }

  static let all: [ImpossibleRecipe] = [
    ImpossibleRecipe("no units") { $0.hidden = [0] },
    ImpossibleRecipe("units below 0") { $0.hidden = [-3] },
    ImpossibleRecipe("units that no memory holds") { $0.hidden = [.max, .max] },
    ImpossibleRecipe("no epochs") { $0.epochs = 0 },
    ImpossibleRecipe("an empty batch") { $0.batchSize = 0 },
    ImpossibleRecipe("a rate that is no number") { $0.learningRate = .nan },
    ImpossibleRecipe("a dropout of all") { $0.dropout = 1 },
    ImpossibleRecipe("a schedule of no epochs") { $0.schedule = .step(epochs: 0, factor: 0.5) },
    ImpossibleRecipe("a validation with everything") { $0.validationShare = 1 },
    ImpossibleRecipe("a validation with NaN") { $0.validationShare = .nan },
    ImpossibleRecipe("no threads") { $0.threads = 0 },
    ImpossibleRecipe("an L2 below 0") { $0.l2 = -1 },
    ImpossibleRecipe("a momentum of 1") { $0.optimizer = .sgd(momentum: 1) },
    ImpossibleRecipe("no patience") { $0.patience = 0 },
    ImpossibleRecipe("class weights for other classes") { $0.classWeights = .list([1, 2, 3]) },
    ImpossibleRecipe("activations for other layers") { $0.activations = [.tanh, .relu()] },
    ImpossibleRecipe("no activations") { $0.activations = [] },
    ImpossibleRecipe("slopes for other units") {
      $0.activations = [.parametricReLU(slopes: [1, 2, 3])]
    },
  ]
}

@Suite("A program's trainings")
struct ProgramTrainingTests {
  private func corners() throws -> TrainingSet {
    try TrainingSet(
      rows: [[-1, -1], [-1, 1], [1, -1], [1, 1]], classes: [0, 1, 1, 0],
      names: ["same", "different"])
  }

  private func recipe() -> TrainingRecipe {
    var recipe = TrainingRecipe()
    recipe.hidden = [4]
    recipe.epochs = 3
    return recipe
  }

  @Test("A recipe that cannot be followed is an error", arguments: ImpossibleRecipe.all)
  func impossible(_ one: ImpossibleRecipe) throws {
    var recipe = recipe()
    one.change(&recipe)
    let set = try corners()
    #expect(throws: TrainingError.self) { _ = try TrainingSession(recipe, on: set) }
  }

  @Test("A batch larger than any memory is one of all samples")
  func largestBatch() throws {
    var recipe = recipe()
    recipe.batchSize = .max
    var session = try TrainingSession(recipe, on: try corners())
    #expect(try session.run())
    #expect(session.history.epochs.count == 3)
  }

  @Test("Epochs come one by one")
  func epochs() async throws {
    let training = BackgroundTraining(try TrainingSession(recipe(), on: try corners()))
    var losses: [Double] = []
    for try await epoch in training.epochs { losses.append(epoch.loss) }
    #expect(losses.count == 3)
    #expect(try await training.model().history.epochs.map(\.loss) == losses)
  }

  @Test("A task that is canceled stops the training, and it goes on when asked again")
  func cancellation() async throws {
    let training = BackgroundTraining(try TrainingSession(recipe(), on: try corners()))
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      var count = 0
      for try await _ in training.epochs { count += 1 }
      return count
    }
    await #expect(throws: CancellationError.self) { try await task.value }
    var count = 0
    for try await _ in training.epochs { count += 1 }
    #expect(count == 3)
  }

  @Test(
    "Samples that do not fit together are an error",
    arguments: [
      { () throws in try TrainingSet(rows: [[1], [2, 3]], classes: [0, 1], names: ["a", "b"]) },
      { () throws in try TrainingSet(rows: [[1], [2]], classes: [0, 2], names: ["a", "b"]) },
      { () throws in try TrainingSet(rows: [[1], [2]], classes: [0, -1], names: ["a", "b"]) },
      { () throws in try TrainingSet(rows: [[1], [2]], classes: [0], names: ["a", "b"]) },
      { () throws in try TrainingSet(rows: [], classes: [], names: []) },
      { () throws in try TrainingSet(rows: [[]], values: [[1]]) },
      { () throws in try TrainingSet(rows: [[1]], values: [[]]) },
      { () throws in try TrainingSet(rows: [[1], [2]], values: [[1]]) },
      { () throws in try TrainingSet(rows: [[.nan]], values: [[1]]) },
    ] as [@Sendable () throws -> TrainingSet])
  func misfits(_ set: @escaping @Sendable () throws -> TrainingSet) {
    #expect(throws: FileError.self) { _ = try set() }
  }

  @Test(
    "Classes that are selected twice, or none, are an error", arguments: [["a", "a"], [], ["c"]])
  func selections(_ names: [String]) throws {
    let labeled = try LabeledSamples(rows: [[1], [2]], classes: [0, 1], names: ["a", "b"])
    #expect(throws: FileError.self) { try labeled.selecting(names: names) }
  }
}
