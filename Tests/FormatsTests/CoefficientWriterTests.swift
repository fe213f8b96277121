import Files
import Formats
import Networks
import Numerics
import StoredModels
import TestSupport
import Testing

@Suite("Writing plain-binary coefficients")
struct CoefficientWriterTests {
  private func copy(_ network: NeuralNetwork) throws -> NeuralNetwork {
    let bytes = try CoefficientWriter.encode(network, path: "m.mlpc")
    return try ModelFile(path: "m.mlpc", bytes: bytes).network()
  }

  private static let dense = NetworkLayer.dense(
    DenseLayer(name: "d", weights: Matrix(rows: [[1, 2], [3, 4]]), bias: nil))

  static let activations: [Activation] = [
    .linear, .relu(), .relu(maximum: 6), .relu(negativeSlope: 0.1, maximum: 3, threshold: -1),
    .leakyReLU(slope: 0.01), .parametricReLU(slopes: [0.25, -0.5]), .thresholdedReLU(theta: 1.5),
    .elu(alpha: 1), .elu(alpha: 0.3), .celu(alpha: 2), .selu, .softplus, .softsign, .tanh,
    .sigmoid, .hardSigmoid(slope: 0.2), .hardSigmoid(slope: 1.0 / 6), .hardSigmoid(slope: 0.25),
    .exponential, .silu, .hardSilu, .gelu(approximate: true), .gelu(approximate: false), .mish,
    .softmax, .logSoftmax, .logSigmoid, .hardTanh, .tanhShrink, .hardShrink(threshold: 0.5),
    .softShrink(threshold: 0.1), .squareplus(b: 4), .sparsePlus, .sparseSigmoid, .sparsemax, .glu,
  ]

  @Test("every activation comes back, as a part of its layer and alone", arguments: activations)
  func activation(activation: Activation) throws {
    for name in ["d", "own"] {
      let layer = NetworkLayer.activation(ActivationLayer(name: name, activation: activation))
      let network = try NeuralNetwork(layers: [Self.dense, layer], inputs: 2)
      #expect(try copy(network) == network)
    }
  }

  @Test("every kind of layer comes back with what it was made of")
  func layers() throws {
    let bias = DenseLayer(
      name: "with bias", weights: Matrix(rows: [[0.1], [0.2]]), bias: [0.3], storedType: "float64")
    let layers: [NetworkLayer] = [
      .affine(
        AffineLayer(name: "scaling", scaling: .standard(mean: [1, 2], scale: [3, 7]))),
      .affine(AffineLayer(name: "plain", className: "Whatever", scale: [0.1, 2], shift: [3, 4])),
      .affine(
        try AffineLayer(
          name: "bn",
          origin: .batchNormalization(
            gamma: nil, beta: [0.5, 1], mean: [0, 1], variance: [1, 2], epsilon: 0.001), width: 2)),
      .affine(
        try AffineLayer(
          name: "rescaling", origin: .rescaling(scale: [1.0 / 255], offset: [0]), width: 2,
          storedType: "float64")),
      .layerNormalization(
        LayerNormalizationLayer(name: "ln", gamma: [1, 2], beta: nil, epsilon: 1e-3, width: 2)),
      Self.dense, .activation(ActivationLayer(name: "d", activation: .tanh)),
      .activation(ActivationLayer(name: "d", activation: .relu())), .dense(bias),
      .activation(ActivationLayer(name: "with bias", activation: .sigmoid)),
    ]
    var network = try NeuralNetwork(layers: layers, inputs: 2, inputShape: [1, 2])
    network.inputRange = -0.1...1e-7
    network.classNames = ["nein", "☃ \"ja\"\n"]
    network.task = .classification
    #expect(try copy(network) == network)
    let bytes = try CoefficientWriter.encode(network, path: "m")
    #expect(try CoefficientWriter.encode(try copy(network), path: "m") == bytes)
  }

