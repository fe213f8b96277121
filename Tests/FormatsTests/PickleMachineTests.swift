import Files
import Testing

@testable import Formats

/// Pickles made by hand, byte by byte: what a pickler never writes is in no real file.
@Suite("Pickles")
struct PickleMachineTests {
  private static func run(_ bytes: [UInt8]) throws -> PickleMachine {
    var machine = PickleMachine(bytes, file: "m.pkl")
    try machine.run()
    return machine
  }

  private static func ascii(_ text: String) -> [UInt8] { Array(text.utf8) }

  private static let written: [([UInt8], String)] = [
    (ascii("I-7\n."), "-7"), (ascii("I01\n."), "True"), (ascii("L12L\n."), "12"),
    (ascii("F-1.5\n."), "-1.5"), (ascii("S'a\\'\\x41'\n."), "a'A"),
    (ascii("V\\u00e9\n."), "é"), ([0x4A, 0xFE, 0xFF, 0xFF, 0xFF, 0x2E], "-2"),
    ([0x4D, 1, 2, 0x2E], "513"), ([0x8A, 2, 0xFF, 0x7F, 0x2E], "32767"),
    ([0x8A, 1, 0xFF, 0x2E], "-1"), ([0x47, 0x3F, 0xF8, 0, 0, 0, 0, 0, 0, 0x2E], "1.5"),
    ([0x55, 1, 0xE9, 0x2E], "é"), ([0x58, 2, 0, 0, 0, 0xC3, 0xA9, 0x2E], "é"),
  ]

  @Test(
    "numbers and texts of every protocol",
    arguments: Self.written)
  func values(bytes: [UInt8], label: String) throws {
    let graph = try Self.run(bytes).graph
    #expect(graph.label(graph.root) == label)
  }

  private static let damaged: [([UInt8], String)] = [
    (ascii("(iposix\nsystem\n."), "INST"), (ascii("(o."), "OBJ"), ([0x82, 1, 0x2E], "EXT1"),
    (ascii("Pname\n."), "PERSID"), ([0x4E, 0x51, 0x2E], "BINPERSID"),
    ([0x97, 0x2E], "NEXT_BUFFER"),
    ([0x80, 9, 0x4E, 0x2E], "protocol 9"), ([0xFF], "no instruction"), ([0x4E], "truncated"),
    ([0x30, 0x2E], "empty stack"), ([0x74, 0x2E], "mark"), ([0x68, 5, 0x2E], "memo"),
    (ascii("}(Nu."), "key without a value"), ([0x8B, 0xFF, 0xFF, 0xFF, 0xFF, 0x2E], "negative"),
    ([0x58, 0xFF, 0xFF, 0xFF, 0xFF, 0x2E], "claims 4294967295 bytes"),
    ([0x8D, 64, 64, 64, 64, 64, 64, 64, 64, 0x2E], "claims"),
    ([0x95, 64, 64, 64, 64, 64, 64, 64, 64, 0x4E, 0x2E], "truncated"),
    (ascii("Nb."), "empty stack"), (ascii("NNb."), "state"),
    (ascii("NNa."), "elements"),
  ]

  @Test(
    "what no data needs, and what is damaged, is refused with a reason",
    arguments: Self.damaged)
  func refused(bytes: [UInt8], words: String) throws {
    let error = try #require(throws: FileError.self) { try Self.run(bytes) }
    #expect([.badData, .unsupported].contains(error.kind))
    #expect(error.problem.contains(words), "\(error)")
  }

  @Test("a call does nothing, and is reported")
  func calls() throws {
    let graph = try Self.run(Self.ascii("cposix\nsystem\n(S'echo'\ntR.")).graph
    #expect(graph.runsCode == ["posix.system"])
    #expect(graph.className(graph.root) == PythonName("posix", "system"))
  }

