import Files
import HDF5
import JSON
import Networks
import Numerics
import StoredModels
import TestSupport
import Testing

@testable import Formats

@Suite("Keras's other kinds of file: shards, pickled arrays, folders, SavedModels")
struct KerasGatheringTests {
  private static func path(_ name: String) -> String { Fixture.path("interchange/kinds/\(name)") }

  @Test(
    "give what Keras gave",
    arguments: [
      ("shards.weights.json", ModelInventory.Format.kerasV3Weights),
      ("arrays.keras", .kerasV3Archive),
      ("folder", .kerasV3Archive), ("permute", .tensorFlowSavedModel),
    ])
  func predictions(name: String, format: ModelInventory.Format) throws {
    let truth = try JSONParser.parse(Fixture.bytes("interchange/kinds/kinds.json"))[name]
    func matrix(_ key: String) -> Matrix {
      Matrix(
        rows: (truth?[key]?.arrayValue ?? []).map {
          ($0.arrayValue ?? []).compactMap(\.doubleValue)
        })
    }
    let hints =
      name.hasPrefix("shards")
      ? try ArchitectureHints(architecture: Self.path("shards.arch.json")) : .none
    let file = try ModelFile.open(Self.path(name), hints: hints)
    #expect(file.inventory.format == format)
    let found = try file.network().predict(matrix("x")).outputs
    #expect(relativeDifference(found.values, matrix("y").values) <= 1e-6)
  }

  @Test("what loading pickled arrays would run is named")
  func pickledCode() throws {
    let code = try ModelFile.open(Self.path("arrays.keras")).inventory.runsCode
    #expect(code.contains { $0.contains("functools.partial") })
    #expect(try ModelFile.open(Self.path("folder")).inventory.runsCode.isEmpty)
  }

  @Test(
    "a SavedModel that is no chain is listed as Keras lists it, and refused by the layer's class")
  func savedModel() throws {
    let file = try ModelFile.open(Self.path("cnn"))
    #expect(file.inventory.format == .tensorFlowSavedModel)
    #expect(file.inventory.layers.map(\.className).contains("Conv2D"))
    #expect(file.obstacle?.description.contains("Conv2D") == true)
    var count = 0
    try file.forEachTensor { _, values throws(FileError) in count += try values.all().count }
    #expect(count == 3 * 3 + 1 + 4 + 1)
  }

  @Test("a map leads to no file but those beside it, and a missing shard is named")
  func maps() throws {
    func opening(_ shard: String) throws -> FileError? {
      let scratch = ScratchFolder()
      let map = "{\"weight_map\": {\"/layers/dense/vars\": \"\(shard)\"}, \"x\": \"a.weights.h5\"}"
      try OutputFiles.write(
        [OutputFile(path: scratch.file("a.weights.json"), bytes: Array(map.utf8))], replacing: false
      )
      return #expect(throws: FileError.self) { try ModelFile.open(scratch.file("a.weights.json")) }
    }
    #expect(try opening("../b.weights.h5")?.kind == .badData)
    #expect(try opening("/etc/b.weights.h5")?.kind == .badData)
    #expect(try opening("none.weights.h5")?.description.contains("none.weights.h5") == true)
  }

  @Test("weights of TensorFlow's checkpoints run with activations that the user names")
  func checkpoint() throws {
    let path = Fixture.path("interchange/savedmodel/tf2.4-act-weights")
    let hints = try #require(ArchitectureHints(activation: "relu", output: "softmax"))
    let file = try ModelFile.open(path, hints: hints)
    #expect(file.inventory.format == .tensorFlowCheckpoint)
    #expect(file.inventory.layers.map(\.name).contains("hidden"))
  }

  @Test("integers are written in the type that they had")
  func integers() throws {
    var tree = KerasVariableTree()
    let variables: [(String, HDF5ElementType, [Double])] = [
      ("a", .int8, [-128, 127]), ("b", .uint32, [0, 4_294_967_295]),
      ("c", .int64, [-1, 1_099_511_627_776]),
    ]
    for (name, type, values) in variables {
      try tree.add(.init(shape: [2], type: type, values: values), at: ["g", name], file: "f")
      let error = #expect(throws: FileError.self) {
        try tree.add(.init(shape: [2], type: type, values: values), at: ["g", name], file: "f")
      }
      #expect(error?.problem.contains("twice") == true)
    }
    let found = try ModelSource.memory(try tree.image()).reading(path: "f") {
      root throws(HDF5Error) in
      let group = try root.group("g")
      var found: [String] = []
      for name in try group.childNames() {
        let dataset = try group.dataset(name)
        found.append("\(dataset.elementType.rawValue) \(try dataset.doubles().map { Int($0) })")
      }
      return found
    }
    #expect(found == ["int8 [-128, 127]", "uint32 [0, 4294967295]", "int64 [-1, 1099511627776]"])
  }
}
