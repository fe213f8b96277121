import Files
import JSON
import Networks
import Numerics
import StoredModels
import TestSupport
import Testing

@testable import Formats

/// A recorded file and what its framework answers.
struct RecordedModel: CustomTestStringConvertible, Sendable {
  var file: String
  var inputs: Matrix
  var answers: Matrix
  /// What the answers are: `proba`, `decision`, `predict`, or outputs.
  var key: String
  var activation: String?
  var tolerance: Double
  var classes: [String]?

  var testDescription: String { file }

  /// Opens the file.
  func open() throws -> ModelFile {
    let hints = try #require(ArchitectureHints(activation: activation, output: nil))
    return try ModelFile(
      path: file, bytes: Fixture.bytes("interchange/\(file)"),
      hints: activation == nil ? .none : hints)
  }

  /// The recorded files.
  static let all: [RecordedModel] = {
    guard let bytes = try? Fixture.bytes("interchange/answers.json"),
      let models = try? JSONParser.parse(bytes)["models"]?.arrayValue
    else { return [] }
    return models.compactMap { model in
      func matrix(_ name: String) -> Matrix? {
        let rows = model[name]?.arrayValue?.compactMap { row in
          row.arrayValue?.compactMap(\.doubleValue)
        }
        return rows.map { Matrix(rows: $0) }
      }
      guard let file = model["file"]?.stringValue, let inputs = matrix("inputs"),
        let answers = matrix("answers"), let tolerance = model["tolerance"]?.doubleValue
      else { return nil }
      return RecordedModel(
        file: file, inputs: inputs, answers: answers, key: model["key"]?.stringValue ?? "outputs",
        activation: model["activation"]?.stringValue, tolerance: tolerance,
        classes: model["classes"]?.arrayValue?.compactMap(\.stringValue))
    }
  }()
}

