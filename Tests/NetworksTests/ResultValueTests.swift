import Networks
import Numerics
import Testing

@Suite("Values that describe models and results")
struct ResultValueTests {
  @Test(
    "an input is seen as its own two axes, a square, or one row",
    arguments: [
      ([28, 28], 28, 28), ([28, 20], 28, 20), ([8, 8, 1], 8, 8), ([6, 4, 1], 6, 4),
      ([784], 28, 28), ([64], 8, 8), ([1], 1, 1), ([12], 1, 12), ([63], 1, 63),
      ([2, 3, 6], 1, 36), ([4], 1, 4), ([4, 4], 4, 4), ([2, 4, 8], 8, 8), ([4, 4, 3], 1, 48),
      ([5, 1], 5, 1), ([3, 3, 3, 1], 1, 27),
    ] as [([Int], Int, Int)])
  func imageShape(inputShape: [Int], height: Int, width: Int) {
    let shape = ImageShape(inputShape: inputShape)
    #expect(shape == ImageShape(height: height, width: width))
    #expect(shape.count == inputShape.reduce(1, *))
    #expect(shape.description == "\(height)x\(width)")
  }

  @Test("the parameters of a model are counted over all tensors of all layers")
  func parameterCount() {
    func tensor(_ shape: [Int]) -> ModelInventory.TensorEntry {
      .init(name: "t", path: "/t", role: "weights", shape: shape, elementType: "float32")
    }
    let inventory = ModelInventory(
      format: .kerasHDF5Model,
      layers: [
        .init(name: "a", className: "Dense", tensors: [tensor([784, 30]), tensor([30])]),
        .init(name: "flatten", className: "Flatten"),
        .init(
          name: "c", className: "Other", tensors: [tensor([]), tensor([2, 3, 4]), tensor([0])]),
      ])
    #expect(inventory.layers.map(\.parameterCount) == [23_550, 0, 25])
    #expect(inventory.parameterCount == 23_575)
  }

  @Test("formats have stable names")
  func formats() {
    #expect(ModelInventory.Format.kerasHDF5Model.rawValue == "keras-h5-model")
    #expect(ModelInventory.Format.results.rawValue == "mlp-results")
    #expect(OutputHead.allCases.map(\.rawValue) == ["softmax", "sigmoid", "linear"])
  }

  @Test("results show one row of pictures for each method, named with its filter")
  func pictures() throws {
    func solution(_ target: Int, _ picture: [UInt8], _ probability: Double) -> InverseSolution {
      var solution = InverseSolution(target: target, input: [0, 0])
      solution.picture = picture
      solution.probability = probability
      return solution
    }
    let results = InversionResults(
      modelName: "m.h5", modelSHA256: "", toolVersion: "1", parameters: [],
      targets: Matrix(rows: [[1, 0], [0, 1]]), targetNames: ["cat", "dog"],
      imageShape: ImageShape(height: 1, width: 2),
      inputSpace: InputSpace(repeating: -1...1, count: 2, source: .model), layers: [],
      methods: [
        MethodSolutions(
          method: "analytical", solutions: [solution(0, [0, 255], 1), solution(1, [9, 8], 0.5)]),
        MethodSolutions(
          method: "analytical", filter: "middle:0.2",
          solutions: [solution(0, [1, 2], 0.25), solution(1, [3, 4], 0)]),
      ])
    let pictures = try #require(results.pictures)
    #expect(pictures.targetNames == ["cat", "dog"])
    #expect(pictures.imageShape == ImageShape(height: 1, width: 2))
    #expect(pictures.rows.map(\.title) == ["analytical", "analytical+middle:0.2"])
    #expect(pictures.rows[1].pictures == [[1, 2], [3, 4]])
    #expect(pictures.rows[0].wantedProbabilities == [1, 0.5])
  }
}
