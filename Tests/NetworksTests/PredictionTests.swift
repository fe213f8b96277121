import Networks
import Numerics
import TestSupport
import Testing

@Suite("Running networks")
struct PredictionTests {
  /// 2-2-1 with a leaky ReLU of slope 0.1 in between.
  private func layers(_ head: Activation?) -> [NetworkLayer] {
    let hidden = DenseLayer(
      name: "a", weights: Matrix(rows: [[1, -1], [0.5, 2]]), bias: [0.5, -1])
    let last = DenseLayer(name: "c", weights: Matrix(rows: [[2], [-3]]), bias: [1])
    let leaky = ActivationLayer(name: "b", activation: .leakyReLU(slope: 0.1))
    let chain: [NetworkLayer] = [.dense(hidden), .activation(leaky), .dense(last)]
    return chain + (head.map { [.activation(ActivationLayer(name: "d", activation: $0))] } ?? [])
  }

  // (1, 2): hidden (1 + 1 + 0.5, −1 + 4 − 1) = (2.5, 2); 5 − 6 + 1 = 0.
  // (−1, 0): hidden (−1 + 0.5, 1 − 1) = (−0.5, 0), after the activation (−0.05, 0); −0.1 + 1 = 0.9.
  static let samples = Matrix(rows: [[1, 2], [-1, 0]])

  @Test("two layers give what they give on paper")
  func linear() throws {
    let prediction = try NeuralNetwork(layers: layers(nil), inputs: 2).predict(Self.samples)
    #expect(relativeDifference(prediction.logits.values, [0, 0.9]) < 1e-15)
    #expect(prediction.outputs == prediction.logits)
  }

  @Test("a sigmoid head gives probabilities and keeps the logits")
  func sigmoid() throws {
    let prediction = try NeuralNetwork(layers: layers(.sigmoid), inputs: 2).predict(Self.samples)
    #expect(relativeDifference(prediction.logits.values, [0, 0.9]) < 1e-15)
    // 1 / (1 + e⁻⁰·⁹)
    #expect(relativeDifference(prediction.outputs.values, [0.5, 0.7109495026250039]) < 1e-15)
  }

  @Test("another last activation belongs to the logits")
  func tanh() throws {
    let prediction = try NeuralNetwork(layers: layers(.tanh), inputs: 2).predict(Self.samples)
    #expect(relativeDifference(prediction.logits.values, [0, 0.7162978701990245]) < 1e-15)
    #expect(prediction.outputs == prediction.logits)
  }

  @Test("no samples give no predictions")
  func none() throws {
    let prediction = try NeuralNetwork(layers: layers(.sigmoid), inputs: 2).predict(
      Matrix(rows: 0, columns: 2))
    #expect(prediction.logits == Matrix(rows: 0, columns: 1))
    #expect(prediction.outputs == Matrix(rows: 0, columns: 1))
  }

  @Test("each row is predicted as if it were alone")
  func rows() throws {
    let network = try NeuralNetwork(layers: layers(.sigmoid), inputs: 2)
    var numbers = SeededNumbers(seed: 31)
    let samples = Matrix(rows: 40, columns: 2, values: numbers.next(80))
    let together = network.predict(samples).outputs
    for row in [0, 17, 39] {
      let alone = network.predict(samples.rows(row..<(row + 1))).outputs
      #expect(relativeDifference(alone.values, Array(together.row(row))) < 1e-14)
    }
  }

  @Test(
    "heads make probabilities of logits: a linear one as softmax would",
    arguments: [
      // 1 / (1 + e⁻²) and the like.
      (.softmax, [1, -1], [0.8807970779778823, 0.11920292202211755]),
      (.linear, [1, -1], [0.8807970779778823, 0.11920292202211755]),
      (.sigmoid, [2, -2], [0.8807970779778823, 0.11920292202211755]),
      (.softmax, [1e4, -1e4], [1, 0]), (.sigmoid, [1e4, -1e4], [1, 0]),
      (.sigmoid, [0], [0.5]),
    ] as [(OutputHead, [Double], [Double])])
  func heads(head: OutputHead, logits: [Double], probabilities: [Double]) {
    let result = head.probabilities(forLogits: Matrix(rows: [logits]))
    #expect(relativeDifference(result.values, probabilities) < 1e-15)
  }
}
