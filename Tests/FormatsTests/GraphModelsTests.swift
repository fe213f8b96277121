import Files
import JSON
import Networks
import Numerics
import TestSupport
import Testing

@testable import Formats

@Suite("Models of other frameworks that are graphs")
struct GraphModelsTests {
  /// What frameworks answered, by the path of the model below `interchange/`.
  private static func truth() throws -> [(name: String, x: Matrix, y: Matrix)] {
    let document = try JSONParser.parse(Fixture.bytes("interchange/graphs.json"))
    return (document.objectValue?.members ?? []).map { member in
      func matrix(_ key: String) -> Matrix {
        let rows = member.value.objectValue?[key]?.arrayValue ?? []
        return Matrix(rows: rows.map { ($0.arrayValue ?? []).compactMap(\.doubleValue) })
      }
      return (member.name, matrix("x"), matrix("y"))
    }
  }

  private static let names = (try? truth())?.map(\.name) ?? []

  private static func open(_ name: String) throws -> ModelFile {
    try ModelFile.open(Fixture.path("interchange/\(name)"))
  }

  @Test("give what their frameworks gave", arguments: names)
  func predictions(name: String) throws {
    let truth = try #require(try Self.truth().first { $0.name == name })
    let network = try Self.open(name).network()
    let answer = network.predict(truth.x)
    // Two probabilities of one output: 1 − p and p.
    var wanted = truth.y
    if network.outputs == 1, wanted.columns == 2 {
      wanted = Matrix(
        rows: wanted.rows, columns: 1, values: (0..<wanted.rows).map { wanted[$0, 1] })
    }
    let tolerance = name.contains("double") ? 1e-9 : 1e-5
    #expect(relativeDifference(answer.outputs.values, wanted.values) <= tolerance)
  }

  @Test(
    "are the layers that their frameworks call them",
    arguments: [
      ("onnx/keras3-act-gelu.onnx", ["dense 5→6", "gelu", "dense 6→3", "softmax"]),
      ("onnx/keras3-act-sparse_plus.onnx", ["dense 5→6", "sparse_plus", "dense 6→3", "softmax"]),
      ("onnx/keras3-act-hard_silu.onnx", ["dense 5→6", "hard_silu", "dense 6→3", "softmax"]),
      ("onnx/keras3-prelu.onnx", ["dense 5→6", "prelu(6 slopes)", "dense 6→1", "sigmoid"]),
      ("onnx/torch-legacy-hardshrink.onnx", ["dense 5→6", "hard_shrink(0.5)", "dense 6→3"]),
      ("onnx/torch-legacy-softsign.onnx", ["dense 5→6", "softsign", "dense 6→3"]),
      (
        "onnx/torch-ln16.onnx",
        ["dense 4→5", "layer normalization 5", "relu", "dense 5→2", "sigmoid"]
      ),
      ("onnx/skl2onnx-sgd.onnx", ["dense 4→3", "sigmoid"]),
      (
        "onnx/skl2onnx-pipe-standard.onnx",
        ["affine 4 (StandardScaler)", "dense 4→5", "relu", "dense 5→3", "softmax"]
      ),
      (
        "onnx/torch-legacy-bn-nofold.onnx",
        ["dense 6→8", "affine 8 (BatchNormalization)", "relu", "dense 8→4", "softmax"]
      ),
      ("savedmodel/keras3.15-func", ["dense 12→6", "sigmoid", "dense 6→2"]),
      // Its answers come out one below the other; they are two numbers a sample.
      ("onnx/skl2onnx-mlpreg2.onnx", ["dense 4→5", "dense 5→2", "dense 2→2"]),
    ] as [(String, [String])])
  func layers(name: String, wanted: [String]) throws {
    #expect(try Self.open(name).network().layers.map(\.summary) == wanted)
  }

  @Test("names, classes, shapes and tasks come along")
  func descriptions() throws {
    #expect(Self.names.count == 21)
    let softmax = try Self.open("onnx/skl2onnx-logreg.onnx").network()
    #expect(softmax.classNames == ["setosa", "versicolor", "virginica"])
    #expect(softmax.task == .classification)
    #expect(try Self.open("onnx/skl2onnx-sgd.onnx").network().task == .oneVsRest)
    let normalized = try Self.open("onnx/torch-legacy-bn-nofold.onnx").network()
    #expect(normalized.layers.map(\.name).prefix(2) == ["fc1", "bn"])
    let flattened = try Self.open("savedmodel/keras3.15-func")
    #expect(try flattened.network().inputShape == [3, 4])
    #expect(flattened.inventory.format == .tensorFlowSavedModel)
    #expect(flattened.inventory.producer?.hasPrefix("TensorFlow 2.") == true)
    let external = try Self.open("onnx/hand-external.onnx")
    #expect(external.inventory.metadata.contains { $0.name == "opset ai.onnx" && $0.value == "13" })
  }

  @Test(
    "no chain: inspected in full, and refused by the operator's name",
    arguments: [
      ("onnx/torch-residual.onnx", "Add", ["a.weight", "a.bias"])
    ] as [(String, String, [String])])
  func noChain(name: String, kind: String, tensors: [String]) throws {
    let file = try Self.open(name)
    #expect(file.obstacle?.description.contains(kind) == true)
    let error = #expect(throws: FileError.self) { try file.network() }
    #expect(error?.kind == .unsupported)
    var seen: Set<String> = []
    try file.forEachTensor { entry, values throws(FileError) in
      if try values.all().count == entry.count { seen.insert(entry.name) }
    }
    #expect(seen.isSuperset(of: tensors), "\(seen)")
  }

  @Test("a checkpoint lists its variables, without those of the optimizer, and cannot be run")
  func checkpoint() throws {
    let file = try Self.open("savedmodel/tf2.4-act-weights")
    #expect(file.inventory.format == .tensorFlowCheckpoint)
    #expect(file.inventory.hasTrainingState)
    #expect(file.inventory.layers.map(\.name).contains("hidden"))
    #expect(!file.inventory.layers.flatMap(\.tensors).contains { $0.name.contains("OPTIMIZER") })
    #expect(file.obstacle?.reason.contains("no architecture") == true)
    let index = try Self.open("savedmodel/tf2.4-act-weights/ck.index")
    #expect(index.inventory.layers == file.inventory.layers)
  }

  @Test("the digest of a folder is that of its files' digests, as sha256sum lists them")
  func digest() throws {
    let folder = "interchange/savedmodel/tf2.4-act-weights"
    var list = ""
    for name in try OpenFolder(Fixture.path(folder)).names() {
      let bytes = try Fixture.bytes("\(folder)/\(name)")
      list += "\(FileDigest.sha256(bytes))  \(name)\n"
    }
    let expected = FileDigest.sha256(Array(list.utf8))
    #expect(try Self.open("savedmodel/tf2.4-act-weights").sha256() == expected)
  }

  @Test("a damaged shard is found by its checksum")
  func damagedShard() throws {
    let scratch = ScratchFolder()
    let folder = "interchange/savedmodel/tf2.4-act-weights"
    for name in ["ck.index", "ck.data-00000-of-00001"] {
      var bytes = try Fixture.bytes("\(folder)/\(name)")
      if name != "ck.index" { bytes[3] ^= 1 }
      try OutputFiles.write(
        [OutputFile(path: scratch.file(name), bytes: bytes)], replacing: false)
    }
    let error = #expect(throws: FileError.self) { try ModelFile.open(scratch.path) }
    #expect(error?.problem.contains("checksum") == true)
  }
}
