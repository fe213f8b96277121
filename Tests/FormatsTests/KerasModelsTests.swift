import Datasets
import Files
import Formats
import Networks
import Numerics
import TestSupport
import Testing

@Suite("Files that real Keras versions wrote")
struct KerasModelsTests {
  @Test("there is a truth for every generation")
  func generations() throws {
    let generations = Set(KerasTruth.names.map { $0.split(separator: "/")[1] })
    #expect(
      generations == ["keras-1.2.2", "keras-2.2.4-tf115", "keras-3.15.1", "tf-2.12", "tf-2.4"])
    let verdicts = Set(try KerasTruth.names.map { try KerasTruth($0).verdict })
    #expect(verdicts == ["chain", "chain-ext", "inspect"])
  }

  @Test("chains predict what Keras predicts", arguments: KerasTruth.names)
  func predictions(name: String) throws {
    guard try KerasTruth(name).verdict != "inspect" else { return }
    let network = try ModelFile.open(Fixture.path("\(name).h5")).network()
    let found = network.predict(try matrix("\(name).inputs.npy"))
    let tolerance = PredictionTolerance(name)
    let outputs = try matrix("\(name).outputs.npy")
    #expect(tolerance.excess(of: found.outputs.values, over: outputs.values) <= 1)
    let logits = try matrix("\(name).logits.npy")
    #expect(tolerance.excess(of: found.logits.values, over: logits.values) <= 1)
  }

  @Test(
    "the paper's networks predict what Keras predicts",
    arguments: [
      ("mnist/mlp", "mnist/mlp.inputs", "mnist/mlp.logits", 1e-5),
      ("mnist/mlp", "mnist/mlp.inputs", "mnist/mlp.logits64", 1e-13),
      ("mnist/slp", "mnist/mlp.inputs", "mnist/slp.logits", 1e-13),
      ("mnist/slp_softmax", "mnist/mlp.inputs", "mnist/slp_softmax.logits", 1e-13),
      ("digits/mlp", "digits/images-idx3-ubyte.gz", "digits/mlp.outputs", 1e-5),
      ("digits/slp", "digits/images-idx3-ubyte.gz", "digits/slp.logits", 1e-13),
    ])
  func paper(model: String, inputs: String, logits: String, tolerance: Double) throws {
    let network = try ModelFile.open(Fixture.path("\(model).h5")).network()
    let truth = try matrix("\(logits).npy")
    let samples = try matrix(inputs.hasSuffix(".gz") ? inputs : "\(inputs).npy")
    let found = network.predict(samples.rows(0..<truth.rows))
    #expect(relativeDifference(found.logits.values, truth.values) <= tolerance)
  }

  @Test(
    "sigmoid and softmax outputs are Keras's",
    arguments: [("mnist/slp", 1e-13), ("mnist/slp_softmax", 1e-13)])
  func outputs(model: String, tolerance: Double) throws {
    let network = try ModelFile.open(Fixture.path("\(model).h5")).network()
    let found = network.predict(try matrix("mnist/mlp.inputs.npy")).outputs
    let truth = try matrix("\(model).outputs.npy")
    #expect(relativeDifference(found.values, truth.values) <= tolerance)
  }

  @Test(
    "a model that is no chain names the layer that prevents it",
    arguments: [
      ("keras-1.2.2/conv", "convolution2d_1", "Convolution2D"),
      // Looking at shapes alone this would be a chain.
      ("keras-1.2.2/skip", "merge_4", "Merge"),
      ("keras-2.2.4-tf115/shared", "shared", "Dense"),
      ("tf-2.12/lambda_layer", "lambda", "Lambda"),
      ("keras-3.15.1/lstm", "lstm", "LSTM"),
    ])
  func obstacles(name: String, layer: String, className: String) throws {
    #expect(try KerasTruth("keras/\(name)").verdict == "inspect")
    let model = try ModelFile.open(Fixture.path("keras/\(name).h5"))
    #expect(model.obstacle?.layer == layer)
    #expect(model.obstacle?.className == className)
    let error = try #require(throws: FileError.self) { try model.network() }
    #expect(error.kind == .unsupported)
    #expect(error.object == "layer \(layer)")
    #expect(error.problem.contains(className))
  }

  @Test(
    "what Keras would run is named, and nothing where it runs nothing",
    arguments: [
      ("keras-1.2.2/conv", []), ("keras-3.15.1/lstm", []),
      ("tf-2.12/lambda_layer", ["Keras layer Lambda lambda"]),
    ])
  func code(name: String, expected: [String]) throws {
    #expect(try ModelFile.open(Fixture.path("keras/\(name).h5")).inventory.runsCode == expected)
  }

  @Test("every model that is no chain is in the table above")
  func table() throws {
    let names = try KerasTruth.names.filter { try KerasTruth($0).verdict == "inspect" }
    #expect(
      names.map { $0.split(separator: "/").suffix(1).joined() }
        == ["conv", "skip", "shared", "lstm", "lambda_layer"])
  }

}

/// A recorded array, a row for each sample.
func matrix(_ name: String) throws -> Matrix {
  let samples = try DatasetReader.samples(at: Fixture.path(name))
  return samples.rows(0..<samples.count)
}
