import Networks
import Numerics
import Testing

@Suite("Class probabilities")
struct ProbabilitiesTests {
  private func network(_ outputs: Int, _ activation: Activation, _ task: OutputTask?) throws
    -> NeuralNetwork
  {
    let dense = DenseLayer(
      name: "d", weights: Matrix(rows: 1, columns: outputs, repeating: 1), bias: nil)
    var network = try NeuralNetwork(
      layers: [.dense(dense), .activation(ActivationLayer(name: "d", activation: activation))],
      inputs: 1)
    network.task = task
    return network
  }

  /// The logits that give the probabilities 3/4, 1/2 and 1/5 as sigmoids, and 15, 5 and 1.25 as softmax
  /// weights: ln 3, 0 and −ln 4.
  private let logits = Matrix(rows: [[1.0986122886681098, 0, -1.3862943611198906]])

  @Test("one logistic output tells two classes apart")
  func single() throws {
    let network = try network(1, .sigmoid, .classification)
    let found = network.probabilities(forLogits: Matrix(rows: [[1.0986122886681098], [0]]))
    #expect(found?.columns == 2)
    for (value, truth) in zip(found?.values ?? [], [0.25, 0.75, 0.5, 0.5]) {
      #expect(abs(value - truth) < 1e-15)
    }
    #expect(network.classCount == 2)
  }

  @Test(
    "several outputs, by their task",
    arguments: [
      (Activation.sigmoid, OutputTask.multilabel, [0.75, 0.5, 0.2]),
      (.sigmoid, .oneVsRest, [0.75 / 1.45, 0.5 / 1.45, 0.2 / 1.45]),
      (.softmax, .classification, [3 / 4.25, 1 / 4.25, 0.25 / 4.25]),
    ])
  func several(activation: Activation, task: OutputTask, truth: [Double]) throws {
    let found = try network(3, activation, task).probabilities(forLogits: logits)
    #expect(found?.values.count == 3)
    for (value, truth) in zip(found?.values ?? [], truth) { #expect(abs(value - truth) < 1e-15) }
  }

  @Test("scores and numbers have none, unless the caller says how to read them")
  func none() throws {
    for task in [OutputTask.scores, .regression] {
      let network = try network(3, .linear, task)
      #expect(network.probabilities(forLogits: logits) == nil)
      #expect(network.probabilities(forLogits: logits, head: .softmax)?.columns == 3)
    }
    #expect(try network(1, .linear, nil).probabilities(forLogits: Matrix(rows: [[1]])) == nil)
  }

  @Test("names belong to classes, of which a single output has two")
  func names() throws {
    var network = try network(1, .sigmoid, nil)
    #expect(network.className(1) == "1")
    network.classNames = ["no", "yes"]
    #expect([0, 1].map(network.className) == ["no", "yes"])
    network.classNames = ["only"]
    #expect(network.className(1) == "1")
  }
}