  @Test("a value that its type would round is kept in 64 bits")
  func widened() throws {
    for type in ["float16", "float32", "bfloat16"] {
      let layer = DenseLayer(
        name: "d", weights: Matrix(rows: [[0.1, 1], [1, 1]]), bias: [0.5, 2], storedType: type)
      let network = try NeuralNetwork(layers: [.dense(layer)], inputs: 2)
      guard case .dense(let found) = try copy(network).layers[0] else {
        Issue.record("no dense layer")
        return
      }
      #expect(found.weights == layer.weights && found.bias == layer.bias)
      #expect(found.storedType == "float64")
    }
  }

  @Test("every half-precision number is written as it was read")
  func halfPrecision() throws {
    // 2^-24 · fraction, and (1 + fraction/1024) · 2^exponent: the definition of binary16.
    var values: [Double] = []
    for fraction in 0..<1024 { values.append(Double(fraction) * 0x1p-24) }
    for exponent in -14...15 {
      for fraction in stride(from: 0, to: 1024, by: 31) {
        let significand = 1 + Double(fraction) / 1024
        values.append(Double(sign: .minus, exponent: exponent, significand: significand))
      }
    }
    let layer = DenseLayer(
      name: "d", weights: Matrix(rows: 1, columns: values.count, values: values), bias: nil,
      storedType: "float16")
    let network = try NeuralNetwork(layers: [.dense(layer)], inputs: 1)
    #expect(try copy(network) == network)
  }

  @Test("a self-test that is written is checked")
  func selfTest() throws {
    let network = try NeuralNetwork(layers: [Self.dense], inputs: 2)
    var bytes = try CoefficientWriter.encode(
      network, provenance: ModelProvenance(source: "a test"), selfTest: Matrix(rows: [[1, 2]]),
      path: "m")
    #expect(try ModelFile(path: "m", bytes: bytes).network() == network)
    // The last 8 bytes are the second output: another sign, and checksums that are right again.
    bytes[bytes.count - 1] ^= 0x80
    func number(_ place: Int, _ size: Int) -> Int {
      (0..<size).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) }
    }
    func store(_ checksum: UInt32, at place: Int) {
      for byte in 0..<4 {
        bytes[place + byte] = UInt8(truncatingIfNeeded: checksum >> (8 * UInt32(byte)))
      }
    }
    store(CoefficientFile.checksum(Array(bytes[number(24, 8)...])), at: 44)
    store(CoefficientFile.checksum(Array(bytes[..<60])), at: 60)
    let error = try #require(throws: FileError.self) { try ModelFile(path: "m", bytes: bytes) }
    #expect(error.object == "selftest")
  }

  @Test("what cannot be described is refused")
  func refused() throws {
    var network = try NeuralNetwork(layers: [Self.dense], inputs: 2)
    network.classNames = ["a", "a"]
    let error = try #require(throws: FileError.self) {
      try CoefficientWriter.encode(network, path: "m.mlpc")
    }
    #expect(error.kind == .unsupported && error.problem.contains("duplicate"))
    let activation = ActivationLayer(name: "d", activation: .leakyReLU(slope: .infinity))
    let infinite = try NeuralNetwork(layers: [Self.dense, .activation(activation)], inputs: 2)
    #expect(throws: FileError.self) { try CoefficientWriter.encode(infinite, path: "m.mlpc") }
  }

  @Test(
    "Keras models come back",
    arguments: [
      "digits/mlp.h5", "keras/keras-3.15.1/func_chain.h5",
      "keras/keras-2.2.4-tf115/act_layers.h5", "keras/keras-2.2.4-tf115/nested_bn.h5",
      "keras/keras-3.15.1/dtype_float16.h5", "keras/keras-3.15.1/dtype_bfloat16.h5",
      "keras/keras-3.15.1/names_unicode.h5", "keras/tf-2.12/mix.h5",
    ])
  func keras(file: String) throws {
    let network = try ModelFile.open(Fixture.path(file)).network()
    let found = try copy(network)
    var numbers = SeededNumbers(seed: 1)
    let samples = Matrix(
      rows: 5, columns: network.inputs,
      values: (0..<(5 * network.inputs)).map { _ in numbers.next() })
    #expect(found.predict(samples) == network.predict(samples))
    #expect(found.layers.map(\.summary) == network.layers.map(\.summary))
    if !file.contains("bfloat16") { #expect(found == network) }
  }
}
