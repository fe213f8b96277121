import JSON
import Networks
import Numerics
import Reports
import Testing

@Suite("Comparing models")
struct ModelComparisonTests {
  private func network(
    _ weights: [[Double]] = [[1, 2], [3, 4]], bias: [Double]? = [5, 6],
    _ activation: Activation = .relu(), name: String = "d"
  ) throws -> NeuralNetwork {
    let dense = DenseLayer(name: name, weights: Matrix(rows: weights), bias: bias)
    return try NeuralNetwork(
      layers: [.dense(dense), .activation(ActivationLayer(name: name, activation: activation))],
      inputs: weights.count)
  }

  @Test("equal numbers under other names are equal")
  func equal() throws {
    let comparison = ModelComparison(try network(), try network(name: "other"))
    #expect(!comparison.areDifferent)
    #expect(comparison.layers.map(\.second) == ["other", "other"])
    let report = ComparisonReport(first: "a", second: "b", comparison: comparison)
    #expect(report.lines == ["the models are equal: 2 layers, 6 numbers"])
    #expect(report.json["equal"] == true)
    #expect(report.json.objectValue?.names.first == "schema")
  }

  @Test("the largest differences are found, and the tolerance is relative above 1")
  func numbers() throws {
    let other = try network([[1, 2.5], [3, 4]], bias: [5, 6.0001])
    let comparison = ModelComparison(try network(), other)
    let tensors = comparison.layers[0].tensors
    #expect(tensors.map(\.absolute) == [0.5, 6.0001 - 6])
    #expect(tensors.map(\.relative) == [0.5 / 2.5, (6.0001 - 6) / 6.0001])
    #expect(tensors.map(\.count) == [1, 1])
    #expect(comparison.areDifferent)
    let loose = ModelComparison(try network(), other, tolerance: 1e-4)
    // 0.0001 of 6 is within 1e-4 of 6.
    #expect(loose.layers[0].tensors.map(\.count) == [1, 0])
    #expect(!ModelComparison(try network(), other, tolerance: 0.3).areDifferent)
  }

  @Test("NaN equals NaN and nothing else")
  func notANumber() throws {
    let odd = try network([[.nan, 2], [3, .infinity]])
    #expect(!ModelComparison(odd, odd).areDifferent)
    let tensor = ModelComparison(odd, try network(), tolerance: 100).layers[0].tensors[0]
    #expect(tensor.absolute == .infinity && tensor.count == 2)
  }

