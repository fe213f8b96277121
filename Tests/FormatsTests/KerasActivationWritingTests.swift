import Files
import JSON
import Networks
import Numerics
import TestSupport
import Testing

@testable import Formats

/// Activations: which name or class says them, and what no Keras file can say.
@Suite struct KerasActivationWritingTests {
  /// A Dense, the activation as a part of it, and another Dense.
  private static func network(_ activation: Activation) throws -> NeuralNetwork {
    let units = activation == .glu ? 4 : 2
    var layers = [
      WrittenFiles.dense("first", 3, units), WrittenFiles.activation("first", activation),
    ]
    if activation != .glu { layers.append(WrittenFiles.dense("last", 2, 2)) }
    return try NeuralNetwork(layers: layers, inputs: 3)
  }

  @Test(
    "functions without parameters are names inside the Dense",
    arguments: [
      (Activation.relu(), "relu", "relu"), (.elu(alpha: 1), "elu", "elu"), (.selu, "selu", "selu"),
      (.softplus, "softplus", "softplus"), (.softsign, "softsign", "softsign"),
      (.tanh, "tanh", "tanh"), (.sigmoid, "sigmoid", "sigmoid"), (.softmax, "softmax", "softmax"),
      (.exponential, "exponential", "exponential"), (.silu, "swish", "silu"),
      (.gelu(approximate: false), "gelu", "gelu"), (.mish, "mish", "mish"),
      (.celu(alpha: 1), "celu", "celu"), (.hardSilu, "hard_silu", "hard_silu"),
      (.logSoftmax, "log_softmax", "log_softmax"), (.logSigmoid, "log_sigmoid", "log_sigmoid"),
      (.hardTanh, "hard_tanh", "hard_tanh"), (.tanhShrink, "tanh_shrink", "tanh_shrink"),
      (.hardShrink(threshold: 0.5), "hard_shrink", "hard_shrink"),
      (.softShrink(threshold: 0.5), "soft_shrink", "soft_shrink"),
      (.squareplus(b: 4), "squareplus", "squareplus"), (.sparsePlus, "sparse_plus", "sparse_plus"),
      (.sparseSigmoid, "sparse_sigmoid", "sparse_sigmoid"),
      (.sparsemax, "sparsemax", "sparsemax"),
      (.hardSigmoid(slope: 1.0 / 6), "hard_sigmoid", "hard_sigmoid"),
    ])
  func functions(_ activation: Activation, _ model: JSONValue, _ archive: JSONValue) throws {
    let network = try Self.network(activation)
    for (kind, name) in [(KerasFileKind.model, model), (.archive, archive)] {
      let layers = try WrittenFiles.layers(network, kind)
      #expect(layers.count == 2)
      #expect(layers[0]["config"]?["activation"] == name)
    }
    #expect(try WrittenFiles.read(WrittenFiles.encode(network, .model)) == network)
  }

