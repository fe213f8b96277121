import Files
import Networks
import Testing

@testable import Formats

/// NetworkLayer names: kept wherever the file can have them.
@Suite struct KerasNameWritingTests {
  private func names(_ given: [String], _ kind: KerasFileKind) -> [String] {
    var names = KerasNames(kind: kind, layerNames: given)
    return given.map { names.name(for: $0, className: "Dense") }
  }

  @Test(
    "a full model has names that TensorFlow takes",
    arguments: [
      (["dense", "dense_1", "a.b-c>d_E9"], ["dense", "dense_1", "a.b-c>d_E9"]),
      (["enc/dense", "enc/dense_1"], ["enc_dense", "enc_dense_1"]),
      (["a", "a", "a"], ["a", "a_1", "a_2"]),
      (["a", "a", "a_1"], ["a", "a_2", "a_1"]),
      (["a/b", "a_b"], ["a_b_1", "a_b"]),
      ([""], ["dense"]), (["", ""], ["dense", "dense_1"]),
      (["."], ["dense"]), ([".."], ["dense"]), (["."], ["dense"]), ([".hidden"], [".hidden"]),
      (["Größe_層"], ["Gr__e__"]), (["層"], ["dense"]), (["_x"], ["dense_x"]),
      (["my layer"], ["my_layer"]), (["a\0b"], ["a_b"]), (["a:0"], ["a_0"]),
      (["top_level_model_weights"], ["top_level_model_weights_1"]),
      // Two spellings of one accented letter are two names.
      (["e\u{301}", "\u{E9}"], ["e_", "dense"]),
    ])
  func fullModel(_ given: [String], _ wanted: [String]) {
    #expect(names(given, .model) == wanted)
    #expect(names(given, .legacyWeights) == wanted)
  }

  @Test(
    "an archive has any name without a slash",
    arguments: [
      (["Größe_層", "my layer", "_x", ".."], ["Größe_層", "my layer", "_x", ".."]),
      (["enc/dense", "a\0b"], ["enc_dense", "a_b"]), (["", "dense"], ["dense_1", "dense"]),
      (["a", "a"], ["a", "a_1"]),
    ])
  func archive(_ given: [String], _ wanted: [String]) {
    #expect(names(given, .archive) == wanted)
  }

  @Test("a very long name is cut, and all names stay different")
  func longNames() {
    let long = String(repeating: "x", count: 5000)
    let result = names([long, long + "y"], .model)
    #expect(result.allSatisfy { $0.utf8.count < 1100 })
    #expect(Set(result).count == 2)
  }

  @Test("what was renamed is noted in one sentence")
  func notes() throws {
    let network = try NeuralNetwork(
      layers: [WrittenFiles.dense("a/b", 2, 2), WrittenFiles.dense("ü", 2, 2)], inputs: 2)
    let notes = try WrittenFiles.encode(network, .model).notes
    #expect(
      notes == [
        "layers renamed, because their names are not unique or not legal in this kind of file: "
          + "'a/b' is now 'a_b', 'ü' is now 'dense'"
      ])
    #expect(
      try WrittenFiles.read(WrittenFiles.encode(network, .model)).layers.map(\.name) == [
        "a_b", "dense",
      ])
  }

  @Test("the input and a Flatten take names that no layer has")
  func ownNames() throws {
    let network = try NeuralNetwork(
      layers: [
        WrittenFiles.dense("input_1", 4, 2), WrittenFiles.dense("flatten", 2, 2),
        WrittenFiles.activation("dense_re_lu", .tanh),
      ], inputs: 4, inputShape: [2, 2])
    let encoding = try WrittenFiles.encode(network, .model)
    #expect(encoding.notes == [])
    #expect(
      try ModelFile(path: "out", bytes: encoding.bytes).inventory.layers.map(\.name)
        == ["input_1_1", "flatten_1", "input_1", "flatten", "dense_re_lu"])
  }

  @Test(
    "class names become the group names of Keras 3",
    arguments: [
      ("Dense", "dense"), ("LeakyReLU", "leaky_re_lu"), ("PReLU", "p_re_lu"), ("ReLU", "re_lu"),
      ("ELU", "elu"), ("BatchNormalization", "batch_normalization"),
      ("ThresholdedReLU", "thresholded_re_lu"), ("InputLayer", "input_layer"),
      // What `keras.src.utils.naming.to_snake_case` of Keras 3.15.1 says.
      ("RMSNormalization", "rms_normalization"), ("QDense", "q_dense"), ("DenseV2", "dense_v2"),
      ("MyDense2", "my_dense2"), ("LSTM", "lstm"), ("Conv2D", "conv2d"),
      ("Conv2DTranspose", "conv2d_transpose"), ("SpatialDropout1D", "spatial_dropout1d"),
      ("MyNet3X", "my_net3x"), ("HTTPLayer2Foo", "http_layer2_foo"),
    ])
  func snake(_ className: String, _ wanted: String) {
    #expect(snakeCase(className) == wanted)
  }
}
