import Foundation
import Networks
import Numerics
import TestSupport
import Testing

@testable import Inversion

@Suite("The smallest change that changes an answer")
struct CounterfactualTests {
  /// A row whose smallest changes HiGHS knows; see fixtures/generate/make_counterfactuals.py.
  struct Recorded: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let weights: [[[Double]]]
    let biases: [[Double]]
    let low: [Double]
    let high: [Double]
    let row: [Double]
    let wanted: Int
    let l1: Double
    let linf: Double

    var testDescription: String { "\(name) to \(wanted)" }

    func network() throws -> NeuralNetwork {
      var layers: [NetworkLayer] = []
      for (index, (rows, bias)) in zip(weights, biases).enumerated() {
        layers.append(
          .dense(DenseLayer(name: "dense_\(index)", weights: Matrix(rows: rows), bias: bias)))
        guard index < weights.count - 1 else { continue }
        layers.append(.activation(ActivationLayer(name: "bend_\(index)", activation: .relu())))
      }
      return try NeuralNetwork(layers: layers, inputs: weights[0].count)
    }

    static func all() throws -> [Recorded] {
      try JSONDecoder().decode(
        [Recorded].self,
        from: Data(contentsOf: URL(filePath: Fixture.path("counterfactuals/highs.json"))))
    }
  }

  private static func inputs(
    _ low: [Double], _ high: [Double], kinds: [InputKind]? = nil
  ) throws -> InputSpace {
    try InputSpace(
      zip(low, high).enumerated().map { index, range in
        InputFeature(
          name: "x\(index)", range: range.0...range.1, kind: kinds?[index] ?? .continuous,
          source: .stated)
      })
  }

  private static func find(
    _ network: NeuralNetwork, _ row: [Double], _ inputs: InputSpace,
    _ change: (inout CounterfactualOptions) -> Void
  ) throws -> CounterfactualFinder.Outcome {
    var options = CounterfactualOptions()
    options.proof = .exact
    change(&options)
    return try CounterfactualFinder(network, options: options)
      .find(try ChangeSpace(row: row, space: inputs))
  }

  @Test(
    "is as small as that which HiGHS finds, and proven",
    arguments: try Recorded.all(), [ChangeDistance.l1, .linf])
  func optimum(recorded: Recorded, distance: ChangeDistance) throws {
    let found = try Self.find(
      recorded.network(), recorded.row, Self.inputs(recorded.low, recorded.high)
    ) {
      $0.wish = .answer(recorded.wanted)
      $0.distance = distance
    }
    let truth = distance == .l1 ? recorded.l1 : recorded.linf
    #expect(abs(found.distance - truth) <= 1e-6)
    #expect(found.isProven && found.bound <= found.distance && found.bound >= truth - 3e-6)
  }

  @Test("changes the answer, inside the ranges", arguments: try Recorded.all())
  func validity(recorded: Recorded) throws {
    let network = try recorded.network()
    let found = try Self.find(network, recorded.row, Self.inputs(recorded.low, recorded.high)) {
      $0.wish = .answer(recorded.wanted)
    }
    let input = try #require(found.input)
    #expect(try network.predict(input).offsetOfLargest == recorded.wanted)
    let isInside = zip(input, zip(recorded.low, recorded.high)).allSatisfy {
      $0 >= $1.0 && $0 <= $1.1
    }
    #expect(isInside)
  }

  @Test(
    "no attack gets below the bound",
    arguments: [
      Activation.relu(), .tanh, .leakyReLU(slope: 0.1), .hardSigmoid(slope: 0.2),
      .gelu(approximate: false),
    ],
    [ChangeDistance.l1, .l2, .linf, .count])
  func attacks(activation: Activation, distance: ChangeDistance) throws {
    let network = try NetworkSketch.random(widths: [4, 6, 5, 3], seed: 5, activation: activation)
    var numbers = SeededNumbers(seed: 11)
    let row = numbers.next(4).map { $0 / 2 }
    let inputs = try Self.inputs([-1, -1, -1, -1], [1, 1, 1, 1])
    let found = try Self.find(network, row, inputs) {
      $0.distance = distance
      $0.nodes = 300
    }
    let answer = try network.predict(row).offsetOfLargest
    var smallest = Double.infinity
    for _ in 0..<3000 {
      // Towards a random point, where the answer first differs; some features at rest.
      let target = numbers.next(8)
      let direction = (0..<4).map { target[$0 + 4] > 0.3 ? 0 : (target[$0] - row[$0]) / 2 }
      var (low, high) = (0.0, 1.0)
      func changes(_ share: Double) throws -> Bool {
        let point = zip(row, direction).map { $0 + 2 * share * $1 }
        return try network.predict(point).offsetOfLargest != answer
      }
      guard try changes(1) else { continue }
      for _ in 0..<40 {
        let middle = (low + high) / 2
        if try changes(middle) { high = middle } else { low = middle }
      }
      smallest = min(smallest, distance.value(direction.map { $0 * high }))
    }
    #expect(found.bound <= smallest)
  }

  @Test("of a linear network is the margin over the sum of slopes, in shares of the ranges")
  func linear() throws {
    let network = try NetworkSketch.single([[2], [-1], [0.5]], bias: [-1], head: .sigmoid)
    let found = try Self.find(
      network, [0, 0, 0], Self.inputs([-1, -2, -4], [1, 2, 4])
    ) { $0.distance = .linf }
    // Ranges of 2, 4 and 8 make slopes of 4, 4 and 4.
    #expect(abs(found.distance - 1.0 / 12) <= 1e-6)
    #expect(found.isProven)
  }

  @Test("keeps whole features whole, as trying all of them does")
  func wholes() throws {
    let network = try NetworkSketch.random(widths: [3, 8, 2], seed: 3, activation: .relu())
    let inputs = try Self.inputs([-3, -3, -3], [3, 3, 3], kinds: [.integer, .integer, .integer])
    let row = [1.0, 0, -1]
    let answer = try network.predict(row).offsetOfLargest
    var smallest = Double.infinity
    for index in 0..<343 {
      let point = [index % 7, index / 7 % 7, index / 49].map { Double($0) - 3 }
      guard try network.predict(point).offsetOfLargest != answer else { continue }
      smallest = min(smallest, ChangeDistance.l1.value(zip(point, row).map { ($0 - $1) / 6 }))
    }
    let found = try Self.find(network, row, inputs) { _ in }
    #expect(found.isProven && (found.distance == smallest || abs(found.distance - smallest) < 1e-9))
  }

  @Test("changes one choice of a group for another one")
  func groups() throws {
    let network = try NetworkSketch.single([[0], [3], [1], [0.2]], bias: [-0.5], head: .sigmoid)
    let kinds = [InputKind](repeating: .oneHot(group: "color"), count: 3) + [.continuous]
    let inputs = try Self.inputs([0, 0, 0, 0], [1, 1, 1, 1], kinds: kinds)
    let found = try Self.find(network, [1, 0, 0, 0.1], inputs) { _ in }
    #expect(found.isProven && found.distance == 2)
    let group = try #require(found.input).prefix(3)
    #expect(group.sorted() == [0, 0, 1] && group[0] == 0)
  }

  @Test("that does not exist is proven not to")
  func impossible() throws {
    let network = try NetworkSketch.single([[1], [1]], bias: [-5], head: .sigmoid)
    let found = try Self.find(network, [0, 0], Self.inputs([-1, -1], [1, 1])) { _ in }
    #expect(found.input == nil && found.isProven && found.bound == .infinity)
  }

  @Test("reaches a probability where several classes share the rest")
  func probability() throws {
    let network = try NetworkSketch.random(
      widths: [3, 6, 4], seed: 8, activation: .relu(), head: .softmax)
    let found = try Self.find(network, [0.1, 0.2, -0.3], Self.inputs([-3, -3, -3], [3, 3, 3])) {
      $0.wish = .answer(2)
      $0.probability = 0.6
    }
    guard let input = found.input else { return #expect(found.isProven) }
    #expect(try network.predict(input)[2] >= 0.6)
  }

  @Test("several of a row change different features")
  func diverse() throws {
    let network = try NetworkSketch.random(widths: [4, 8, 2], seed: 21, activation: .relu())
    let inputs = try Self.inputs([-2, -2, -2, -2], [2, 2, 2, 2])
    let row = [0.1, -0.2, 0.3, 0.2]
    var options = CounterfactualOptions()
    options.count = 4
    let found = try CounterfactualFinder(network, options: options)
      .findSeveral(try ChangeSpace(row: row, space: inputs), inputs: inputs)
    let changed = found.map { outcome in
      (outcome.input ?? row).indices.filter { outcome.input?[$0] != row[$0] }
    }
    #expect(Set(changed).count == changed.count)
    #expect(zip(found, found.dropFirst()).allSatisfy { $0.distance <= $1.distance + 1e-9 })
  }
}
