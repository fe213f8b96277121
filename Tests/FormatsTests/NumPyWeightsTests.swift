import Files
import Networks
import Numerics
import Testing

@testable import Formats

@Suite("Weights in NumPy files")
struct NumPyWeightsTests {
  /// A `.npy` file, version 1.0.
  private static func array(
    _ descr: String, _ shape: String, _ data: [UInt8], fortran: Bool = false
  ) -> [UInt8] {
    let order = fortran ? "True" : "False"
    let header = Array(
      "{'descr': '\(descr)', 'fortran_order': \(order), 'shape': \(shape), }\n".utf8)
    return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.count), 0] + header + data
  }

  /// 1, 2, 3, 4 as big-endian float16; 1 is 3C00, 2 is 4000, 3 is 4200, 4 is 4400.
  private static let halves: [UInt8] = [0x3C, 0, 0x40, 0, 0x42, 0, 0x44, 0]

  private static func archive(_ members: [(String, [UInt8])]) throws -> [UInt8] {
    try ZipArchive.write(members.map { (name: "\($0.0).npy", bytes: $0.1) }, file: "w.npz")
  }

  private static func open(
    _ bytes: [UInt8], _ activation: String? = nil, _ output: String? = nil
  ) throws -> ModelFile {
    let hints = try #require(ArchitectureHints(activation: activation, output: output))
    return try ModelFile(path: "w.npz", bytes: bytes, hints: hints)
  }

  @Test("a chain of layers with the activations that were named")
  func chain() throws {
    let square = Self.array(">f2", "(2, 2)", Self.halves)
    let bias = Self.array(">f2", "(2,)", [0x3C, 0, 0x40, 0])
    for (weight, offset) in [("coefs_", "intercepts_"), ("coef_", "intercept_"), ("W", "b")] {
      let bytes = try Self.archive([
        ("\(weight)1", square), ("other", Self.array("|O", "(1,)", [])), ("\(weight)0", square),
        ("\(offset)1", bias),
      ])
      let model = try Self.open(bytes, "relu", "sigmoid")
      let network = try model.network()
      #expect(
        network.layers.map(\.summary) == ["dense 2→2", "relu", "dense 2→2", "sigmoid"])
      // [1, −1] · [[1, 2], [3, 4]] = [−2, −2]: nothing is left but the bias of the second layer.
      #expect(network.logits(for: Matrix(rows: [[1, -1]])).values == [1, 2])
      #expect(model.inventory.format == .numpy)
      #expect(model.inventory.layers[1].tensors.map(\.name) == ["\(weight)1", "\(offset)1"])
      #expect(model.inventory.layers[0].tensors[0].elementType == "float16")
      #expect(try model.sha256() == FileDigest.sha256(bytes))
      #expect(model.assumption?.contains("relu") == true)
    }
  }

  @Test("coef_ is transposed, and one intercept stands for all outputs")
  func linear() throws {
    let bytes = try Self.archive([
      ("coef_", Self.array(">f2", "(2, 2)", Self.halves)),
      ("intercept_", Self.array(">f2", "()", [0x3C, 0])),
    ])
    let network = try Self.open(bytes, nil, "softmax").network()
    // [1, 0] · [[1, 2], [3, 4]]ᵀ + 1.
    #expect(network.logits(for: Matrix(rows: [[1, 0]])).values == [2, 4])
    #expect(network.head == .softmax)
  }

  @Test("Fortran order, and a lone array")
  func lone() throws {
    let bytes = Self.array(">f2", "(2, 2)", Self.halves, fortran: true)
    let network = try Self.open(bytes, nil, "linear").network()
    #expect(network.logits(for: Matrix(rows: [[1, 0], [0, 1]])).values == [1, 3, 2, 4])
  }

  @Test("a lone array is no model until the user says so: it may as well be data")
  func data() throws {
    let bytes = Self.array(">f2", "(2, 2)", Self.halves)
    let model = try ModelFile(path: "iris_X.npy", bytes: bytes)
    #expect(model.inventory.layers.map(\.parameterCount) == [4])
    #expect(model.obstacle?.reason.contains("data") == true)
    #expect(throws: FileError.self) { try model.network() }
    var values: [Double] = []
    try model.forEachTensor { _, tensor throws(FileError) in values += try tensor.all() }
    #expect(values == [1, 2, 3, 4])
  }

  @Test("of an archive of many arrays only those of the layers are read")
  func manyArrays() throws {
    let square = Self.array(">f2", "(2, 2)", Self.halves)
    let others = (0..<20_000).map { ("x\($0)", [UInt8]()) }
    let model = try Self.open(try Self.archive(others + [("coefs_0", square)]))
    #expect(model.inventory.parameterCount == 4)
  }

  @Test(
    "what cannot be read says why",
    arguments: [
      ("objects", array("|O", "(2,)", [0, 0]), FileError.Kind.unsupported, "object"),
      ("texts", array("<U4", "(2,)", [0, 0]), .unsupported, "<U4"),
      ("integers", array("<i8", "(1, 1)", [0, 0, 0, 0, 0, 0, 0, 0]), .unsupported, "<i8"),
      ("a vector", array(">f2", "(4,)", halves), .badData, "[inputs, units]"),
      ("a cube", array(">f2", "(2, 2, 1)", halves), .unsupported, "extents"),
      ("too few numbers", array(">f2", "(2, 3)", halves), .badData, "truncated"),
      ("too many numbers", array(">f2", "(1, 2)", halves), .badData, "too long"),
      (
        "a product that overflows", array(">f2", "(4611686018427387904, 4)", halves), .unsupported,
        "shape"
      ),
      ("nothing", array(">f2", "(0, 2)", []), .badData, "[0, 2]"),
      (
        "code", [0x93] + Array("NUMPY".utf8) + [1, 0, 4, 0] + Array("f(1)".utf8), .badData, "header"
      ),
    ] as [(String, [UInt8], FileError.Kind, String)])
  func refused(what: String, bytes: [UInt8], kind: FileError.Kind, words: String) throws {
    let error = try #require(throws: FileError.self) { try ModelFile(path: "w.npy", bytes: bytes) }
    #expect(error.kind == kind)
    #expect(error.description.contains(words), "\(error)")
    let archive = try Self.archive([("coefs_0", bytes)])
    let other = try #require(throws: FileError.self) { try Self.open(archive) }
    #expect(other.kind == kind && other.object == "coefs_0")
  }

  @Test("archives that are no chain say why")
  func archives() throws {
    let square = Self.array(">f2", "(2, 2)", Self.halves)
    let row = Self.array(">f2", "(1, 4)", Self.halves)
    for (members, words) in [
      ([("x", square), ("y", square)], "coefs_0"),
      ([("coefs_0", square), ("coefs_2", square)], "coefs_1"),
      ([("coefs_0", square), ("coefs_1", row)], "takes 1 inputs"),
      ([("coefs_0", square), ("intercepts_0", row)], "[2] was expected"),
    ] {
      let error = try #require(throws: FileError.self) {
        try Self.open(try Self.archive(members))
      }
      #expect(error.kind == .badData)
      #expect(error.description.contains(words), "\(error)")
    }
  }
}
