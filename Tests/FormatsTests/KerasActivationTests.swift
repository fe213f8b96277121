import Files
import Formats
import Networks
import Testing

@Suite("Activations of every Keras generation")
struct KerasActivationTests {
  @Test(
    "the same text means what the version that wrote it meant",
    arguments: [
      // The function's default slope is 0.2, the layer's 0.3.
      ("2.12.0", #""leaky_relu""#, -10.0, -2.0),
      ("3.15.1", #""leaky_relu""#, -10.0, -2.0),
      ("2.12.0", #"{"class_name": "LeakyReLU", "config": {"alpha": 0.05}}"#, -10.0, -0.5),
      ("3.15.1", #"{"class_name": "LeakyReLU", "config": {"negative_slope": 0.05}}"#, -10.0, -0.5),
      ("2.12.0", #"{"class_name": "LeakyReLU", "config": {}}"#, -10.0, -3.0),
      // Keras 2.0 wrote NumPy scalars like this.
      (
        "2.0.8",
        #"{"class_name": "LeakyReLU", "config": {"alpha": {"type": "ndarray", "value": 0.05}}}"#,
        -10.0, -0.5
      ),
      // The float32 nearest to 0.01 means 0.01.
      (
        "2.12.0", #"{"class_name": "LeakyReLU", "config": {"alpha": 0.009999999776482582}}"#, -10.0,
        -0.1
      ),
      ("2.12.0", #""hard_sigmoid""#, 1.0, 0.7),
      ("3.15.1", #""hard_sigmoid""#, 1.5, 0.75),
      ("1.2.2", #""hard_sigmoid""#, 1.0, 0.7),
      ("2.12.0", "null", -4.0, -4.0),
      ("2.12.0", #""linear""#, -4.0, -4.0),
      ("2.12.0", #""relu""#, -4.0, 0.0),
      ("2.12.0", #""relu6""#, 7.0, 6.0),
      ("2.12.0", #""softsign""#, 3.0, 0.75),
      ("2.12.0", #""exponential""#, 0.0, 1.0),
      ("3.15.1", #""hard_tanh""#, 3.0, 1.0),
      ("3.15.1", #""squareplus""#, 0.0, 1.0),
      ("2.12.0", #"{"class_name": "ReLU", "config": {"max_value": null}}"#, 9.0, 9.0),
      ("2.12.0", #"{"class_name": "ReLU", "config": {"max_value": 6.0}}"#, 9.0, 6.0),
      ("2.12.0", #"{"class_name": "ReLU", "config": {"negative_slope": 0.5}}"#, -4.0, -2.0),
      ("2.12.0", #"{"class_name": "function", "config": "tanh"}"#, 0.0, 0.0),
    ])
  func value(version: String, activation: String, x: Double, wanted: Double) throws {
    let image = KerasImage.sequential(
      [.dense("only", 1, 1, activation: activation)], version: version)
    let outputs = try image.open().network().predict(.init(rows: [[x]])).outputs.values
    #expect(abs(outputs[0] - wanted) <= 1e-15 * abs(wanted))
  }

  @Test(
    "an activation may be a layer of its own",
    arguments: [
      ("LeakyReLU", "", -10.0, -3.0), ("LeakyReLU", #""alpha": 0.1"#, -10.0, -1.0),
      ("ELU", "", 2.0, 2.0), ("ReLU", "", -1.0, 0.0), ("ThresholdedReLU", "", 1.0, 0.0),
      ("ThresholdedReLU", #""theta": 0.5"#, 1.0, 1.0),
      ("Activation", #""activation": "relu""#, -1.0, 0.0),
      ("Dropout", #""rate": 0.5"#, -1.0, -1.0), ("GaussianNoise", #""stddev": 1"#, -1.0, -1.0),
    ])
  func layer(className: String, members: String, x: Double, wanted: Double) throws {
    let layer = LayerSketch(className: className, name: "after", members: members)
    let network = try KerasImage.sequential([.dense("only", 1, 1), layer]).open().network()
    #expect(network.predict(.init(rows: [[x]])).outputs.values == [wanted])
  }

  @Test(
    "what cannot be computed can still be inspected",
    arguments: [
      (nil, #""hard_sigmoid""#, "hard_sigmoid"), ("2.12.0", #""my_function""#, "my_function"),
      ("2.12.0", #"{"class_name": "Custom>Mine", "config": {}}"#, "Custom>Mine"),
      ("2.12.0", #"{"module": "builtins", "registered_name": "function"}"#, "code"),
    ])
  func unsupported(version: String?, activation: String, word: String) throws {
    let image = KerasImage.sequential(
      [.dense("only", 1, 1, activation: activation)], version: version)
    let model = try image.open()
    #expect(model.inventory.parameterCount == 2)
    let error = try #require(throws: FileError.self) { try model.network() }
    #expect(error.kind == .unsupported)
    #expect(error.object == "layer only")
    #expect(error.problem.contains(word))
  }

  @Test("hard_sigmoid without a version says why the version matters")
  func hardSigmoid() throws {
    let image = KerasImage.sequential(
      [.dense("only", 1, 1, activation: #""hard_sigmoid""#)], version: nil)
    let reason = try #require(try image.open().obstacle?.reason)
    #expect(reason.contains("Keras 3"))
    #expect(reason.contains("version"))
  }

  @Test(
    "an impossible slope is bad data",
    arguments: [#"{"alpha": "steep"}"#, #"{"alpha": NaN}"#, #"{"alpha": Infinity}"#])
  func impossible(config: String) throws {
    let activation = #"{"class_name": "LeakyReLU", "config": \#(config)}"#
    let image = KerasImage.sequential([.dense("only", 1, 1, activation: activation)])
    let error = try #require(throws: FileError.self) { try image.open() }
    #expect(error.kind == .badData)
    #expect(error.problem.contains("slope"))
  }

  @Test("a softmax of one class is always 1")
  func oneClass() throws {
    let image = KerasImage.sequential([.dense("only", 1, 1, activation: #""softmax""#)])
    let network = try image.open().network()
    #expect(network.head == .softmax)
    let found = network.predict(.init(rows: [[-5], [9]]))
    #expect(found.outputs.values == [1, 1])
    #expect(found.logits.values == [-5, 9])
  }

  @Test("the listing names activations with their parameters")
  func listing() throws {
    let image = KerasImage.sequential([
      .dense("a", 1, 1, activation: #""leaky_relu""#), .dense("b", 1, 1),
      LayerSketch(className: "LeakyReLU", name: "c"),
      .dense("d", 1, 1, activation: #""softmax""#),
    ])
    let activations = try image.open().inventory.layers.map(\.activation)
    #expect(activations == ["leaky_relu(0.2)", nil, "leaky_relu(0.3)", "softmax"])
  }
}
