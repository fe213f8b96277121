import Files
import Networks
import Numerics
import TestSupport
import Testing

@testable import Formats

@Suite("Writing ONNX and source")
struct ONNXWritingTests {
  private static let activations: [Activation] = [
    .linear, .relu(), .relu(maximum: 6), .relu(negativeSlope: 0.2, maximum: 3, threshold: 0.5),
    .leakyReLU(slope: 0.25), .parametricReLU(slopes: [0.5, 0.25, -1, 2]),
    .thresholdedReLU(theta: 0.5), .elu(alpha: 0.5), .celu(alpha: 2), .selu, .softplus, .softsign,
    .tanh, .sigmoid, .hardSigmoid(slope: 0.2), .hardSigmoid(slope: 1.0 / 6), .exponential, .silu,
    .hardSilu, .gelu(approximate: false), .gelu(approximate: true), .mish, .softmax, .logSoftmax,
    .logSigmoid, .hardTanh, .tanhShrink, .hardShrink(threshold: 0.5), .softShrink(threshold: 0.5),
    .squareplus(b: 4), .sparsePlus, .sparseSigmoid, .sparsemax, .glu,
  ]

  /// Two dense layers with an activation between; numbers that float32 holds.
  private static func network(_ activation: Activation) throws -> NeuralNetwork {
    var numbers = SeededNumbers(seed: 3)
    func values(_ count: Int) -> [Double] { numbers.next(count).map { Double(Float($0 * 2)) } }
    let width = activation.outputs(forInputs: 4) ?? 4
    return try NeuralNetwork(
      layers: [
        .dense(
          DenseLayer(
            name: "first", weights: Matrix(rows: 3, columns: 4, values: values(12)),
            bias: values(4))),
        .activation(ActivationLayer(name: "bend", activation: activation)),
        .dense(
          DenseLayer(
            name: "last", weights: Matrix(rows: width, columns: 2, values: values(2 * width)),
            bias: nil)),
      ], inputs: 3)
  }

  private static let samples = Matrix(
    rows: [[0, 0, 0], [1, -1, 0.5], [-3, 2, 1], [0.1, 0.2, -0.3], [9, -8, 7], [-20, 5, -9]])

  @Test("every activation is read back as what it was", arguments: activations)
  func activation(_ activation: Activation) throws {
    let network = try Self.network(activation)
    let encoding = try ONNXWriter.encode(network, provenance: ModelProvenance(), path: "m.onnx")
    #expect(encoding.notes.isEmpty)
    let back = try ModelFile(path: "m.onnx", bytes: encoding.bytes).network()
    let bends = back.layers.dropFirst().dropLast().map(\.summary)
    if case .linear = activation {
      #expect(bends.isEmpty)
    } else {
      #expect(bends == [activation.description])
    }
    #expect(back.layers.first == network.layers.first && back.layers.last == network.layers.last)
    let difference = relativeDifference(
      back.predict(Self.samples).outputs.values, network.predict(Self.samples).outputs.values)
    #expect(difference <= 1e-6)
  }

  @Test("scalers, normalizations, classes, ranges and tasks are read back")
  func others() throws {
    let normalization = try AffineLayer(
      name: "bn",
      origin: .batchNormalization(
        gamma: [1, 2, 3], beta: [0.5, 0, -1], mean: [0, 1, 2], variance: [1, 4, 0.25],
        epsilon: 0.0009765625),
      width: 3)
    var network = try NeuralNetwork(
      layers: [
        .affine(
          AffineLayer(
            name: "scaling", scaling: .standard(mean: [1, 2, 3, 4], scale: [2, 4, 8, 0.5]))),
        .dense(
          DenseLayer(
            name: "hidden", weights: Matrix(rows: 4, columns: 3, repeating: 0.5), bias: [1, 2, 3])),
        .affine(normalization),
        .layerNormalization(
          LayerNormalizationLayer(
            name: "ln", gamma: [1, 2, 4], beta: [0.5, 0.25, 0], epsilon: 0.0009765625, width: 3)),
        .dense(
          DenseLayer(name: "out", weights: Matrix(rows: 3, columns: 1, repeating: 1), bias: nil)),
        .activation(ActivationLayer(name: "out", activation: .sigmoid)),
      ], inputs: 4, inputShape: [2, 2])
    network.classNames = ["nein", "jä\""]
    network.inputRange = -1...2.5
    network.task = .classification
    for hasLabels in [false, true] {
      let encoding = try ONNXWriter.encode(
        network, provenance: ModelProvenance(source: "a test"), hasLabels: hasLabels, path: "m.onnx"
      )
      let file = try ModelFile(path: "m.onnx", bytes: encoding.bytes)
      #expect(file.provenance.source == "a test")
      #expect(try file.network() == network)
    }
  }

  @Test("what float32 does not hold is said, or refused when it is beyond it")
  func rounding() throws {
    func network(_ weight: Double) throws -> NeuralNetwork {
      try NeuralNetwork(
        layers: [
          .dense(DenseLayer(name: "d", weights: Matrix(rows: [[weight]]), bias: nil))
        ], inputs: 1)
    }
    for kind in [ModelFileKind.onnx, .c, .swift] {
      let encoding = try kind.encode(
        try network(0.1), provenance: ModelProvenance(), path: "m")
      #expect(encoding.notes.count == 1 && encoding.notes[0].contains("rounded"))
      #expect(throws: FileError.self) {
        try kind.encode(try network(1e300), provenance: ModelProvenance(), path: "m")
      }
    }
  }

  @Test("source is plain text, the same each time, with names that any compiler takes")
  func source() throws {
    var network = try Self.network(.gelu(approximate: false))
    network.classNames = ["a??/\"\\", "ü\n"]
    let c = String(
      decoding: try ModelFileKind.c.encode(
        network, provenance: ModelProvenance(), path: "some/9-männer.c"
      ).bytes, as: UTF8.self)
    #expect(c.contains("void model9_m_nner_predict(const float *input, float *output)"))
    #expect(c.contains(#""a\?\?/\"\\","#) && c.contains(#""\303\274\012","#))
    #expect(c.utf8.allSatisfy { $0 < 0x80 })
    let swift = String(
      decoding: try ModelFileKind.swift.encode(
        network, provenance: ModelProvenance(), path: "digits.swift"
      ).bytes, as: UTF8.self)
    #expect(swift.contains("enum DigitsNetwork {"))
    #expect(swift.contains(#""\u{fc}\u{a}","#))
    #expect(!swift.contains("import Foundation"))
  }

  @Test("labels are refused where there are no classes")
  func labels() throws {
    var network = try Self.network(.tanh)
    network.task = .regression
    #expect(throws: FileError.self) {
      try ModelFileKind.onnxWithLabels.encode(
        network, provenance: ModelProvenance(), path: "m.onnx")
    }
  }
}
