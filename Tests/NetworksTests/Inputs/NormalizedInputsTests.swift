import Numerics
import Testing

@testable import Networks

/// A network of two inputs behind some layers.
private func network(behind layers: [NetworkLayer]) throws -> NeuralNetwork {
  let dense = DenseLayer(
    name: "dense", weights: Matrix(rows: [[1, 2], [3, 4]]), bias: nil, storedType: "float64")
  return try NeuralNetwork(layers: layers + [.dense(dense)], inputs: 2)
}

private func scaler(_ scaling: InputScaling) -> NetworkLayer {
  .affine(AffineLayer(name: "scaling", scaling: scaling))
}

@Suite("What the first layer tells of the inputs")
struct NormalizedInputsTests {
  @Test("A standard scaler allows three deviations around its means")
  func standard() throws {
    let space = try network(behind: [scaler(.standard(mean: [10, 700], scale: [2, 300]))])
      .inputSpace
    #expect(space.features.map(\.range) == [4...16, -200...1600])
    #expect(space.features.map(\.typical) == [10, 700])
    #expect(space.source == .normalization)
  }

  @Test("A scaler of smallest and largest values allows what lies between them")
  func minMax() throws {
    let layer = scaler(.minMax(minimum: [-2, 100], scale: [0.25, 0.001]))
    #expect(try network(behind: [layer]).inputSpace.features.map(\.range) == [-2...2, 100...1100])
  }

  @Test("A Normalization of Keras allows three deviations, a Rescaling of bytes the bytes")
  func keras() throws {
    let normalization = try AffineLayer(
      name: "n", origin: .normalization(mean: [1, 2], variance: [4, 9], isInverted: false), width: 2
    )
    let rescaling = try AffineLayer(
      name: "r", origin: .rescaling(scale: [1 / 127.5], offset: [-1]), width: 2)
    #expect(
      try network(behind: [.affine(normalization)]).inputSpace.features.map(\.range)
        == [-5...7, -7...11])
    #expect(
      try network(behind: [.affine(rescaling)]).inputSpace.features.map(\.range)
        == [0...255, 0...255])
  }

  @Test("A normalization behind a dense layer tells nothing of the inputs")
  func behindDense() throws {
    let dense = DenseLayer(
      name: "first", weights: Matrix(rows: [[1, 0], [0, 1]]), bias: nil, storedType: "float64")
    let layers = [NetworkLayer.dense(dense), scaler(.standard(mean: [5, 5], scale: [1, 1]))]
    let space = try network(behind: layers).inputSpace
    #expect(space.source == .assumed)
    #expect(space.commonRange == InputSpace.assumedRange)
  }

  @Test("A feature that a scaler leaves alone is assumed")
  func passedThrough() throws {
    let layer = scaler(.standard(mean: [10, 0], scale: [2, 1]))
    let space = try network(behind: [layer]).inputSpace
    #expect(space.features.map(\.source) == [.normalization, .assumed])
    #expect(space.source == .assumed)
  }

  @Test("One range that the model says is the range of every feature, and leaves names alone")
  func oneRange() throws {
    var network = try network(behind: [scaler(.standard(mean: [10, 7], scale: [2, 3]))])
    #expect(network.inputRange == nil)
    network.inputSpace = try network.inputSpace.named(["age", "mass"])
    #expect(network.inputRange == nil)
    network.inputRange = 0...1
    #expect(network.inputSpace.features.map(\.range) == [0...1, 0...1])
    #expect(network.inputSpace.names == ["age", "mass"])
    #expect(network.inputRange == 0...1)
  }

  @Test("Statements for another number of inputs are passed over")
  func wrongCount() throws {
    var network = try network(behind: [])
    network.inputSpace = InputSpace(repeating: 0...1, count: 3, source: .model)
    #expect(network.statedInputs == nil)
  }
}