  @Test(
    "names that only look like data are reported",
    arguments: [
      ("builtins", "eval"), ("numpy", "load"), ("joblib", "load"), ("torch", "load"),
      ("sklearn.externals.joblib", "load"), ("sklearn.utils._joblib", "Memory"),
      ("sklearn.svm", "SVC.__init__.__globals__"), ("numpy.testing._private.utils", "runstring"),
      ("functools", "partial"), ("__main__", "Net"), ("sklearn.datasets", "fetch_openml"),
    ])
  func suspicious(module: String, name: String) {
    #expect(!PythonName(module, name).isInert)
  }

  @Test(
    "names that only hold data are not",
    arguments: [
      ("numpy._core.multiarray", "_reconstruct"), ("numpy", "dtype"),
      ("sklearn.neural_network._multilayer_perceptron", "MLPClassifier"),
      ("sklearn.linear_model.sgd_fast", "Log"), ("torch.nn.modules.linear", "Linear"),
      ("sklearn._loss._loss", "__pyx_unpickle_CyHalfBinomialLoss"), ("collections", "OrderedDict"),
    ])
  func inert(module: String, name: String) {
    #expect(PythonName(module, name).isInert)
  }

  @Test("lists that share lists, hold themselves or are deep take no time")
  func graphs() throws {
    // Each list holds the one before four times: 4⁶⁰ leaves for whoever unfolds them.
    var bytes: [UInt8] = [0x5D, 0x71, 0]
    for index in UInt8(1)...60 {
      bytes += [0x5D, 0x71, index, 0x28] + (0..<4).flatMap { _ in [0x68, index - 1] } + [0x65]
    }
    _ = ScikitLearnModel.make(
      try Self.run(bytes + [0x2E]).graph, format: .sklearnPickle, file: "m.pkl")
    _ = ScikitLearnModel.make(
      try Self.run([0x5D, 0x71, 0, 0x68, 0, 0x61, 0x2E]).graph, format: .sklearnPickle, file: "m")
    let deep = [UInt8](repeating: 0x5D, count: 20_000) + [UInt8](repeating: 0x61, count: 19_999)
    let model = ScikitLearnModel.make(
      try Self.run(deep + [0x2E]).graph, format: .sklearnPickle, file: "m.pkl")
    #expect(model.obstacle?.reason.contains("no estimator") == true)
  }

  @Test("a far entry of the memo costs nothing, and bytes behind the end are left alone")
  func memo() throws {
    let machine = try Self.run([0x4E, 0x72, 0xFF, 0xFF, 0xFF, 0x7F, 0x2E, 1, 2])
    #expect(machine.memo.count == 1)
    #expect(machine.position == 7)
  }

  /// An array of float64 as NumPy pickles it, with a shape and bytes of the test's choice.
  private static func array(shape: String, bytes: Int) -> [UInt8] {
    ascii("cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(I0\ntS'b'\ntR(I1\n(\(shape)t")
      + ascii("cnumpy\ndtype\n(S'f8'\nI0\nI1\ntR(I3\nS'<'\nNNNI-1\nI-1\nI0\ntbI00\n")
      + ascii("S'" + String(repeating: "x", count: bytes) + "'\ntb.")
  }

  @Test("an array has as many bytes as its shape needs")
  func shapes() throws {
    let graph = try Self.run(Self.array(shape: "I2\n", bytes: 16)).graph
    guard case .array(let array)? = graph.object(graph.root) else {
      Issue.record("no array")
      return
    }
    #expect(array.numbers?.count == 2)
    #expect(array.type.name == "float64")
    for (shape, bytes) in [
      ("I3\n", 16), ("I-2\n", 16), ("I2147483647\nI2147483647\nI2147483647\n", 32), ("I1\n", 16),
    ] {
      let error = try #require(throws: FileError.self) {
        try Self.run(Self.array(shape: shape, bytes: bytes))
      }
      #expect(error.kind == .badData)
    }
  }
}
