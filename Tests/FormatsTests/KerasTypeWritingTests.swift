import Files
import HDF5
import JSON
import Networks
import Numerics
import Testing

@testable import Formats

/// Element types: what was stored in 16 bits is stored in 16 bits again.
@Suite struct KerasTypeWritingTests {
  @Test(
    "weights keep their type in every kind of file",
    arguments: ["float16", "bfloat16", "float32", "float64"], KerasFileKind.allCases)
  func types(_ type: String, _ kind: KerasFileKind) throws {
    let network = try NeuralNetwork(layers: [WrittenFiles.dense("d", 3, 2, type: type)], inputs: 3)
    let encoding = try WrittenFiles.encode(network, kind)
    #expect(!encoding.notes.contains { $0.contains("stored") })
    switch kind {
    case .model: #expect(try WrittenFiles.read(encoding) == network)
    case .legacyWeights:
      let stored = try WrittenFiles.hdf5(encoding.bytes) { root throws(HDF5Error) in
        try root.dataset(at: ["d", "d", "kernel:0"]).elementType.rawValue
      }
      #expect(stored == type)
    case .weights:
      #expect(try WrittenFiles.variables(encoding.bytes)["dense/0"]?.type == type)
    case .archive:
      let weights = try WrittenFiles.member("model.weights.h5", of: encoding.bytes)
      #expect(try WrittenFiles.variables(weights)["dense/0"]?.type == type)
      #expect(
        try WrittenFiles.layers(network, kind)[0]["config"]?["dtype"] == .string(type))
    }
  }

  @Test("values that do not fit the type are stored in one that holds them, and a note says so")
  func widened() throws {
    let network = try NeuralNetwork(
      layers: [
        .dense(
          DenseLayer(
            name: "a", weights: Matrix(rows: 1, columns: 1, values: [0.1]), bias: [1],
            storedType: "float32")),
        .dense(
          DenseLayer(
            name: "b", weights: Matrix(rows: 1, columns: 1, values: [Double(Float(0.1))]),
            bias: [2],
            storedType: "float16")),
      ], inputs: 1)
    let encoding = try WrittenFiles.encode(network, .weights)
    let variables = try WrittenFiles.variables(encoding.bytes)
    #expect(variables["dense/0"] == .init(values: [0.1], shape: [1, 1], type: "float64"))
    #expect(variables["dense/1"] == .init(values: [1], shape: [1], type: "float32"))
    #expect(variables["dense_1/0"]?.type == "float32")
    #expect(variables["dense_1/1"]?.type == "float16")
    #expect(
      encoding.notes.prefix(2) == [
        "layer a has values that float32 cannot hold; they are stored as float64",
        "layer b has values that float16 cannot hold; they are stored as float32",
      ])
  }

  @Test("layers without weights compute in the type of the layer before them")
  func neighbors() throws {
    let network = try NeuralNetwork(
      layers: [
        WrittenFiles.dense("a", 2, 2, type: "float64"),
        WrittenFiles.activation("b", .leakyReLU(slope: 0.1)),
        WrittenFiles.dense("c", 2, 2, type: "float16"), WrittenFiles.activation("d", .tanh),
      ], inputs: 2)
    let types = try WrittenFiles.layers(network, .archive).map { $0["config"]?["dtype"] }
    #expect(types == ["float64", "float64", "float16", "float16"])
    let configuration = try WrittenFiles.configuration(
      WrittenFiles.encode(network, .archive).bytes, .archive)
    #expect(configuration["config"]?["layers"]?.arrayValue?[0]["config"]?["dtype"] == "float64")
  }

  @Test("negative zero stays negative")
  func negativeZero() throws {
    let network = try NeuralNetwork(
      layers: [
        .dense(
          DenseLayer(
            name: "a", weights: Matrix(rows: 1, columns: 2, values: [-0.0, 0]), bias: [0, -0.0]))
      ], inputs: 1)
    guard
      case .dense(let again) = try WrittenFiles.read(WrittenFiles.encode(network, .model)).layers[0]
    else { return #expect(Bool(false), "no Dense") }
    #expect(again.weights.values.map(\.sign) == [.minus, .plus])
    #expect(again.bias?.map(\.sign) == [.plus, .minus])
  }

  @Test("weights that are no numbers are not written", arguments: [Double.nan, .infinity])
  func nonFinite(_ value: Double) throws {
    let network = try NeuralNetwork(
      layers: [
        .dense(
          DenseLayer(name: "a", weights: Matrix(rows: 1, columns: 1, values: [value]), bias: nil))
      ], inputs: 1)
    for kind in KerasFileKind.allCases {
      let error = #expect(throws: FileError.self) { try WrittenFiles.encode(network, kind) }
      #expect(error?.kind == .unsupported)
      #expect(error?.object == "layer a")
    }
  }
}
