import Networks
import Numerics
import Testing

/// A dense layer of zeros.
private func dense(_ name: String, _ inputs: Int, _ units: Int) -> NetworkLayer {
  .dense(DenseLayer(name: name, weights: Matrix(rows: inputs, columns: units), bias: nil))
}

private func activation(_ name: String, _ activation: Activation) -> NetworkLayer {
  .activation(ActivationLayer(name: name, activation: activation))
}

private func affine(_ name: String, _ width: Int) -> NetworkLayer {
  let ones = [Double](repeating: 1, count: width)
  return .affine(AffineLayer(name: name, className: "BatchNormalization", scale: ones, shift: ones))
}

@Suite("Networks as chains of layers")
struct NetworkTests {
  @Test("the widths are those of the first and the last layer")
  func widths() throws {
    let network = try NeuralNetwork(
      layers: [
        affine("norm", 6), dense("a", 6, 8), activation("b", .glu), dense("c", 4, 3),
        activation("d", .tanh),
      ], inputs: 6)
    #expect(network.inputs == 6)
    #expect(network.outputs == 3)
    #expect(network.inputShape == [6])
    #expect(network.inputRange == nil)
  }

  @Test(
    "layers that do not fit are named, with both widths",
    arguments: [
      ([dense("a", 4, 3), dense("b", 5, 2)], "b", ["takes 5 inputs", "layer a gives 3"]),
      ([dense("first", 5, 2)], "first", ["takes 5 inputs", "the input gives 4"]),
      ([dense("a", 4, 3), affine("norm", 4)], "norm", ["takes 4 inputs", "layer a gives 3"]),
      ([dense("a", 4, 3), activation("gate", .glu)], "gate", ["glu", "3 values", "layer a"]),
      (
        [dense("a", 4, 3), activation("p", .parametricReLU(slopes: [0, 0]))], "p",
        ["prelu(2 slopes)", "3 values"]
      ),
      ([dense("a", 4, 0)], "a", ["zero units"]),
    ] as [([NetworkLayer], String, [String])])
  func mismatches(layers: [NetworkLayer], name: String, words: [String]) throws {
    let error = try #require(throws: NetworkError.self) {
      try NeuralNetwork(layers: layers, inputs: 4)
    }
    #expect(error.layer == name)
    for word in words { #expect(error.problem.contains(word), "\(error.problem)") }
  }

  @Test("a kernel whose units are the inputs is probably transposed, others are not")
  func transposed() throws {
    let turned = try #require(throws: NetworkError.self) {
      try NeuralNetwork(layers: [dense("a", 3, 4)], inputs: 4)
    }
    #expect(turned.problem.hasSuffix("is the kernel transposed?"))
    let wrong = try #require(throws: NetworkError.self) {
      try NeuralNetwork(layers: [dense("a", 3, 5)], inputs: 4)
    }
    #expect(!wrong.problem.contains("transposed"))
  }

  @Test("a network without inputs or without a dense layer is none")
  func nothing() throws {
    for layers in [[], [activation("a", .tanh)], [affine("norm", 4)]] {
      let error = try #require(throws: NetworkError.self) {
        try NeuralNetwork(layers: layers, inputs: 4)
      }
      #expect(error == NetworkError(layer: nil, problem: "the network has no dense layer"))
    }
    let error = try #require(throws: NetworkError.self) {
      try NeuralNetwork(layers: [dense("a", 0, 4)], inputs: 0)
    }
    #expect(error.description == "the network has zero inputs")
    #expect(NetworkError(layer: "a", problem: "is bad").description == "layer a: is bad")
  }

  @Test(
    "only a final softmax or sigmoid is a head, and the logits come before it",
    arguments: [
      ([dense("a", 4, 3)], .linear, 1),
      ([dense("a", 4, 3), activation("b", .softmax)], .softmax, 1),
      ([dense("a", 4, 3), activation("b", .sigmoid)], .sigmoid, 1),
      ([dense("a", 4, 3), activation("b", .linear)], .linear, 2),
      ([dense("a", 4, 3), activation("b", .tanh)], .linear, 2),
      ([dense("a", 4, 3), activation("b", .logSoftmax)], .linear, 2),
      ([dense("a", 4, 3), activation("b", .softmax), dense("c", 3, 2)], .linear, 3),
      ([dense("a", 4, 3), activation("b", .softmax), affine("c", 3)], .linear, 3),
      (
        [dense("a", 4, 3), activation("b", .sigmoid), dense("c", 3, 2), activation("d", .softmax)],
        .softmax, 3
      ),
    ] as [([NetworkLayer], OutputHead, Int)])
  func heads(layers: [NetworkLayer], head: OutputHead, count: Int) throws {
    let network = try NeuralNetwork(layers: layers, inputs: 4)
    #expect(network.head == head)
    #expect(Array(network.layersToLogits) == Array(layers.prefix(count)))
  }

  @Test(
    "the shape before flattening is kept when it has as many values",
    arguments: [
      (nil, [12]), ([3, 4], [3, 4]), ([2, 2, 3], [2, 2, 3]), ([12], [12]), ([5, 5], [12]),
      ([], [12]),
    ] as [([Int]?, [Int])])
  func inputShape(shape: [Int]?, kept: [Int]) throws {
    #expect(
      try NeuralNetwork(layers: [dense("a", 12, 2)], inputs: 12, inputShape: shape).inputShape
        == kept)
  }

  @Test("an impossible shape before flattening does not stop the program")
  func impossibleShape() async {
    await #expect(processExitsWith: .success) {
      let layer = DenseLayer(name: "a", weights: Matrix(rows: 4, columns: 1), bias: nil)
      for shape in [[1 << 40, 1 << 40], [.max, 2, 0]] {
        let network = try NeuralNetwork(layers: [.dense(layer)], inputs: 4, inputShape: shape)
        #expect(network.inputShape == [4])
      }
    }
  }

  @Test("an output is named after its class, or by its number")
  func classNames() throws {
    var network = try NeuralNetwork(layers: [dense("a", 4, 2)], inputs: 4)
    #expect(network.className(1) == "1")
    network.classNames = ["cat", "dog"]
    #expect(network.className(1) == "dog")
  }
}
