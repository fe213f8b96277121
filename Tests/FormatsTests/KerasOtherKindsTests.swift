import Files
import Formats
import Networks
import Numerics
import TestSupport
import Testing

/// A file of another kind than a full model, and what Keras says of the model in it.
struct OtherKind: CustomTestStringConvertible, Sendable {
  let file: String
  /// The model whose recorded inputs and outputs are its truth.
  let truth: String
  let format: ModelInventory.Format
  var architecture: String?
  var activation: String?
  var output: String?

  var testDescription: String { file }

  func hints() throws -> ArchitectureHints {
    if let architecture { return try ArchitectureHints(architecture: Fixture.path(architecture)) }
    guard activation != nil || output != nil else { return .none }
    return try #require(ArchitectureHints(activation: activation, output: output))
  }

  static let all: [OtherKind] = [
    OtherKind(
      file: "keras/keras-1.2.2/mlp_layers.weights-only.h5", truth: "keras/keras-1.2.2/mlp_layers",
      format: .kerasHDF5Weights, architecture: "keras/keras-1.2.2/mlp_layers.arch.json"),
    OtherKind(
      file: "keras/tf-2.4/func_plain.weights-only.h5", truth: "keras/tf-2.4/func_plain",
      format: .kerasHDF5Weights, architecture: "keras/tf-2.4/func_plain.arch.json"),
    OtherKind(
      file: "keras/tf-2.12/mlp_obj.v3.weights.h5", truth: "keras/tf-2.12/mlp_obj",
      format: .kerasV3Weights, activation: "leaky_relu:0.01", output: "softmax"),
    OtherKind(
      file: "keras/keras-3.15.1/mlp_obj.v3.weights.h5", truth: "keras/keras-3.15.1/mlp_obj",
      format: .kerasV3Weights, activation: "leaky_relu:0.01", output: "softmax"),
    OtherKind(
      file: "keras/keras-3.15.1/nested.v3.weights.h5", truth: "keras/keras-3.15.1/nested",
      format: .kerasV3Weights, architecture: "keras/keras-3.15.1/nested.arch.json"),
    OtherKind(
      file: "keras/tf-2.4/mlp_obj.hdf5.keras", truth: "keras/tf-2.4/mlp_obj",
      format: .kerasHDF5Model),
    OtherKind(
      file: "keras/tf-2.12/mix.v3.keras", truth: "keras/tf-2.12/mix", format: .kerasHDF5Model),
    OtherKind(
      file: "keras/keras-3.15.1/nested.v3.keras", truth: "keras/keras-3.15.1/nested",
      format: .kerasV3Archive),
    OtherKind(
      file: "keras/keras-3.15.1/mix2.v3.keras", truth: "keras/keras-3.15.1/mix2",
      format: .kerasV3Archive),
    OtherKind(
      file: "keras/keras-3.15.1/names_unicode.v3.keras", truth: "keras/keras-3.15.1/names_unicode",
      format: .kerasV3Archive),
  ]
}

@Suite("Weights without architecture, and archives")
struct KerasOtherKindsTests {
  @Test("predict what Keras predicts", arguments: OtherKind.all)
  func predictions(kind: OtherKind) throws {
    let file = try ModelFile.open(Fixture.path(kind.file), hints: kind.hints())
    #expect(file.inventory.format == kind.format)
    let found = try file.network().predict(try matrix("\(kind.truth).inputs.npy"))
    let truth = try matrix("\(kind.truth).outputs.npy")
    let tolerance = PredictionTolerance(kind.truth)
    #expect(tolerance.excess(of: found.outputs.values, over: truth.values) <= 1)
  }

  @Test("hold the weights that the full model holds", arguments: OtherKind.all)
  func weights(kind: OtherKind) throws {
    let file = try ModelFile.open(Fixture.path(kind.file), hints: kind.hints())
    let full = try ModelFile.open(Fixture.path("\(kind.truth).h5")).network()
    let network = try file.network()
    #expect(denseWeights(network) == denseWeights(full))
  }

  @Test("weights alone are listed, and say what is missing to run them")
  func withoutHints() throws {
    let file = try ModelFile.open(Fixture.path("keras/keras-3.15.1/nested.v3.weights.h5"))
    #expect(file.inventory.layers.contains { $0.name == "encoder/inner/dense_1" })
    #expect(file.obstacle?.reason.contains("--activation") == true)
    let error = #expect(throws: FileError.self) { try file.network() }
    #expect(error?.kind == .unsupported)
  }

  @Test("what is assumed is said")
  func assumption() throws {
    let hints = try #require(ArchitectureHints(activation: nil, output: "softmax"))
    let file = try ModelFile.open(
      Fixture.path("keras/tf-2.12/mlp_obj.v3.weights.h5"), hints: hints)
    let assumption = try #require(file.assumption)
    #expect(assumption.contains("linear after each hidden layer"))
    #expect(assumption.contains("softmax at the end"))
  }

  @Test(
    "activations that are none are refused",
    arguments: ["sofmax", "leaky_relu:", "leaky_relu:x", "relu:3", "", "hard_sigmoid"])
  func badHint(text: String) {
    #expect(ArchitectureHints(activation: text, output: nil) == nil)
  }

  @Test("an architecture of another model is refused with what does not fit")
  func foreignArchitecture() throws {
    let hints = try ArchitectureHints(
      architecture: Fixture.path("keras/keras-1.2.2/mlp_layers.arch.json"))
    let error = #expect(throws: FileError.self) {
      try ModelFile.open(
        Fixture.path("keras/tf-2.4/func_plain.weights-only.h5"), hints: hints)
    }
    #expect(error?.kind == .badData)
  }

  @Test("an archive of a recurrent model can be inspected, cell and all")
  func recurrent() throws {
    let file = try ModelFile.open(Fixture.path("keras/keras-3.15.1/lstm.v3.keras"))
    let layer = try #require(file.inventory.layers.first { $0.className == "LSTM" })
    #expect(layer.tensors.map(\.role) == ["cell/0", "cell/1", "cell/2"])
    #expect(file.obstacle?.className == "LSTM")
    var count = 0
    try file.forEachTensor { entry, values in count += values.count }
    #expect(count == file.inventory.parameterCount)
  }

  private func denseWeights(_ network: NeuralNetwork) -> [Matrix] {
    network.layers.compactMap { if case .dense(let layer) = $0 { layer.weights } else { nil } }
  }
}