@Suite("Files of other frameworks")
struct InterchangeTests {
  @Test("all recorded files are there")
  func complete() { #expect(RecordedModel.all.count == 32) }

  @Test("networks answer as their frameworks do", arguments: RecordedModel.all)
  func answers(model: RecordedModel) throws {
    let file = try model.open()
    let network = try file.network()
    let prediction = network.predict(model.inputs)
    let found =
      model.key == "proba"
      ? try #require(network.probabilities(forLogits: prediction.logits)) : prediction.outputs
    #expect(found.rows == model.answers.rows && found.columns == model.answers.columns)
    let largest = prediction.logits.values.map(abs).max() ?? 0
    let scale = model.tolerance < 1e-6 ? 1 : max(1, largest)
    let difference = zip(found.values, model.answers.values).map { abs($0 - $1) }.max() ?? 1
    #expect(difference <= model.tolerance * scale)
    if let classes = model.classes { #expect(network.classNames == classes) }
    #expect(file.inventory.runsCode.isEmpty)
    #expect(!file.inventory.layers.isEmpty)
    #expect(try file.outline().outputs == network.outputs)
  }

  @Test(
    "state dictionaries are refused without activations, with the option that names them",
    arguments: ["t2.15-seq.pt", "t1.5-seq-legacy.pt", "net.safetensors", "t2.15-checkpoint.pt"])
  func withoutActivations(name: String) throws {
    let file = try ModelFile(path: name, bytes: Fixture.bytes("interchange/\(name)"))
    let error = try #require(throws: FileError.self) { try file.network() }
    #expect(error.kind == .unsupported)
    #expect(error.problem.contains("--activation"))
    #expect(file.inventory.parameterCount > 0)
  }

  @Test("a module with a hook is listed and not run, and the hook is named")
  func hooks() throws {
    let file = try ModelFile(path: "h", bytes: Fixture.bytes("interchange/hooked.pt"))
    #expect(file.inventory.runsCode.contains { $0.contains("print") })
    #expect(file.obstacle?.reason.contains("hooks") == true)
  }

  @Test("TorchScript is listed and not run")
  func torchScript() throws {
    let name = "t2.15-torchscript.pt"
    let file = try ModelFile(path: name, bytes: Fixture.bytes("interchange/\(name)"))
    #expect(file.inventory.format == .torchScript)
    #expect(file.inventory.parameterCount == 83)
    #expect(file.obstacle?.reason.contains("TorchScript") == true)
    let error = try #require(throws: FileError.self) { try file.network() }
    #expect(error.kind == .unsupported)
  }

  @Test(
    "the kinds of file are told apart",
    arguments: [
      ("s1.9.1-np2.4-py3.11-logreg_multi.joblib", ModelInventory.Format.sklearnJoblib),
      ("s0.18.2-np1.16-py3.6-mlp_str.p1.pkl", .sklearnPickle), ("logreg.skops", .skops),
      ("t2.15-seq.pt", .pyTorch), ("t1.5-seq-legacy.pt", .pyTorchLegacy),
      ("seq.safetensors", .safetensors),
    ])
  func formats(name: String, format: ModelInventory.Format) throws {
    let file = try ModelFile(path: name, bytes: Fixture.bytes("interchange/\(name)"))
    #expect(file.inventory.format == format)
  }

  @Test(
    "no cut of a file is read, and none ends the process",
    arguments: [
      "s1.9.1-np2.4-py3.11-logreg_multi.joblib", "s0.18.2-np1.16-py3.6-mlp_str.joblib.xz",
      "t1.5-seq-legacy.pt", "seq.safetensors", "t2.15-seq.pt",
    ])
  func truncated(name: String) throws {
    let bytes = try Fixture.bytes("interchange/\(name)")
    let read = stride(from: 0, to: bytes.count, by: max(1, bytes.count / 97)).filter { count in
      (try? ModelFile(path: name, bytes: Array(bytes[..<count]))) != nil
    }
    #expect(read.isEmpty)
  }
}

@Suite("Writing files of arrays")
struct ArrayWritingTests {
  private static let networks = [
    "digits/slp.h5", "mnist/mlp.h5", "keras/tf-2.12/mix.h5", "keras/keras-3.15.1/func_chain.h5",
    "keras/keras-2.2.4-tf115/nested_bn.h5", "keras/keras-3.15.1/dtype_float16.h5",
    "sklearn/mlp_scaled.mlpc", "sklearn/logistic_ovr.mlpc", "keras/keras-2.2.4-tf115/act_layers.h5",
  ]

  @Test(
    "what is written reads back as the same network", arguments: networks, ["safetensors", "npz"])
  func roundTrip(name: String, kind: String) throws {
    let network = try ModelFile(path: name, bytes: Fixture.bytes(name)).network()
    let writer = try #require(ModelFileKind(named: kind))
    let encoding = try writer.encode(
      network, provenance: ModelProvenance(source: "a test"), path: kind)
    let file = try ModelFile(path: kind, bytes: encoding.bytes)
    // Plain-binary coefficients carry exactly the same.
    let coefficients = try CoefficientWriter.encode(network, path: "m.mlpc")
    let expected = try ModelFile(path: "m.mlpc", bytes: coefficients).network()
    #expect(try file.network() == expected)
    #expect(file.provenance.source == "a test")
    #expect(file.inventory.format == (kind == "npz" ? .numpy : .safetensors))
    #expect(
      try writer.encode(network, provenance: ModelProvenance(source: "a test"), path: kind).bytes
        == encoding.bytes)
  }

  @Test("weights have PyTorch's names and order, and count positions as nn.Sequential does")
  func torchNames() throws {
    let network = try ModelFile(path: "m", bytes: Fixture.bytes("mnist/mlp.h5")).network()
    let bytes = try SafetensorsWriter.encode(network, provenance: ModelProvenance(), path: "m")
      .bytes
    let size = bytes[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
    let header = try JSONParser.parse(Array(bytes[8..<(8 + size)]))
    #expect(
      header.objectValue?.names
        == ["__metadata__", "0.bias", "0.weight", "2.bias", "2.weight", "4.bias", "4.weight"])
    #expect(header["__metadata__"]?["format"]?.stringValue == "pt")
    #expect(header["0.weight"]?["shape"] == [30, 784])
    #expect(header["0.weight"]?["dtype"] == "F32")
    #expect((8 + size) % 8 == 0)
  }
}
