import Datasets
import MLPKit
import Networks
import Numerics
import TestSupport
import Testing

@testable import Training

/// The 8×8 digits.
struct Digits {
  let samples: Samples
  let labels: [Int]

  init() throws {
    let labeled = try DatasetReader.labeledSamples(
      images: Fixture.path("digits/images-idx3-ubyte.gz"),
      labels: Fixture.path("digits/labels-idx1-ubyte.gz"))
    samples = labeled.samples
    labels = labeled.labels
  }

  var targets: TrainingTargets { .classes(labels, count: 10) }

  func architecture(
    _ hidden: NetworkArchitecture.DenseStage = .init(units: 16, activation: .relu())
  ) throws -> NetworkArchitecture {
    try NetworkArchitecture(inputs: 64, stages: [hidden, .init(units: 10, activation: .softmax)])
  }
}

@Suite("Training")
struct TrainerTests {
  @Test("a network learns the digits, and what is written of it says the same")
  func learns() throws {
    let digits = try Digits()
    var options = TrainingOptions(loss: .crossEntropy)
    options.epochs = 30
    options.targetAccuracy = 0.97
    var trainer = try Trainer(digits.architecture(), options: options, targets: digits.targets)
    while trainer.ending == nil { _ = try trainer.runEpoch(digits.samples) }
    #expect(trainer.ending == .accuracyReached)
    let epochs = trainer.state.history.epochs
    #expect(epochs.count < 30 && epochs.dropLast().allSatisfy { ($0.accuracy ?? 1) < 0.97 })
    #expect(epochs[0].loss > epochs[epochs.count - 1].loss)
    // The network's own forward pass, in 64 bits.
    let outputs = try trainer.trainedNetwork().predict(digits.samples).outputs
    let right = digits.labels.indices.count { row in
      let values = outputs.row(row)
      return values.max() == values[values.startIndex + digits.labels[row]]
    }
    #expect(Double(right) / Double(digits.labels.count) >= 0.96)
  }

