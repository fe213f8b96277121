import Networks
import Numerics
import TestSupport
import Testing

@Suite("Gradients of logits with respect to inputs")
struct GradientTests {
  /// The derivative of every logit by central differences, `[outputs × inputs]`.
  private func differences(
    _ network: NeuralNetwork, _ input: [Double], smoothing: Double = 0
  ) -> [[Double]] {
    let step = 1e-6
    func logits(_ input: [Double]) -> [Double] {
      network.trace(Matrix(rows: [input]), smoothing: smoothing).logits.values
    }
    let columns = input.indices.map { index -> [Double] in
      var (up, down) = (input, input)
      up[index] += step
      down[index] -= step
      return zip(logits(up), logits(down)).map { ($0 - $1) / (2 * step) }
    }
    return (0..<network.outputs).map { output in columns.map { $0[output] } }
  }

  private func network(_ middle: NetworkLayer, width: Int, after: Int? = nil) throws
    -> NeuralNetwork
  {
    var numbers = SeededNumbers(seed: 7)
    func dense(_ name: String, _ rows: Int, _ columns: Int) -> NetworkLayer {
      .dense(
        DenseLayer(
          name: name,
          weights: Matrix(rows: rows, columns: columns, values: numbers.next(rows * columns)),
          bias: numbers.next(columns)))
    }
    return try NeuralNetwork(
      layers: [dense("in", 5, width), middle, dense("out", after ?? width, 3)], inputs: 5)
  }

  static let activations: [Activation] =
    Activation.invertible.filter { if case .parametricReLU = $0 { false } else { true } } + [
      .softmax, .logSoftmax, .sparsemax, .parametricReLU(slopes: [0.1, 0.2, -0.3, 2, 0, 1]),
      .relu(negativeSlope: 0.1, threshold: 0.2), .relu(negativeSlope: -0.5),
    ]

  @Test("are those of central differences, for every activation", arguments: activations)
  func activation(activation: Activation) throws {
    let network = try network(
      .activation(ActivationLayer(name: "middle", activation: activation)), width: 6)
    var numbers = SeededNumbers(seed: 3)
    for _ in 0..<5 {
      let input = numbers.next(5)
      let found = network.jacobian(at: input)
      let wanted = differences(network, input).flatMap { $0 }
      #expect(found.rows == 3 && found.columns == 5)
      #expect(zip(found.values, wanted).allSatisfy { abs($0 - $1) <= 1e-6 * max(1, abs($1)) })
    }
  }

  @Test("are those of central differences through the other layers")
  func layers() throws {
    let affine = AffineLayer(
      name: "norm", className: "Rescaling", scale: [2, -1, 0, 0.5], shift: [1, 2, 3, 4])
    let normalization = LayerNormalizationLayer(
      name: "ln", gamma: [1, 2, -1, 0.5], beta: [0, 1, 2, 3], epsilon: 1e-3, width: 4)
    for (layer, after) in [
      (NetworkLayer.affine(affine), 4), (.layerNormalization(normalization), 4),
      (.activation(ActivationLayer(name: "gate", activation: .glu)), 2),
    ] {
      let network = try network(layer, width: 4, after: after)
      let input = [0.3, -0.2, 0.5, 0.9, -0.7]
      let wanted = differences(network, input).flatMap { $0 }
      #expect(
        zip(network.jacobian(at: input).values, wanted)
          .allSatisfy { abs($0 - $1) <= 1e-7 * max(1, abs($1)) }, "\(layer.summary)")
    }
  }

  @Test(
    "rounded-off kinks have the gradients of central differences, and go over into the kinks",
    arguments: [
      Activation.relu(), .leakyReLU(slope: 0.01), .relu(maximum: 6), .hardTanh,
      .relu(negativeSlope: 0.1, maximum: 2), .parametricReLU(slopes: [0.1, 0.2, -0.3, 2, 0, 1]),
      .tanh,
    ])
  func smoothing(activation: Activation) throws {
    let network = try network(
      .activation(ActivationLayer(name: "middle", activation: activation)), width: 6)
    let input = [0.3, -0.2, 0.5, 0.9, -0.7]
    let sample = Matrix(rows: [input])
    var last = Double.infinity
    for width in [0.5, 0.1, 0.02, 0.001] {
      let trace = network.trace(sample, smoothing: width)
      let found = network.gradients(trace, of: Matrix(rows: [[1, 0, 0], [0, 1, 0], [0, 0, 1]]))
      let wanted = differences(network, input, smoothing: width).flatMap { $0 }
      #expect(zip(found.values, wanted).allSatisfy { abs($0 - $1) <= 1e-5 * max(1, abs($1)) })
      let distance = zip(trace.logits.values, network.logits(for: sample).values).map { $0 - $1 }
        .euclideanNorm
      #expect(distance <= last)
      last = distance
    }
    #expect(last <= 1e-6)
  }

  @Test("a batch has a gradient for each sample, one sample any number of them")
  func batches() throws {
    let network = try network(
      .activation(ActivationLayer(name: "middle", activation: .tanh)), width: 6)
    let first = [0.3, -0.2, 0.5, 0.9, -0.7]
    let second = [-0.1, 0.4, 0.2, -0.6, 0.8]
    let weights = [[1.0, -2, 3], [0.5, 0, -1]]
    let batch = network.gradients(
      network.trace(Matrix(rows: [first, second])), of: Matrix(rows: weights))
    for (row, input) in [first, second].enumerated() {
      let jacobian = network.jacobian(at: input)
      let wanted = (0..<5).map { column in
        (0..<3).reduce(0) { $0 + weights[row][$1] * jacobian[$1, column] }
      }
      #expect(relativeDifference(Array(batch.row(row)), wanted) <= 1e-14)
    }
  }

  @Test("a network is affine when nothing in it bends")
  func affine() throws {
    let linear = try network(
      .activation(ActivationLayer(name: "middle", activation: .linear)), width: 6)
    let bent = try network(
      .activation(ActivationLayer(name: "middle", activation: .relu())), width: 6)
    #expect(linear.isAffine && !bent.isAffine)
    #expect(linear.kinkScale(over: Box(repeating: -1...1, count: linear.inputs)) == nil)
    // Weights in −1...1, inputs in −1...1: the root mean square is (5/9 + 1/3)^½ on average.
    let scale = try #require(bent.kinkScale(over: Box(repeating: -1...1, count: bent.inputs)))
    #expect(scale > 0.4 && scale < 2)
  }
}
