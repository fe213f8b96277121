import MLPKit
import Testing

@Suite("Networks that a program makes")
struct NetworksInMemoryTests {
  private static let layer = Result { try DenseLayer(name: "sum", weights: [[1], [2]], bias: [3]) }

  @Test("A network computes its formula on samples of either precision")
  func formula() throws {
    let network = try NeuralNetwork(layers: [.dense(try Self.layer.get())], inputs: 2)
    #expect(try network.predict([5.0, 7]) == [22])
    #expect(try network.predict([Float(5), 7]) == [Float(22)])
    #expect(try network.predict([[5, 7], [0, 0]]) == [[22], [3]])
    #expect(try network.logits(for: [[5, 7]]) == [[22]])
    #expect(try network.predict([[Double]]()).isEmpty)
  }

  @Test("Samples of another width are an error", arguments: [[], [1.0], [1, 2, 3]])
  func widths(_ sample: [Double]) throws {
    let network = try NeuralNetwork(layers: [.dense(try Self.layer.get())], inputs: 2)
    #expect(throws: NetworkError.self) { try network.predict(sample) }
  }

  @Test(
    "Weights that are no matrix, or whose bias does not fit, are an error",
    arguments: [
      ([[1, 2], [3]], [1, 1]), ([], nil), ([[], []], nil), ([[1, 2]], [1]),
    ] as [([[Double]], [Double]?)])
  func shapes(_ weights: [[Double]], _ bias: [Double]?) {
    #expect(throws: NetworkError.self) {
      try DenseLayer(name: "bad", weights: weights, bias: bias)
    }
  }

  @Test("A class that there is none of is called by its number", arguments: [-1, 5, Int.max])
  func classNames(_ index: Int) throws {
    var network = try NeuralNetwork(layers: [.dense(try Self.layer.get())], inputs: 2)
    network.classNames = ["no", "yes"]
    #expect(network.className(index) == String(index))
  }

  @Test("Numbers that are not finite are refused when a network becomes a file")
  func notFinite() throws {
    let layer = try DenseLayer(name: "bad", weights: [[.nan], [1]])
    let network = try NeuralNetwork(layers: [.dense(layer)], inputs: 2)
    #expect(throws: FileError.self) { _ = try ModelFile(network).network() }
  }

  @Test("A name whose extension says no kind of file is an error")
  func extensions() throws {
    let network = try NeuralNetwork(layers: [.dense(try Self.layer.get())], inputs: 2)
    #expect(throws: FileError.self) { try network.save(to: "/nowhere/model.txt") }
  }

  @Test("Every tensor of a file gives its values")
  func tensors() throws {
    let network = try NeuralNetwork(layers: [.dense(try Self.layer.get())], inputs: 2)
    let model = try ModelFile(network)
    let tensors = model.inventory.layers.flatMap(\.tensors)
    #expect(try tensors.map { try model.values(of: $0) } == [[1, 2], [3]])
  }
}