  @Test(
    "stopped anywhere and gone on with from its checkpoint, it ends with the same bits",
    arguments: [
      NetworkArchitecture.DenseStage(units: 16, activation: .relu()),
      .init(units: 16, activation: .tanh, hasBatchNormalization: true, dropout: 0.3, l2: 1e-4),
    ])
  func resumes(_ hidden: NetworkArchitecture.DenseStage) throws {
    let digits = try Digits()
    var options = TrainingOptions(loss: .crossEntropy)
    options.epochs = 4
    options.batchSize = 100
    options.validationShare = 0.2
    options.patience = 2
    let fresh = try Trainer(digits.architecture(hidden), options: options, targets: digits.targets)
    var whole = fresh
    while whole.ending == nil { _ = try whole.runEpoch(digits.samples) }

    let record = TrainingRecord(
      data: nil, loss: options.loss, optimizer: options.optimizer, settings: [])
    var state = fresh.state
    var pieces = 0
    while true {
      var trainer = fresh
      try trainer.resume(from: state)
      if trainer.ending != nil { break }
      var batches = 0
      _ = try trainer.runEpoch(digits.samples) { _ in
        batches += 1
        return batches == 5
      }
      let bytes = Checkpoint.encode(trainer.state, of: record)
      state = try Checkpoint.decode(bytes, file: "c", record: record, for: fresh)
      #expect(Checkpoint.encode(state, of: record) == bytes)
      pieces += 1
    }
    #expect(pieces > 4)
    #expect(
      Checkpoint.encode(whole.state, of: record) == Checkpoint.encode(state, of: record))
  }

  @Test("any number of threads gives the same bits")
  func threads() throws {
    var numbers = SeededNumbers(seed: 1)
    let samples = FloatRows(values: numbers.next(128 * 300).map { Float($0) }, features: 300)
    let labels = (0..<128).map { $0 % 3 }
    let architecture = try NetworkArchitecture(
      inputs: 300,
      stages: [.init(units: 200, activation: .tanh), .init(units: 150), .init(units: 3)])
    var options = TrainingOptions(loss: .crossEntropy)
    options.batchSize = 128
    options.epochs = 3
    let states = try [1, 2, 5].map { threads in
      var trainer = try Trainer(
        architecture, options: options, targets: .classes(labels, count: 3),
        team: WorkerTeam(threads: threads))
      while trainer.ending == nil { _ = try trainer.runEpoch(samples) }
      return try trainer.trainedNetwork()
    }
    #expect(states[0] == states[1] && states[0] == states[2])
  }

  @Test("with early stopping the network of the best epoch is the result")
  func earlyStopping() throws {
    let digits = try Digits()
    var options = TrainingOptions(loss: .crossEntropy)
    options.epochs = 60
    options.learningRate = 0.03
    options.validationShare = 0.3
    options.patience = 3
    var trainer = try Trainer(digits.architecture(), options: options, targets: digits.targets)
    var losses: [Double] = []
    var networks: [NeuralNetwork] = []
    while trainer.ending == nil {
      _ = try trainer.runEpoch(digits.samples)
      losses.append(trainer.state.history.epochs[losses.count].validationLoss ?? 0)
      networks.append(try trainer.trainedNetwork())
    }
    let best = try #require(losses.firstIndex(of: losses.min() ?? 0))
    #expect(trainer.ending == .noImprovement(bestEpoch: best + 1))
    #expect(losses.count == best + 1 + 3)
    #expect(try trainer.trainedNetwork() == networks[best])
    // What is kept back is a share of all samples, and is not trained on.
    #expect(trainer.validationRows.count == 539)
    #expect(Set(trainer.validationRows).isDisjoint(with: trainer.trainingRows))
  }

  @Test("class weights multiply the losses of their classes")
  func classWeights() throws {
    let digits = try Digits()
    var options = TrainingOptions(loss: .crossEntropy)
    var losses: [Double] = []
    for weights in [nil, [Double](repeating: 2, count: 10), [1] + [Double](repeating: 0, count: 9)]
    {
      options.classWeights = weights
      var trainer = try Trainer(digits.architecture(), options: options, targets: digits.targets)
      // Ten samples, one of each class: the same weights of the network, so the same losses of samples.
      let rows = (0..<10).compactMap { digits.labels.firstIndex(of: $0) }
      losses.append(trainer.step(rows[...], of: digits.samples))
    }
    #expect(abs(losses[1] - 2 * losses[0]) < 1e-6)
    #expect(losses[2] < losses[0] / 2 && losses[2] > 0)
  }

  @Test("Dropout leaves expectations as they are, and no trace in the network")
  func dropout() throws {
    let digits = try Digits()
    var options = TrainingOptions(loss: .crossEntropy)
    options.epochs = 1
    let stage = NetworkArchitecture.DenseStage(units: 16, activation: .relu(), dropout: 0.5)
    var trainer = try Trainer(
      digits.architecture(stage), options: options, targets: digits.targets)
    _ = try trainer.runEpoch(digits.samples)
    #expect(try trainer.trainedNetwork().layers.count == 4)
    var dropout = Dropout(share: 0.25, count: 100_000)
    var generator: RandomGenerator? = RandomGenerator(seed: 0, stream: .dropout)
    dropout.apply([Float](repeating: 1, count: 100_000), count: 100_000, &generator)
    #expect(abs(dropout.output.reduce(0, +) / 100_000 - 1) < 0.01)
    #expect(Set(dropout.output) == [0, Float(1 / 0.75)])
  }

  @Test("a learning rate that diverges is an error that says when")
  func diverges() throws {
    let digits = try Digits()
    var options = TrainingOptions(loss: .meanSquaredError)
    options.optimizer = .sgd()
    options.learningRate = 1e6
    let architecture = try NetworkArchitecture(
      inputs: 64, stages: [.init(units: 16), .init(units: 10)])
    var trainer = try Trainer(architecture, options: options, targets: digits.targets)
    let error = try #require(throws: TrainingError.self) {
      while trainer.ending == nil { _ = try trainer.runEpoch(digits.samples) }
    }
    #expect(error.kind == .diverged && error.problem.contains("epoch 1"))
  }

  @Test("what cannot be trained is refused before it begins, with the reason")
  func refusals() throws {
    func problem(_ stages: [NetworkArchitecture.DenseStage]) -> String? {
      do {
        _ = try NetworkArchitecture(inputs: 4, stages: stages)
        return nil
      } catch { return error.problem }
    }
    #expect(problem([])?.contains("needs a layer") == true)
    #expect(problem([.init(units: 0)])?.contains("0 units") == true)
    #expect(
      problem([.init(units: 3, activation: .softmax), .init(units: 2)])?.contains("mixes") == true)
    #expect(problem([.init(units: 2, activation: .tanh)])?.contains("last activation") == true)
    #expect(problem([.init(units: 2, dropout: 1), .init(units: 2)])?.contains("dropout") == true)
    func problem(_ targets: TrainingTargets, _ change: (inout TrainingOptions) -> Void = { _ in })
      -> String?
    {
      var options = TrainingOptions(loss: .crossEntropy)
      change(&options)
      do {
        let architecture = try NetworkArchitecture(
          inputs: 4, stages: [.init(units: targets.outputs, activation: .softmax)])
        _ = try Trainer(architecture, options: options, targets: targets)
        return nil
      } catch { return "\(error)" }
    }
    let good = TrainingTargets.classes([0, 1, 2], count: 3)
    #expect(problem(good) == nil)
    #expect(problem(.classes([0, 1, 3], count: 3))?.contains("label 3 of sample 2") == true)
    #expect(problem(.classes([0, 2], count: 3))?.contains("no sample is of class 1") == true)
    #expect(problem(.classes([0, 0], count: 1))?.contains("nothing to learn") == true)
    #expect(problem(.classes([], count: 2))?.contains("no samples") == true)
    #expect(problem(good) { $0.learningRate = .nan }?.contains("learning rate") == true)
    #expect(problem(good) { $0.epochs = 0 }?.contains("epoch") == true)
    #expect(problem(good) { $0.batchSize = 0 }?.contains("batch") == true)
    #expect(problem(good) { $0.validationShare = 0.9 }?.contains("too few") == true)
    #expect(problem(good) { $0.classWeights = [1, 2] }?.contains("2 class weights for 3") == true)
    #expect(problem(good) { $0.loss = .binaryCrossEntropy }?.contains("does not go with") == true)
  }

  @Test("a batch may be larger than the data, and one sample is enough for a batch")
  func smallData() throws {
    let samples = FloatRows(values: [0, 0, 1, 1, 0.5, 0], features: 2)
    for size in [1, 2, 1000] {
      var options = TrainingOptions(loss: .binaryCrossEntropy)
      options.batchSize = size
      options.epochs = 5
      let architecture = try NetworkArchitecture(
        inputs: 2, stages: [.init(units: 1, activation: .sigmoid)])
      var trainer = try Trainer(architecture, options: options, targets: .twoClasses([0, 1, 0]))
      while trainer.ending == nil { _ = try trainer.runEpoch(samples) }
      #expect(trainer.state.history.epochs.allSatisfy { $0.loss.isFinite && $0.accuracy != nil })
    }
  }

  @Test("the loss of the validation knows no class weights, as in Keras")
  func validationWeights() throws {
    let digits = try Digits()
    var options = TrainingOptions(loss: .crossEntropy)
    options.validationShare = 0.2
    var plain = try Trainer(digits.architecture(), options: options, targets: digits.targets)
    options.classWeights = [Double](repeating: 7, count: 10)
    var weighted = try Trainer(digits.architecture(), options: options, targets: digits.targets)
    try weighted.resume(from: plain.state)
    let rows = plain.validationRows
    #expect(
      weighted.evaluate(rows, of: digits.samples).loss
        == plain.evaluate(rows, of: digits.samples).loss)
  }

  /// By scikit-learn's rule the loss to beat falls with every gain, so a slow descent ends the training;
  /// by Keras's it is still the old one, which the descent falls below by the tolerance in the end.
  @Test(
    "a slow descent counts as none in scikit-learn and as one in Keras", arguments: [true, false])
  func smallGains(countsSmallGains: Bool) throws {
    // One weight and no chance: y = w, towards 1, by steps that make the loss fall by 2/5 % each.
    let samples = FloatRows(values: [1], features: 1)
    let architecture = try NetworkArchitecture(inputs: 1, stages: [.init(units: 1)])
    var options = TrainingOptions(loss: .meanSquaredError)
    options.optimizer = .sgd()
    options.learningRate = 0.0005
    options.epochs = 50
    options.patience = 4
    options.countsSmallGains = countsSmallGains
    var trainer = try Trainer(
      architecture, options: options, targets: .values([100], width: 1))
    _ = try trainer.runEpoch(samples)
    // More than one gain, less than two.
    options.tolerance = trainer.state.history.epochs[0].loss * 0.005
    trainer = try Trainer(architecture, options: options, targets: .values([100], width: 1))
    while trainer.ending == nil { _ = try trainer.runEpoch(samples) }
    #expect(
      trainer.ending == (countsSmallGains ? .noImprovement(bestEpoch: 1) : .epochsDone))
    #expect(trainer.state.epoch == (countsSmallGains ? 5 : 50))
  }

  @Test("a training that cannot be meant is refused, and one that ends in no number has failed")
  func meaningless() throws {
    let digits = try Digits()
    let outside = TrainingTargets.values([0.5, 1.5], width: 1)
    for (loss, output) in [
      (TrainingLoss.binaryCrossEntropy, Activation.sigmoid), (.crossEntropy, .linear),
    ] {
      #expect(throws: TrainingError.self) {
        _ = try Trainer(
          NetworkArchitecture(inputs: 1, stages: [.init(units: 1, activation: output)]),
          options: TrainingOptions(loss: loss), targets: outside)
      }
    }
    // Two samples, of which one is kept back.
    var options = TrainingOptions(loss: .crossEntropy)
    options.validationShare = 0.5
    #expect(throws: TrainingError.self) {
      _ = try Trainer(
        NetworkArchitecture(inputs: 1, stages: [.init(units: 2)]), options: options,
        targets: .classes([0, 1], count: 2))
    }
    // One step, whose own loss is the last finite number.
    options.validationShare = 0
    options.batchSize = 5000
    options.optimizer = .sgd()
    options.learningRate = 1e300
    var trainer = try Trainer(digits.architecture(), options: options, targets: digits.targets)
    #expect(throws: TrainingError.self) { _ = try trainer.runEpoch(digits.samples) }
  }
}
