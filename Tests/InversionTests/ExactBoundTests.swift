import Foundation
import Networks
import Numerics
import TestSupport
import Testing

@testable import Inversion

@Suite("Bounds by linear programs and by branch and bound")
struct ExactBoundTests {
  /// A problem that HiGHS solved; see fixtures/generate/make_bounds.py.
  struct Recorded: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let slope: Double
    let box: [Double]
    let weights: [[[Double]]]
    let biases: [[Double]]
    let target: [Double]
    let bound: Double
    let reached: Double
    let lp: Double

    var testDescription: String { name }

    func network() throws -> NeuralNetwork {
      var layers: [NetworkLayer] = []
      for (index, (rows, bias)) in zip(weights, biases).enumerated() {
        layers.append(
          .dense(DenseLayer(name: "dense_\(index)", weights: Matrix(rows: rows), bias: bias)))
        guard index < weights.count - 1 else { continue }
        layers.append(
          .activation(ActivationLayer(name: "bend_\(index)", activation: .leakyReLU(slope: slope))))
      }
      return try NeuralNetwork(layers: layers, inputs: weights[0].count)
    }

    static func all() throws -> [Recorded] {
      try JSONDecoder().decode(
        [Recorded].self, from: Data(contentsOf: URL(filePath: Fixture.path("bounds/highs.json"))))
    }
  }

  private static func bound(
    _ network: NeuralNetwork, _ target: [Double], _ box: ClosedRange<Double>,
    _ effort: BoundOptions.Effort, nodes: Int = 2000
  ) throws -> ResidualBound {
    var options = InversionOptions()
    options.inputs = InputSpace(repeating: box, count: network.inputs, source: .stated)
    var wanted = BoundOptions()
    wanted.effort = effort
    wanted.nodes = nodes
    let targets = try InversionTargets.arbitrary(Matrix(rows: [target]), for: network)
    return try #require(
      try LowerBound.bounds(
        network, options: options, targets: targets, solutions: [], wanted: wanted
      ).first)
  }

  @Test("are HiGHS's", arguments: try Recorded.all())
  func recorded(problem: Recorded) throws {
    let network = try problem.network()
    let box = problem.box[0]...problem.box[1]
    let exact = try Self.bound(network, problem.target, box, .exact)
    let search = try #require(exact.search)
    #expect(search.isClosed)
    #expect(exact.relaxation == .branchAndBound)
    #expect(exact.value <= problem.reached * (1 + 1e-12))
    #expect(exact.value >= problem.bound * (1 - 2.1e-4) - 1e-6)
    #expect(search.reached >= problem.bound * (1 - 1e-9))
    #expect(search.reached <= problem.reached * (1 + 2.1e-4) + 1e-6)
    // HiGHS had interval bounds only; ours are narrower.
    let program = try Self.bound(network, problem.target, box, .linearProgram)
    #expect(program.value >= problem.lp * (1 - 1e-5) - 1e-5)
    #expect(program.value <= problem.reached)
    let lines = try Self.bound(network, problem.target, box, .crown)
    #expect(lines.value <= program.value && program.value <= exact.value)
  }

  @Test(
    "are never above what any input reaches", arguments: LowerBoundTests.activations,
    [BoundOptions.Effort.linearProgram, .exact])
  func sound(activation: Activation, effort: BoundOptions.Effort) throws {
    for (seed, widths) in [(13, [4, 5, 3]), (14, [3, 4, 4, 2])] as [(UInt64, [Int])] {
      let network = try NetworkSketch.random(widths: widths, seed: seed, activation: activation)
      let box = -0.75...1.25
      let target = (0..<network.outputs).map { $0 % 2 == 0 ? 6.0 : -6 }
      let proof = try Self.bound(network, target, box, effort, nodes: 40)
      let least = LowerBoundTests.search(network, target, seed: seed &+ 77, box: box)
      #expect(proof.value <= least, "\(activation)")
      if let search = proof.search { #expect(proof.value <= search.reached) }
    }
  }

  @Test(
    "prove the best input of piecewise linear networks to a hundredth of a percent",
    arguments: [
      Activation.relu(), .leakyReLU(slope: 0.2), .relu(maximum: 1), .hardTanh,
      .hardSigmoid(slope: 0.2),
    ])
  func closed(activation: Activation) throws {
    let network = try NetworkSketch.random(widths: [5, 6, 4, 3], seed: 21, activation: activation)
    let target = [5.0, -5, 5]
    let proof = try Self.bound(network, target, -1...1, .exact)
    let search = try #require(proof.search)
    #expect(search.isClosed)
    let least = LowerBoundTests.search(network, target, seed: 3, box: -1...1)
    #expect(search.reached <= least * (1 + 1e-4))
    #expect(proof.value >= search.reached * (1 - 1.1e-4))
  }

  @Test("come nearer with smooth activations too")
  func smooth() throws {
    let network = try NetworkSketch.random(widths: [3, 4, 2], seed: 6, activation: .tanh)
    let target = [4.0, -4]
    let program = try Self.bound(network, target, -1...1, .linearProgram)
    let few = try Self.bound(network, target, -1...1, .exact, nodes: 50)
    let more = try Self.bound(network, target, -1...1, .exact, nodes: 500)
    #expect(program.value <= few.value && few.value <= more.value)
    let search = try #require(more.search)
    #expect(more.value > 0.99 * search.reached)
  }

  @Test("of one dense layer are the distance from the box's image")
  func oneLayer() throws {
    // z = (x₁ + x₂, x₁ − x₂) over −1...1 is the diamond |z₁| + |z₂| ≤ 2.
    let network = try NetworkSketch.single([[1, 1], [1, -1]])
    for (target, truth) in [([5, 0], 3), ([4, 4], 6 / 2.0.squareRoot())] as [([Double], Double)] {
      let program = try Self.bound(network, target, -1...1, .linearProgram)
      #expect(program.value <= truth && program.value > truth * (1 - 1e-6))
      let exact = try Self.bound(network, target, -1...1, .exact)
      #expect(exact.value <= truth && exact.value > truth * (1 - 1e-6))
      #expect(exact.search?.isClosed == true && exact.search?.nodes == 1)
    }
  }

  @Test("say when the search ended too early, and are the same each time")
  func limited() throws {
    let problem = try #require(try Recorded.all().first { $0.name == "shallow 1" })
    let network = try problem.network()
    let box = problem.box[0]...problem.box[1]
    let first = try Self.bound(network, problem.target, box, .exact, nodes: 2)
    #expect(first.search?.isClosed == false)
    #expect(first.value < problem.bound)
    let again = try Self.bound(network, problem.target, box, .exact, nodes: 2)
    #expect(first == again)
    // With as many nodes as a search took it comes to the same end.
    let whole = try Self.bound(network, problem.target, box, .exact)
    let nodes = try #require(whole.search?.nodes)
    #expect(try Self.bound(network, problem.target, box, .exact, nodes: nodes) == whole)
  }

  @Test("nothing is proven of what can be reached")
  func reachable() throws {
    let network = try NetworkSketch.random(widths: [6, 5, 3], seed: 8, activation: .relu())
    let reached = network.logits(for: Matrix(rows: [[0.3, -0.2, 0.9, -1, 0, 0.5]])).values
    let proof = try Self.bound(network, reached, -1...1, .exact, nodes: 100)
    #expect(proof.value == 0)
  }

  @Test("networks with too many units or weights are refused with a reason")
  func tooLarge() throws {
    let wide = try NetworkSketch.random(widths: [2, 300, 2], seed: 1, activation: .relu())
    let units = #expect(throws: InversionError.self) {
      try Self.bound(wide, [9, -9], -1...1, .exact)
    }
    #expect(units?.kind == .unsupported)
    #expect(units?.problem.contains("units bend inside the range") == true)
    let heavy = try NetworkSketch.random(widths: [1500, 1400, 2], seed: 1, activation: .relu())
    let weights = #expect(throws: InversionError.self) {
      try Self.bound(heavy, [9, -9], -1...1, .linearProgram)
    }
    #expect(weights?.problem.contains("weights") == true)
  }

  @Test(
    "weights of any size end in a bound that holds",
    arguments: [
      1e-30, 1e-6, 1e3, 1e6, 1e9, 1e18, 1e40,
    ])
  func extreme(scale: Double) throws {
    for seed in [31, 32] as [UInt64] {
      var numbers = SeededNumbers(seed: seed)
      var layers: [NetworkLayer] = []
      for (index, (rows, columns)) in [(4, 6), (6, 5), (5, 3)].enumerated() {
        let weights = numbers.next(rows * columns).map { $0 * scale }
        layers.append(
          .dense(
            DenseLayer(
              name: "dense_\(index)",
              weights: Matrix(rows: rows, columns: columns, values: weights),
              bias: numbers.next(columns))))
        guard index < 2 else { continue }
        layers.append(
          .activation(ActivationLayer(name: "bend_\(index)", activation: .relu())))
      }
      let network = try NeuralNetwork(layers: layers, inputs: 4)
      let target = [10.0, -10, -10]
      let proof = try Self.bound(network, target, -1...1, .exact, nodes: 100)
      #expect(proof.value <= LowerBoundTests.search(network, target, seed: seed, box: -1...1))
    }
  }
}
