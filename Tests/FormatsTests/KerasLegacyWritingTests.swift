import Files
import HDF5
import JSON
import Networks
import Numerics
import Testing

@testable import Formats

/// The `.h5` that every Keras from 2.1 to 3.15 loads: spelled as all of them want it.
@Suite struct KerasLegacyWritingTests {
  private static func network() throws -> NeuralNetwork {
    try NeuralNetwork(
      layers: [
        .dense(
          DenseLayer(
            name: "hidden", weights: Matrix(rows: 2, columns: 2, values: [1, 2, 3, 4]),
            bias: [0.5, -0.5])),
        WrittenFiles.activation("hidden", .leakyReLU(slope: 0.01)),
        .dense(
          DenseLayer(
            name: "out", weights: Matrix(rows: 2, columns: 1, values: [1, -1]), bias: nil)),
        WrittenFiles.activation("out", .sigmoid),
      ], inputs: 2)
  }

  @Test("the configuration is a Model of the oldest spelling")
  func configuration() throws {
    let wanted = """
      {"class_name":"Model","config":{"name":"model","layers":[\
      {"class_name":"InputLayer","config":{"batch_input_shape":[null,2],"dtype":"float32",\
      "sparse":false,"name":"input_1"},"name":"input_1","inbound_nodes":[]},\
      {"class_name":"Dense","config":{"name":"hidden","units":2,"activation":"linear",\
      "use_bias":true},"name":"hidden","inbound_nodes":[[["input_1",0,0,{}]]]},\
      {"class_name":"LeakyReLU","config":{"name":"hidden_leaky_re_lu","alpha":0.01},\
      "name":"hidden_leaky_re_lu","inbound_nodes":[[["hidden",0,0,{}]]]},\
      {"class_name":"Dense","config":{"name":"out","units":1,"activation":"sigmoid",\
      "use_bias":false},"name":"out","inbound_nodes":[[["hidden_leaky_re_lu",0,0,{}]]]}],\
      "input_layers":[["input_1",0,0]],"output_layers":[["out",0,0]]}}
      """
    let bytes = try WrittenFiles.encode(Self.network(), .model).bytes
    let texts = try WrittenFiles.hdf5(bytes) { root throws(HDF5Error) in
      [try root.text("model_config"), try root.text("keras_version"), try root.text("backend")]
    }
    #expect(texts == [wanted, "2.4.0", "tensorflow"])
  }

  @Test("weights stand under their layer's name twice, listed in order")
  func weights() throws {
    let bytes = try WrittenFiles.encode(Self.network(), .model).bytes
    try WrittenFiles.hdf5(bytes) { root throws(HDF5Error) in
      let weights = try root.group("model_weights")
      #expect(
        try weights.texts("layer_names") == ["input_1", "hidden", "hidden_leaky_re_lu", "out"])
      let hidden = try weights.group("hidden")
      #expect(try hidden.texts("weight_names") == ["hidden/kernel:0", "hidden/bias:0"])
      #expect(try hidden.dataset(at: ["hidden", "kernel:0"]).doubles() == [1, 2, 3, 4])
      #expect(try hidden.dataset(at: ["hidden", "bias:0"]).doubles() == [0.5, -0.5])
      #expect(try weights.group("out").texts("weight_names") == ["out/kernel:0"])
      #expect(try weights.group("hidden_leaky_re_lu").texts("weight_names") == [])
    }
  }

  @Test("lists of names that exceed 64,512 bytes are split into numbered pieces")
  func splitNames() throws {
    // 900 names of 80 bytes: 72,000 bytes; 64,512 / 80 = 806 fit into the first piece.
    let names = (0..<900).map { "layer" + String(repeating: "x", count: 72) + String(100 + $0) }
    let layers = names.map { WrittenFiles.dense($0, 1, 1, bias: false) }
    let network = try NeuralNetwork(layers: layers, inputs: 1)
    let bytes = try WrittenFiles.encode(network, .model).bytes
    let pieces = try WrittenFiles.hdf5(bytes) { root throws(HDF5Error) in
      let weights = try root.group("model_weights")
      #expect(weights.hasAttribute("layer_names") == false)
      return [try weights.texts("layer_names0"), try weights.texts("layer_names1")]
    }
    #expect(pieces[0]?.count == 806)
    #expect(pieces.compactMap { $0 }.flatMap { $0 } == ["input_1"] + names)
  }

  @Test("a picture is flattened behind the input")
  func flatten() throws {
    let network = try NeuralNetwork(
      layers: [WrittenFiles.dense("d", 6, 2)], inputs: 6, inputShape: [3, 2])
    let layers = try WrittenFiles.layers(network, .model)
    #expect(layers.map { $0["class_name"] } == ["Flatten", "Dense"])
    #expect(layers[1]["inbound_nodes"] == [[[.string("flatten"), 0, 0, .object([:])]]])
    #expect(try WrittenFiles.read(WrittenFiles.encode(network, .model)).inputShape == [3, 2])
  }

  @Test("an archive is a Sequential with a module for every object")
  func archive() throws {
    let bytes = try WrittenFiles.encode(Self.network(), .archive).bytes
    #expect(
      try ZipArchive.names(in: bytes, file: "a")
        == ["metadata.json", "config.json", "model.weights.h5"])
    #expect(
      try String(decoding: WrittenFiles.member("metadata.json", of: bytes), as: UTF8.self)
        == #"{"keras_version":"3.15.1","date_saved":"1980-01-01@00:00:00"}"#)
    let configuration = try WrittenFiles.configuration(bytes, .archive)
    let layers = configuration["config"]?["layers"]?.arrayValue ?? []
    #expect(configuration["class_name"] == "Sequential")
    #expect(configuration["module"] == "keras")
    #expect(layers.map { $0["module"] } == Array(repeating: "keras.layers", count: 4))
    #expect(layers.map { $0["class_name"] } == ["InputLayer", "Dense", "LeakyReLU", "Dense"])
    #expect(layers[3]["config"]?["activation"] == "sigmoid")
    #expect(layers[3]["config"]?["dtype"] == "float32")
  }

  @Test("a weights file of Keras 3 has a group for the model's own variables")
  func ownVariables() throws {
    let bytes = try WrittenFiles.encode(Self.network(), .weights).bytes
    try WrittenFiles.hdf5(bytes) { root throws(HDF5Error) in
      #expect(try root.childNames() == ["layers", "vars"])
      let layers = try root.group("layers")
      #expect(try layers.childNames() == ["dense", "dense_1", "leaky_re_lu"])
      #expect(try layers.group("dense_1").group("vars").text("name") == "out")
      #expect(try layers.group("leaky_re_lu").group("vars").childNames() == [])
    }
  }
}
