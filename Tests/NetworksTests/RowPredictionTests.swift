import Numerics
import Testing

@testable import Networks

@Suite("Running a network on numbers of a program")
struct RowPredictionTests {
  /// y = (x₁ + 2 x₂, 3 x₁ − x₂), and its softmax.
  private func network(_ activation: Activation = .linear) throws -> NeuralNetwork {
    let dense = DenseLayer(
      name: "d", weights: Matrix(rows: [[1, 3], [2, -1]]), bias: nil, storedType: "float32")
    return try NeuralNetwork(
      layers: [.dense(dense), .activation(ActivationLayer(name: "d", activation: activation))],
      inputs: 2)
  }

  @Test("gives numbers of the same kind")
  func values() throws {
    let network = try network()
    #expect(try network.predict([1.0, 2.0]) == [5.0, 1.0])
    #expect(try network.predict([1, 2] as [Float]) == [5, 1] as [Float])
    #expect(try network.predict([[1, 2], [0, 1]]) == [[5, 1], [2, -1]])
    #expect(try network.predict([] as [[Double]]) == [])
    let outputs = try self.network(.softmax).predict([0.5, 0.5])
    #expect(abs(outputs[0] - 0.6224593312018546) < 1e-15)
    #expect(try self.network(.softmax).prediction(for: [[0.5, 0.5]]).logits.values == [1.5, 1])
  }

  @Test("a wrong width is an error that names the sample")
  func widths() throws {
    let network = try network()
    #expect(throws: NetworkError.self) { try network.predict([1.0]) }
    #expect(throws: NetworkError.self) { try network.predict([] as [Float]) }
    let error = try #require(throws: NetworkError.self) {
      try network.predict([[1, 2], [1, 2, 3]])
    }
    #expect(error.problem == "takes 2 inputs; sample 1 has 3 values")
  }
}
