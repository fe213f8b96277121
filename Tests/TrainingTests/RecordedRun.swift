import Datasets
import Files
import Networks
import Numerics
import TestSupport

@testable import Formats
@testable import Training

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// One hundred steps of Keras 3.15, recorded: the samples, the order of the batches, and the weights before
/// and after.
struct RecordedRun: CustomStringConvertible {
  let description: String
  let architecture: [NetworkArchitecture.DenseStage]
  let loss: TrainingLoss
  let optimizer: TrainingOptimizer
  let learningRate: Double

  /// Those whose data the package ships.
  static let shipped = [
    RecordedRun(
      description: "digits_tanh_sgd_momentum",
      architecture: [.init(units: 24, activation: .tanh), .init(units: 10)], loss: .crossEntropy,
      optimizer: .sgd(momentum: 0.9), learningRate: 0.05),
    RecordedRun(
      description: "digits_relu_nesterov",
      architecture: [
        .init(units: 24, activation: .relu()), .init(units: 16, activation: .elu(alpha: 1)),
        .init(units: 10),
      ], loss: .crossEntropy, optimizer: .sgd(momentum: 0.9, isNesterov: true), learningRate: 0.02),
    RecordedRun(
      description: "digits_batchnorm_adam",
      architecture: [
        .init(units: 24, activation: .relu(), hasBatchNormalization: true), .init(units: 10),
      ], loss: .crossEntropy, optimizer: .adam(), learningRate: 0.002),
    RecordedRun(
      description: "digits_regression_l2_adam",
      architecture: [.init(units: 16, activation: .softplus, l2: 0.001), .init(units: 8)],
      loss: .meanSquaredError, optimizer: .adam(), learningRate: 0.001),
  ]

  /// Those on MNIST, whose data are too large to ship.
  static let large = [
    RecordedRun(
      description: "paper_mlp_adam",
      architecture: [
        .init(units: 30, activation: .leakyReLU(slope: 0.01)),
        .init(units: 30, activation: .leakyReLU(slope: 0.01)), .init(units: 5),
      ], loss: .crossEntropy, optimizer: .adam(), learningRate: 0.001),
    RecordedRun(
      description: "paper_slp_logistic_adam",
      architecture: [.init(units: 5, activation: .sigmoid)], loss: .binaryCrossEntropy,
      optimizer: .adam(), learningRate: 0.001),
  ]

  /// The folder of the larger data; `nil` when it is not at hand.
  static let largeFolder = getenv("MLPKIT_DATA").map { String(cString: $0) + "/training" }

  var path: String {
    Self.large.contains { $0.description == description }
      ? "\(Self.largeFolder ?? "")/\(description).npz"
      : Fixture.path("training/\(description).npz")
  }

  /// An array of the recording.
  func array(_ name: String) throws -> DataArray {
    let member = "\(name).npy"
    let members = try ZipArchive.read(
      FileBytes.read(path), members: [member], file: path, limit: 1 << 26)
    return try DatasetReader.array(of: members[member] ?? [], file: name)
  }

  /// The weights of a moment as ``Trainer`` keeps them.
  func state(_ moment: String, of trainer: Trainer) throws -> TrainingState {
    var state = trainer.state
    var number = 0
    func next() throws -> [Double] {
      defer { number += 1 }
      return try array("\(moment)_\(number)").doubles
    }
    for place in ParameterLayout(trainer.architecture).stages {
      let weights = Matrix(rows: place.inputs, columns: place.units, values: try next())
      place.weights.store(weights, in: &state.parameters, at: place.weightsStart)
      func store(_ values: [Double], _ start: Int) {
        for (unit, value) in values.enumerated() { state.parameters[start + unit] = Float(value) }
      }
      store(try next(), place.biasStart)
      guard let normalization = place.normalization else { continue }
      store(try next(), normalization.gamma)
      store(try next(), normalization.beta)
      for (index, values) in [try next(), try next()].enumerated() {
        let start = normalization.statistics + index * place.width
        for (unit, value) in values.enumerated() { state.statistics[start + unit] = Float(value) }
      }
    }
    return state
  }
}

/// Rows of floats.
struct FloatRows: TrainingSamples {
  var values: [Float]
  var features: Int
  var count: Int { values.count / features }

  func copyRows(_ rows: ArraySlice<Int>, next: ArraySlice<Int>, into target: inout [Float]) {
    for (place, row) in rows.enumerated() {
      for feature in 0..<features {
        target[place * features + feature] = values[row * features + feature]
      }
    }
  }
}
