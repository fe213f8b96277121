import Inversion
import Networks
import Numerics
import Testing

@Suite("Networks that cannot be inverted")
struct InversionErrorTests {
  @Test("without classes there are no targets for them, and the layer is named")
  func noClasses() throws {
    for (head, word) in [(Activation?.some(.softmax), "always 1"), (nil, "--targets")] {
      let network = try NetworkSketch.single([[1], [2]], head: head)
      let error = try #require(throws: InversionError.self) {
        try InversionTargets.classes(of: network)
      }
      #expect(error.kind == .unsupported)
      #expect(error.layer == (head == nil ? "only" : "head"))
      #expect(error.problem.contains(word))
    }
  }

  @Test("weights of zero, NaN or infinity are bad data, and the layer is named")
  func weights() throws {
    for (value, word) in [(0.0, "zero"), (.nan, "NaN"), (.infinity, "infinite")] {
      let network = try NetworkSketch.single([[value, value], [value, value]])
      let error = try #require(throws: InversionError.self) { try Inverter(network) }
      #expect(error.kind == .badData)
      #expect(error.layer == "only")
      #expect(error.problem.contains(word))
    }
  }

  @Test("weights too small to invert are bad data, not infinite inputs")
  func overflow() throws {
    let network = try NetworkSketch.single([[1e-308, 0], [0, 1e-308]])
    let inverter = try Inverter(network)
    let targets = try InversionTargets.classes(of: network)
    let error = try #require(throws: InversionError.self) {
      try inverter.solve(targets, by: AnalyticalMethod())
    }
    #expect(error.kind == .badData)
    #expect(error.problem.contains("overflow"))
  }

  @Test(
    "an activation without an inverse is an obstacle for the analytical method only",
    arguments: [
      (Activation.glu, "halves"), (.sparsemax, "simplex"), (.leakyReLU(slope: -0.5), "slope"),
      (.parametricReLU(slopes: [0.1, 0.1, 0.1, -1]), "slope"), (.elu(alpha: 0), "alpha"),
      (.relu(threshold: 1), "threshold"),
    ])
  func obstacle(activation: Activation, word: String) throws {
    let width = try #require(activation.outputs(forInputs: 4))
    let network = try NeuralNetwork(
      layers: [
        .dense(DenseLayer(name: "first", weights: identity(4, 4), bias: nil)),
        .activation(ActivationLayer(name: "gate", activation: activation)),
        .dense(DenseLayer(name: "last", weights: identity(width, 2), bias: nil)),
      ], inputs: 4)
    let obstacle = try #require(AnalyticalMethod().obstacle(for: network))
    #expect(obstacle.kind == .unsupported)
    #expect(obstacle.layer == "gate")
    #expect(obstacle.problem.contains(word))
    let inverter = try Inverter(network)
    let targets = try InversionTargets.classes(of: network)
    #expect(throws: obstacle) { try inverter.solve(targets, by: AnalyticalMethod()) }
    #expect(EmpiricalMethod().obstacle(for: network) == nil)
    #expect(try inverter.solve(targets, by: EmpiricalMethod()).solutions.count == 2)
  }

  @Test("a softmax at the end is a head, not an obstacle")
  func head() throws {
    let network = try NetworkSketch.single([[1, 0], [0, 1]], head: .softmax)
    #expect(AnalyticalMethod().obstacle(for: network) == nil)
  }

  @Test("methods are found by name, and no two share one")
  func names() {
    let names = InversionMethods.all.map(\.name)
    #expect(names == ["empirical", "analytical", "nearest", "map", "pattern"])
    #expect(InversionMethods.defaults.map(\.name) == names.dropLast())
    #expect(InversionMethods.named("analytic")?.name == "analytical")
    #expect(InversionMethods.named("empirical")?.usesInverseMatrices == false)
    #expect(InversionMethods.named("analytical")?.usesInverseMatrices == true)
    #expect(InversionMethods.named("magic") == nil)
  }

  private func identity(_ rows: Int, _ columns: Int) -> Matrix {
    var matrix = Matrix(rows: rows, columns: columns)
    for index in 0..<min(rows, columns) { matrix[index, index] = 1 }
    return matrix
  }
}
