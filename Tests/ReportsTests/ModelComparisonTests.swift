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
    #expect(report.lines.last == "the models are equal")
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
        ComparisonReport(first: "a", second: "b", comparison: comparison).lines.last
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
}
