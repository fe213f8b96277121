import Files
import Formats
import Networks
import Testing

@Suite("Functional models")
struct KerasGraphTests {
  @Test("a chain runs in the order of its connections, not of its list")
  func chain() throws {
    let image = KerasImage.functional([
      .dense("out", 2, 1, kernel: [1, 10], from: ["hidden"]), .input(1),
      .dense("hidden", 1, 2, kernel: [2, 3], from: ["in"]),
    ])
    let network = try image.open().network()
    #expect(network.layers.map(\.name) == ["hidden", "out"])
    #expect(network.predict(.init(rows: [[1]])).outputs.values == [32])
  }

  @Test("Keras 3 writes the connections in another way")
  func keras3() throws {
    var image = KerasImage.functional([.input(1), .dense("out", 1, 1, kernel: [7], from: ["in"])])
    image.replace(
      #"[["in", 0, 0, {}]]"#,
      by: #"""
        {"args": [{"class_name": "__keras_tensor__", "config": {"shape": [null, 1], \#
        "dtype": "float32", "keras_history": ["in", 0, 0]}}], "kwargs": {}}
        """#)
    image.kerasVersion = "3.15.1"
    #expect(try image.open().network().predict(.init(rows: [[1]])).outputs.values == [7])
  }

  @Test(
    "what is no chain names the layer in the way",
    arguments: [
      (
        "a layer that feeds two", "in", "feeds 2",
        [
          LayerSketch.input(1), .dense("side", 1, 1, from: ["in"]),
          .dense("out", 1, 1, from: ["in"]),
        ]
      ),
      (
        "a skip connection", "join", "joins 2",
        [
          .input(1), .dense("side", 1, 1, from: ["in"]),
          LayerSketch(className: "Add", name: "join", calls: [["side", "in"]]),
          .dense("out", 1, 1, from: ["join"]),
        ]
      ),
      (
        "a layer that is called twice", "twice", "called 2 times",
        [
          .input(1),
          LayerSketch(
            className: "Dense", name: "twice", members: #""units": 1"#,
            tensors: LayerSketch.dense("", 1, 1).tensors, calls: [["in"], ["twice"]]),
          .dense("out", 1, 1, from: ["twice"]),
        ]
      ),
      (
        "an output that goes on", "out", "also feeds",
        [
          .input(1), .dense("out", 1, 1, from: ["in"]), .dense("after", 1, 1, from: ["out"]),
        ]
      ),
    ])
  func branches(what: String, layer: String, words: String, layers: [LayerSketch]) throws {
    let model = try KerasImage.functional(layers).open()
    #expect(model.obstacle?.layer == layer)
    #expect(model.obstacle?.reason.contains(words) == true)
    let error = try #require(throws: FileError.self) { try model.network() }
    #expect(error.kind == .unsupported)
  }

  @Test("several inputs or outputs are no chain")
  func ends() throws {
    let layers: [LayerSketch] = [.input(1), .dense("out", 1, 1, from: ["in"])]
    for (inputs, outputs) in [(["in", "in"], ["out"]), (["in"], ["out", "in"])] {
      let model = try KerasImage.functional(layers, inputs: inputs, outputs: outputs).open()
      #expect(model.obstacle?.reason.contains("a chain has one of each") == true)
    }
  }

  @Test("a circle is bad data")
  func cycle() throws {
    let image = KerasImage.functional([
      .input(1), .dense("a", 1, 1, from: ["b"]), .dense("b", 1, 1, from: ["a"]),
      .dense("out", 1, 1, from: ["in"]),
    ])
    let error = try #require(throws: FileError.self) { try image.open() }
    #expect(error.kind == .badData)
    #expect(error.object?.contains("layer a") == true)
    #expect(error.problem.contains("cycle"))
  }

  @Test("a layer that feeds itself is bad data")
  func itself() throws {
    let image = KerasImage.functional([.input(1), .dense("out", 1, 1, from: ["out"])])
    let error = try #require(throws: FileError.self) { try image.open() }
    #expect(error.kind == .badData)
    #expect(error.problem.contains("cycle"))
  }

  @Test("an input from nowhere is bad data")
  func nowhere() throws {
    let image = KerasImage.functional([.input(1), .dense("out", 1, 1, from: ["ghost"])])
    let error = try #require(throws: FileError.self) { try image.open() }
    #expect(error.kind == .badData)
    #expect(error.problem.contains("ghost"))
  }

  @Test("a subclassed model lists its weights")
  func subclassed() throws {
    var image = KerasImage.sequential([.dense("only", 2, 1)])
    image.configuration = #"{"class_name": "MyModel", "config": {"name": "mine"}}"#
    let model = try image.open()
    #expect(model.inventory.layers.map(\.name) == ["only"])
    #expect(model.obstacle?.reason.contains("MyModel") == true)
  }

  @Test("a class of another package is not taken for Keras's of the same name")
  func foreign() throws {
    var image = KerasImage.sequential([.dense("only", 2, 1)])
    image.replace(
      #""class_name": "Dense""#, by: #""class_name": "Dense", "module": "other.layers""#)
    let model = try image.open()
    #expect(model.obstacle?.layer == "only")
    #expect(model.obstacle?.reason.contains("other.layers") == true)
  }
}