  @Test("other structures are told in words")
  func structure() throws {
    let base = try network()
    let activation = ModelComparison(base, try network([[1, 2], [3, 4]], .tanh))
    #expect(activation.layers.map(\.structure) == [nil, "relu and tanh"])
    let shape = ModelComparison(base, try network([[1, 2]]))
    #expect(shape.layers[0].structure?.contains("[2, 2], and [1, 2]") == true)
    #expect(shape.general == ["inputs: 2 and 1"])
    let bias = ModelComparison(base, try network(bias: nil))
    #expect(bias.layers[0].structure == "it has weights, bias, and weights")
    let shorter = try NeuralNetwork(layers: [base.layers[0]], inputs: 2)
    let missing = ModelComparison(base, shorter)
    #expect(missing.layers[1].structure == "only the first model has it: relu")
    #expect(missing.layers[1].second == nil)
    for comparison in [activation, shape, bias, missing] {
      #expect(comparison.areDifferent)
      #expect(
        ComparisonReport(first: "a", second: "b", comparison: comparison).lines.first
          == "the models differ")
    }
  }

  @Test("what only one of the models says is no difference")
  func silence() throws {
    var named = try network()
    named.classNames = ["a", "b"]
    #expect(!ModelComparison(named, try network()).areDifferent)
    var other = named
    other.classNames = ["b", "a"]
    #expect(ModelComparison(named, other).general.count == 1)
  }

  @Test("numbers that one of the models keeps in 32 bits are equal up to that")
  func rounding() throws {
    let exact = [[0.1, 2], [3, 1 / 3.0]]
    let rounded = exact.map { $0.map { Double(Float($0)) } }
    let comparison = ModelComparison(try network(exact), try network(rounded))
    #expect(comparison.verdict == .rounded)
    #expect(ModelComparison(try network(rounded), try network(exact)).verdict == .rounded)
    // The last bit of two models of 32 bits is a difference, and so is more than rounding.
    let next = rounded.map { $0.map { Double(Float($0).nextUp) } }
    #expect(ModelComparison(try network(rounded), try network(next)).verdict == .different)
    #expect(ModelComparison(try network(exact), try network(next)).verdict == .different)
  }

  @Test("a network with its hidden units in another order is recognized")
  func order() throws {
    func twoLayers(_ order: [Int]) throws -> NeuralNetwork {
      let incoming = [[1.0, -2, 3], [0.5, 4, -1]]
      let outgoing = [[1.0, 2], [3, 4], [5, 6]]
      let bias = [0.1, 0.2, 0.3]
      let slopes = [0.1, 0.2, 0.3]
      return try NeuralNetwork(
        layers: [
          .dense(
            DenseLayer(
              name: "hidden", weights: Matrix(rows: incoming.map { row in order.map { row[$0] } }),
              bias: order.map { bias[$0] })),
          .activation(
            ActivationLayer(
              name: "slopes", activation: .parametricReLU(slopes: order.map { slopes[$0] }))),
          .dense(
            DenseLayer(
              name: "output", weights: Matrix(rows: order.map { outgoing[$0] }), bias: [1, 2])),
        ], inputs: 2)
    }
    let comparison = ModelComparison(try twoLayers([0, 1, 2]), try twoLayers([2, 0, 1]))
    #expect(comparison.verdict == .reordered(["hidden"]))
    #expect(!comparison.areDifferent)
    // Another number is found in any order.
    var changed = try twoLayers([2, 0, 1]).layers
    guard case .dense(var dense) = changed[2] else { return }
    dense.bias = [1, 2.5]
    changed[2] = .dense(dense)
    let other = try NeuralNetwork(layers: changed, inputs: 2)
    #expect(ModelComparison(try twoLayers([0, 1, 2]), other).verdict == .different)
  }

  @Test("the difference of matrices is measured: length, angle, signs, rank")
  func measures() throws {
    let first = try network([[3, 4], [0, 0]], bias: nil)
    // 3, 4 -> 4, −3 is a right angle, and a difference of (1, −7): √50 of 5.
    let turned = ModelComparison(first, try network([[4, -3], [0, 0]], bias: nil))
    let tensor = turned.layers[0].tensors[0]
    #expect(tensor.cosine == 0)
    #expect(abs(tensor.relativeL2 - 2.0.squareRoot()) < 1e-15)
    #expect(tensor.signFlips == 1 && tensor.share == 0.5 && tensor.rank == 1)
    let full = ModelComparison(first, try network([[4, 4], [0, 1]], bias: nil))
    #expect(full.layers[0].tensors[0].rank == 2)
  }

  @Test("layers that normalize by other statistics or another epsilon differ")
  func normalizations() throws {
    func network(
      _ statistic: LayerNormalizationLayer.Statistic = .standard, epsilon: Double = 1e-3,
      beta: [Double]? = nil, grouping: LayerNormalizationLayer.Grouping? = nil
    ) throws -> NeuralNetwork {
      try NeuralNetwork(
        layers: [
          .layerNormalization(
            LayerNormalizationLayer(
              name: "n", statistic: statistic, gamma: [1, 2], beta: beta, epsilon: epsilon,
              width: 2, grouping: grouping)),
          .dense(DenseLayer(name: "d", weights: Matrix(rows: [[1, -1], [2, 1]]), bias: nil)),
        ], inputs: 2)
    }
    let base = try network()
    for other in [
      try network(epsilon: 1e-5), try network(.deviation), try network(.rootMeanSquare),
      try network(beta: [0, 1]), try network(grouping: .init(channels: 2, groups: 2)),
    ] { #expect(ModelComparison(base, other).verdict == .different) }
    // An epsilon in 32 bits is the same one, and no beta one of 0.
    #expect(ModelComparison(base, try network(epsilon: Double(Float(1e-3)))).verdict == .rounded)
    #expect(ModelComparison(base, try network(beta: [0, 0])).verdict == .equal)
  }

  @Test("a bias of zeros is none, and a linear activation is none")
  func omissions() throws {
    let dense = DenseLayer(name: "d", weights: Matrix(rows: [[1], [2]]), bias: nil)
    let bare = try NeuralNetwork(layers: [.dense(dense)], inputs: 2)
    var full = dense
    full.bias = [0]
    let linear = ActivationLayer(name: "d", activation: .linear)
    let other = try NeuralNetwork(layers: [.dense(full), .activation(linear)], inputs: 2)
    #expect(ModelComparison(bare, other).verdict == .equal)
    #expect(ModelComparison(other, bare).verdict == .equal)
  }

  @Test("answers are compared on samples")
  func answers() throws {
    func sign(_ slope: Double) throws -> NeuralNetwork {
      try network([[slope, -slope]], bias: nil, .softmax)
    }
    let samples = Matrix(rows: [[1], [-1], [0]])
    let same = try #require(
      AnswerDifference(try sign(1), try sign(2), count: 3, origin: "samples") { samples.rows($0) })
    #expect(same.flips == 0)
    let expected = 1 / (1 + 0.01831563888873418) - 1 / (1 + 0.1353352832366127)
    #expect(abs(same.largest - expected) < 1e-15)
    // Where all scores are equal the first class is the answer of both.
    let other = AnswerDifference(
      try sign(1), try sign(-1), count: 3, origin: "samples", rows: { samples.rows($0) })
    #expect(other?.flips == 2)
    #expect(
      AnswerDifference(
        try sign(1), try network(), count: 3, origin: "samples", rows: { samples.rows($0) }) == nil)
  }
}
