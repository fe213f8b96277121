import Files
import Networks
import Numerics
import Testing

@testable import Formats

/// What is said of inputs, from one kind of model file to another.
@Suite("Inputs carried by files")
struct CarriedInputsTests {
  private static let kinds = ModelFileKind.all.filter { kind in
    ["keras-h5", "keras", "mlpc", "onnx", "safetensors", "npz"].contains(kind.name)
  }

  private func network() throws -> NeuralNetwork {
    var network = try NeuralNetwork(
      layers: [
        .dense(
          DenseLayer(
            name: "d", weights: Matrix(rows: [[1, 2], [3, 4], [5, 6], [7, 8]]), bias: [0.5, 1],
            storedType: "float32"))
      ], inputs: 4)
    network.inputSpace = try InputSpace([
      InputFeature(name: "proline", unit: "mg/l", range: 278...1680, typical: 673.5, source: .data),
      InputFeature(
        name: "doors", range: 2...5, kind: .integer, typical: 3, isFixed: true, source: .stated),
      InputFeature(name: "red\u{1B}", range: 0...1, kind: .oneHot(group: "color"), source: .model),
      InputFeature(name: "blue", range: 0...1, kind: .oneHot(group: "color"), source: .model),
    ])
    return network
  }

  @Test(
    "names, units, ranges and kinds come back from every kind that carries them", arguments: kinds)
  func all(_ kind: ModelFileKind) throws {
    let network = try network()
    let encoding = try kind.encode(network, provenance: ModelProvenance(), path: "m")
    let found = try ModelFile(path: "m", bytes: encoding.bytes)
    var wanted = network.inputSpace.features
    // Whoever said it before, now the model does.
    for index in wanted.indices {
      let feature = wanted[index]
      wanted[index] = InputFeature(
        name: feature.name, unit: feature.unit, range: feature.range, kind: feature.kind,
        typical: feature.typical, isFixed: feature.isFixed, source: .model)
    }
    #expect(try found.network().inputSpace.features == wanted)
    #expect(try found.outline().inputSpace == found.network().inputSpace)
  }

  @Test(
    "a network of which nothing is said gives the bytes that it gave before",
    arguments: kinds + [.c, .swift])
  func nothing(_ kind: ModelFileKind) throws {
    var network = try network()
    network.statedInputs = nil
    let plain = try kind.encode(network, provenance: ModelProvenance(), path: "m").bytes
    network.inputSpace = InputSpace(
      repeating: InputSpace.assumedRange, count: 4, source: .assumed)
    #expect(try kind.encode(network, provenance: ModelProvenance(), path: "m").bytes == plain)
  }

  @Test(
    "source has them in a comment that a name cannot end", arguments: [ModelFileKind.c, .swift])
  func source(_ kind: ModelFileKind) throws {
    var network = try network()
    network.inputSpace = try network.inputSpace.named(["a */ b", "c\nd", "é", "f\\"])
    let encoding = try kind.encode(network, provenance: ModelProvenance(), path: "m")
    let text = String(decoding: encoding.bytes, as: UTF8.self)
    #expect(text.contains("input[0]: a ?/ b (mg/l), 278.0 to 1680.0\n"))
    #expect(text.contains("input[1]: c?nd, fixed at 3.0, integer\n"))
    #expect(text.contains("input[2]: ?, 0.0 to 1.0, oneHot\n"))
    #expect(encoding.notes.contains { $0.contains("comment") })
  }
}
