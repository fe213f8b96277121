import Files
import Networks
import Testing

@testable import Formats

@Suite("Models that contradict themselves")
struct KerasConfigurationTests {
  @Test(
    "are refused with the layer and what was expected",
    arguments: [
      Damage("a layer without weights", "layer first", ["kernel", "missing"]) {
        $0.groups[0].tensors = []
      },
      Damage("only a bias", "layer first", ["kernel"]) { $0.groups[0].tensors.remove(at: 0) },
      Damage("no bias although use_bias is not false", "layer first", ["bias"]) {
        $0.groups[0].tensors.remove(at: 1)
      },
      Damage("a kernel of rank 1", "layer first", ["rank 1", "rank 2"]) {
        $0.groups[0].tensors[0].shape = [6]
      },
      Damage("a kernel of rank 3", "layer first", ["rank 3", "rank 2"]) {
        $0.groups[0].tensors[0].shape = [3, 2, 1]
      },
      Damage("a transposed kernel", "layer first", ["[2, 3]", "units", "transposed"]) {
        $0.groups[0].tensors[0].shape = [2, 3]
      },
      Damage("a bias of another length", "layer first", ["bias", "[2]"]) {
        $0.groups[0].tensors[1] = .init(name: "bias:0", shape: [3], values: [0, 0, 0])
      },
      Damage("a third tensor", "layer first", ["has 3 tensors", "kernel and a bias"]) {
        $0.groups[0].tensors.append(.init(name: "other:0", shape: [2], values: [0, 0]))
      },
      Damage("layers that do not fit together", "layer second", ["4 inputs", "[2]"]) {
        $0.groups[1].tensors[0] = .init(
          name: "kernel:0", shape: [4, 2], values: [Double](repeating: 1, count: 8))
      },
      Damage("an input of another width than the first kernel", "layer first", ["3 inputs"]) {
        $0.replace("[null, 3]", by: "[null, 5]")
      },
      Damage("two layers of one name", "layer first", ["two layers"]) {
        $0.replace(#""name": "second""#, by: #""name": "first""#)
      },
      Damage("a group listed twice", "layer_names", ["first", "twice"]) {
        $0.layerNames = ["first", "second", "first"]
      },
      Damage("units that are no number", "layer first", ["units", "two"]) {
        $0.replace(#""units": 2"#, by: #""units": "two""#)
      },
      Damage("units of zero", "layer first", ["units", "0"]) {
        $0.replace(#""units": 2"#, by: #""units": 0"#)
      },
      Damage("a configuration that is not JSON", "model_config", ["line"]) {
        $0.configuration = "{'class_name': 'Sequential'}"
      },
      Damage("a key that appears twice", "model_config", ["units"]) {
        $0.replace(#""units": 2"#, by: #""units": 2, "units": 3"#)
      },
      Damage("a layer without a class", "model_config", ["class_name"]) {
        $0.replace(#""class_name": "Dense""#, by: #""class": "Dense""#)
      },
    ])
  func refused(damage: Damage) throws {
    var image = KerasImage.sequential([.input(3), .dense("first", 3, 2), .dense("second", 2, 2)])
    image.groups.removeFirst()
    #expect(try image.open().network().outputs == 2)
    damage.apply(&image)
    let error = try #require(throws: FileError.self) { try image.open() }
    #expect(error.kind == .badData)
    for word in [damage.place] + damage.words { #expect(error.description.contains(word)) }
    #expect(!error.description.contains("\n"))
  }

  @Test("a model without a Dense layer is listed, not run")
  func noDense() throws {
    let dropout = LayerSketch(className: "Dropout", name: "dropout")
    let model = try KerasImage.sequential([dropout]).open()
    #expect(model.inventory.layers.map(\.name) == ["dropout"])
    #expect(model.obstacle?.reason.contains("no Dense") == true)
  }

  @Test("a NaN can be inspected, but not run", arguments: [Double.nan, .infinity, -.infinity])
  func notFinite(value: Double) throws {
    let model = try KerasImage.sequential([.dense("only", 2, 1, kernel: [1, value])]).open()
    #expect(model.obstacle == nil)
    var seen: [Double] = []
    try model.forEachTensor { entry, values throws(FileError) in
      if entry.role == "weights" { seen = try values.all() }
    }
    #expect(seen.count == 2 && seen[0] == 1)
    #expect(value.isNaN ? seen[1].isNaN : seen[1] == value)
    let error = try #require(throws: FileError.self) { try model.network() }
    #expect(error.kind == .badData)
    #expect(error.object == "layer only")
    #expect(error.problem.contains("weights"))
  }

  @Test("a layer may come without a bias, when it says so")
  func noBias() throws {
    var image = KerasImage.sequential([.dense("only", 2, 1, kernel: [3, 5])])
    image.replace(#""units": 1"#, by: #""units": 1, "use_bias": false"#)
    image.groups[0].tensors.removeLast()
    let network = try image.open().network()
    #expect(network.predict(.init(rows: [[1, 1]])).outputs.values == [8])
    image.groups[0].tensors.append(.init(name: "bias:0", shape: [1], values: [1]))
    #expect(throws: FileError.self) { try image.open() }
  }

  @Test("weights are found by name, in whatever order they are listed")
  func order() throws {
    var image = KerasImage.sequential([.dense("only", 2, 2, kernel: [1, 2, 3, 4])])
    image.groups[0].tensors[1].values = [10, 20]
    image.groups[0].tensors.reverse()
    let network = try image.open().network()
    #expect(network.predict(.init(rows: [[1, 0], [0, 1]])).outputs.values == [11, 22, 13, 24])
  }

  @Test("the shape of the input survives a Flatten")
  func inputShape() throws {
    let input = LayerSketch(
      className: "InputLayer", name: "in", members: #""batch_input_shape": [null, 2, 3]"#)
    let flatten = LayerSketch(className: "Flatten", name: "flatten")
    let network = try KerasImage.sequential([input, flatten, .dense("out", 6, 1)]).open().network()
    #expect(network.inputs == 6)
    #expect(network.inputShape == [2, 3])
  }

  @Test(
    "code is found wherever it is in a configuration",
    arguments: [
      (
        #""activation": {"class_name": "function", "module": "os", "config": "system"}"#,
        "function os.system"
      ),
      (
        #""activation": {"class_name": "function", "module": "builtins", "config": "relu"}"#,
        "function builtins.relu"
      ),
      (
        #""activation": {"class_name": "__lambda__", "config": {"code": "4wE="}}"#,
        "function of layer d"
      ),
      (
        #""cell": [{"class_name": "Lambda", "config": {"name": "inner"}}]"#,
        "Keras layer Lambda inner"
      ),
      (#""activation": {"class_name": "function", "module": "keras.ops", "config": "relu"}"#, nil),
    ] as [(String, String?)])
  func hiddenCode(configuration: String, name: String?) throws {
    let layer = #"{"name": "d", "units": 2, "batch_input_shape": [null, 2], \#(configuration)}"#
    let architecture = try KerasArchitecture(
      #"{"class_name": "Sequential", "config": {"name": "m", "layers": "#
        + #"[{"class_name": "Dense", "config": \#(layer)}]}}"#)
    #expect(architecture.root.code == (name.map { [$0] } ?? []))
  }
}

/// One way to damage a whole model, and what the error must say.
struct Damage: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let place: String
  let words: [String]
  let apply: @Sendable (inout KerasImage) -> Void

  init(
    _ what: String, _ place: String, _ words: [String],
    _ apply: @escaping @Sendable (inout KerasImage) -> Void
  ) {
    testDescription = what
    self.place = place
    self.words = words
    self.apply = apply
  }
}