  @Test(
    "functions with parameters are layers of their own",
    arguments: [
      (Activation.leakyReLU(slope: 0.01), "LeakyReLU", #"{"alpha":0.01}"#),
      (.elu(alpha: 0.7), "ELU", #"{"alpha":0.7}"#),
      (.elu(alpha: -1), "ELU", #"{"alpha":-1.0}"#),
      (
        .relu(negativeSlope: 0.1, maximum: 2, threshold: 0.3), "ReLU",
        #"{"max_value":2.0,"negative_slope":0.1,"threshold":0.3}"#
      ),
      (
        .relu(negativeSlope: 0.1), "ReLU",
        #"{"max_value":null,"negative_slope":0.1,"threshold":0.0}"#
      ),
      (.parametricReLU(slopes: [0.25, -0.5]), "PReLU", "{}"),
    ])
  func layers(_ activation: Activation, _ className: JSONValue, _ parameters: String) throws {
    let network = try Self.network(activation)
    for kind in [KerasFileKind.model, .archive] {
      let layers = try WrittenFiles.layers(network, kind)
      #expect(layers.map { $0["class_name"] } == ["Dense", className, "Dense"])
      #expect(layers[0]["config"]?["activation"] == "linear")
      var configuration = layers[1]["config"]?.objectValue ?? [:]
      configuration["name"] = nil
      configuration["dtype"] = nil
      #expect(JSONValue.object(configuration).serialized(pretty: false) == parameters)
    }
    let again = try WrittenFiles.read(WrittenFiles.encode(network, .model))
    #expect(again.layers[1].summary == activation.description)
  }

  @Test("a slope of 0.2 is Keras 3's own leaky_relu in an archive, and a layer in a full model")
  func leakyString() throws {
    let network = try Self.network(.leakyReLU(slope: 0.2))
    #expect(
      try WrittenFiles.layers(network, .archive)[0]["config"]?["activation"] == "leaky_relu")
    #expect(try WrittenFiles.layers(network, .model)[1]["class_name"] == "LeakyReLU")
  }

  @Test("relu6 is a name in an archive, and a layer in a full model")
  func relu6() throws {
    let network = try Self.network(.relu(maximum: 6))
    #expect(try WrittenFiles.layers(network, .archive)[0]["config"]?["activation"] == "relu6")
    #expect(try WrittenFiles.layers(network, .model)[1]["config"]?["max_value"] == 6.0)
  }

  @Test("a thresholded ReLU, which Keras 3 lacks, is a ReLU with a threshold in an archive")
  func thresholded() throws {
    let network = try Self.network(.thresholdedReLU(theta: 0.4))
    #expect(try WrittenFiles.layers(network, .model)[1]["config"]?["theta"] == 0.4)
    let archived = try WrittenFiles.layers(network, .archive)[1]
    #expect(archived["class_name"] == "ReLU")
    #expect(archived["config"]?["threshold"] == 0.4)
    #expect(
      try WrittenFiles.encode(network, .archive).notes.contains { $0.contains("exactly 0.4") })
  }

  @Test("PReLU keeps its slopes and their type")
  func parametric() throws {
    let network = try NeuralNetwork(
      layers: [
        WrittenFiles.dense("d", 3, 2),
        .activation(
          ActivationLayer(
            name: "p", activation: .parametricReLU(slopes: [0.25, -0.5]), storedType: "float16")),
      ], inputs: 3)
    let variables = try WrittenFiles.variables(WrittenFiles.encode(network, .weights).bytes)
    #expect(variables["p_re_lu/0"] == .init(values: [0.25, -0.5], shape: [2], type: "float16"))
    #expect(try WrittenFiles.read(WrittenFiles.encode(network, .model)) == network)
  }

  @Test(
    "the version that a full model claims is the one whose hard_sigmoid is meant",
    arguments: [(0.2, "2.4.0", "Keras 2"), (1.0 / 6, "3.15.1", "Keras 3")])
  func hardSigmoid(_ slope: Double, _ version: String, _ word: String) throws {
    let network = try Self.network(.hardSigmoid(slope: slope))
    let encoding = try WrittenFiles.encode(network, .model)
    #expect(try ModelFile(path: "out", bytes: encoding.bytes).inventory.kerasVersion == version)
    #expect(encoding.notes.contains { $0.hasPrefix("hard_sigmoid is that of \(word) ") })
    #expect(try WrittenFiles.read(encoding) == network)
  }

  @Test(
    "the hard_sigmoid of Keras 2 is two layers to Keras 3, and so is one that has both beside it")
  func decomposedHardSigmoid() throws {
    let old = try Self.network(.hardSigmoid(slope: 0.2))
    #expect(
      try WrittenFiles.layers(old, .archive).map { $0["class_name"] }
        == ["Dense", "Rescaling", "ReLU", "Dense"])
    let both = try NeuralNetwork(
      layers: [
        WrittenFiles.dense("a", 3, 2), WrittenFiles.activation("a", .hardSigmoid(slope: 0.2)),
        WrittenFiles.dense("b", 2, 2), WrittenFiles.activation("b", .hardSigmoid(slope: 1.0 / 6)),
      ], inputs: 3)
    let again = try WrittenFiles.read(WrittenFiles.encode(both, .model))
    #expect(again.layers.map(\.name) == ["a", "a_rescaling", "a_re_lu", "b", "b"])
    var numbers = SeededNumbers(seed: 3)
    let samples = Matrix(rows: 50, columns: 3, values: numbers.next(150).map { $0 * 4 })
    #expect(again.predict(samples) == both.predict(samples))
  }

  @Test(
    "what Keras cannot say is refused with the layer's name",
    arguments: [
      Activation.gelu(approximate: true), .celu(alpha: 2), .hardShrink(threshold: 1),
      .softShrink(threshold: 1), .squareplus(b: 1), .relu(negativeSlope: -0.1),
      .leakyReLU(slope: .infinity), .thresholdedReLU(theta: -1),
    ])
  func refused(_ activation: Activation) throws {
    let network = try Self.network(activation)
    for kind in [KerasFileKind.model, .archive] {
      let error = #expect(throws: FileError.self) { try WrittenFiles.encode(network, kind) }
      #expect(error?.kind == .unsupported)
      #expect(error?.object == "layer first")
    }
    // Weights alone do not say what happens between them.
    #expect(try WrittenFiles.encode(network, .weights).bytes.isEmpty == false)
  }

  @Test("a negative slope is for Keras 2 only")
  func negativeSlope() throws {
    let network = try Self.network(.leakyReLU(slope: -0.5))
    let encoding = try WrittenFiles.encode(network, .model)
    #expect(encoding.notes.contains { $0.contains("Keras 3 refuses it") })
    #expect(throws: FileError.self) { try WrittenFiles.encode(network, .archive) }
  }

  @Test("glu is a layer, and the last one: Keras miscounts the width behind it")
  func glu() throws {
    let last = try Self.network(.glu)
    #expect(
      try WrittenFiles.layers(last, .archive).map { $0["class_name"] } == ["Dense", "Activation"])
    let inside = try NeuralNetwork(
      layers: [
        WrittenFiles.dense("a", 3, 4), WrittenFiles.activation("a", .glu),
        WrittenFiles.dense("b", 2, 2),
      ], inputs: 3)
    let error = #expect(throws: FileError.self) { try WrittenFiles.encode(inside, .model) }
    #expect(error?.object == "layer a")
  }

  @Test(
    "who can read an activation is noted for a full model",
    arguments: [
      (Activation.mish, "TensorFlow 2.13"), (.gelu(approximate: false), "TensorFlow 2.4"),
      (.hardTanh, "recent Keras 3"), (.logSoftmax, "needs Keras 3"),
      (.thresholdedReLU(theta: 1), "Keras 2"),
    ])
  func readers(_ activation: Activation, _ words: String) throws {
    let notes = try WrittenFiles.encode(Self.network(activation), .model).notes
    #expect(notes.contains { $0.contains(words) }, "\(notes)")
    #expect(try WrittenFiles.encode(Self.network(.tanh), .model).notes == [])
  }
}
