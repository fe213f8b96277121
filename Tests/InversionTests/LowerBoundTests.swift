import Networks
import Numerics
import TestSupport
import Testing

@testable import Inversion

@Suite("Lower bounds on the residual")
struct LowerBoundTests {
  static let activations: [Activation] = [
    .relu(), .leakyReLU(slope: 0.01), .relu(maximum: 2), .elu(alpha: 1.5), .celu(alpha: 0.5), .selu,
    .softplus, .softsign, .tanh, .sigmoid, .hardSigmoid(slope: 0.2), .silu, .hardSilu,
    .gelu(approximate: false), .gelu(approximate: true), .mish, .logSigmoid, .hardTanh, .tanhShrink,
    .hardShrink(threshold: 0.5), .softShrink(threshold: 0.5), .squareplus(b: 4), .sparsePlus,
    .sparseSigmoid, .thresholdedReLU(theta: 0.7), .exponential,
    .relu(negativeSlope: 0.1, maximum: 3, threshold: 0.5), .leakyReLU(slope: -0.3),
  ]

  @Test("lines stay on their side of every activation", arguments: activations)
  func lines(activation: Activation) throws {
    let curve = try #require(ScalarCurve(activation, unit: 0))
    for (low, high) in [
      (-1.0, 1.0), (-8, 6), (0.2, 0.3), (-40, -1), (-3, 50), (-1e-9, 1e-9), (1.2, 1.7),
      (-2.5, -2.1),
      (2, 2), (-120, 90),
    ] {
      let relaxation = UnitRelaxation(curve, on: low...high)
      for step in 0...2000 {
        let x = low + (high - low) * Double(step) / 2000
        let value = activation.applied(to: Matrix(rows: [[x]])).values[0]
        #expect(relaxation.range.contains(value))
        for line in [relaxation.lower.0, relaxation.lower.1] {
          #expect(line.value(x) <= value, "\(activation) \(low)...\(high) at \(x)")
        }
        for line in [relaxation.upper.0, relaxation.upper.1] {
          #expect(line.value(x) >= value, "\(activation) \(low)...\(high) at \(x)")
        }
      }
    }
  }

  /// The smallest residual that random inputs, corners and a coordinate search from the best reach.
  static func search(
    _ network: NeuralNetwork, _ target: [Double], seed: UInt64, box: ClosedRange<Double>
  ) -> Double {
    var numbers = SeededNumbers(seed: seed)
    let width = box.upperBound - box.lowerBound
    func residual(_ input: [Double]) -> Double {
      let logits = network.logits(for: Matrix(rows: [input])).values
      return zip(target, logits).map { $0 - $1 }.euclideanNorm
    }
    var best = (0..<network.inputs).map { _ in box.lowerBound }
    var least = residual(best)
    for round in 0..<300 {
      let input = numbers.next(network.inputs).map { number in
        round % 2 == 0
          ? box.lowerBound + (number + 1) / 2 * width
          : number > 0 ? box.upperBound : box.lowerBound
      }
      let found = residual(input)
      if found < least { (least, best) = (found, input) }
    }
    var step = width / 2
    while step > width * 1e-4 {
      var improved = false
      for index in best.indices {
        for sign in [1.0, -1] {
          var input = best
          input[index] = min(max(input[index] + sign * step, box.lowerBound), box.upperBound)
          let found = residual(input)
          if found < least { (least, best, improved) = (found, input, true) }
        }
      }
      if !improved { step /= 2 }
    }
    return least
  }

  @Test("are never above what any input reaches", arguments: activations, [1, 4] as [Double])
  func sound(activation: Activation, size: Double) throws {
    for (seed, widths) in [(3, [5, 6, 3]), (4, [4, 5, 5, 2]), (5, [3, 4, 1])] as [(UInt64, [Int])] {
      let network = try NetworkSketch.random(widths: widths, seed: seed, activation: activation)
      let box = -0.75...1.25
      let bound = try LowerBound(network, box: Box(repeating: box, count: network.inputs))
      for row in 0..<2 {
        let target = (0..<network.outputs).map { ($0 + row) % 2 == 0 ? 10 * size : -10 * size }
        let reached = network.logits(
          for: Matrix(rows: 1, columns: network.inputs, repeating: 0.1))
        let proof = bound.best(target, reached: [reached.values])
        let least = Self.search(network, target, seed: seed &+ 77, box: box)
        #expect(proof.value <= least, "\(activation) \(proof.value) \(least)")
        #expect(abs(proof.direction.euclideanNorm - 1) < 1e-12)
      }
    }
  }

  @Test("along the residual of a point that is reached exactly nothing is proven")
  func reachable() throws {
    let network = try NetworkSketch.random(
      widths: [6, 5, 3], seed: 8, activation: .leakyReLU(slope: 0.1))
    var numbers = SeededNumbers(seed: 9)
    let bound = try LowerBound(network, box: Box(repeating: -1...1, count: network.inputs))
    for _ in 0..<50 {
      let reached = network.logits(for: Matrix(rows: [numbers.next(6)])).values
      #expect(bound.best(reached, reached: []).value == 0)
      #expect(bound.best(reached, reached: [reached]).value == 0)
    }
  }

  @Test("of one dense layer are exact")
  func oneLayer() throws {
    // z = (x₁ + x₂, x₁ − x₂) over −1...1 is the diamond |z₁| + |z₂| ≤ 2.
    let network = try NetworkSketch.single([[1, 1], [1, -1]])
    let bound = try LowerBound(network, box: Box(repeating: -1...1, count: network.inputs))
    let corner = bound.best([5, 0], reached: [[0, 0]])
    #expect(corner.value <= 3 && corner.value > 3 - 1e-9)
    let side = bound.best([4, 4], reached: [[0, 0]])
    let truth = 6 / 2.0.squareRoot()
    #expect(side.value <= truth && side.value > truth - 1e-9)
    #expect(bound.value([5, 0], along: [2, 0]).value > 3 - 1e-9)
  }

  @Test("of a ReLU network on paper are exact")
  func onPaper() throws {
    // z = relu(x) − relu(−x) + 1 = x + 1 on −1...1 is 0...2; 5 is missed by 3.
    let layers: [NetworkLayer] = [
      .dense(DenseLayer(name: "a", weights: Matrix(rows: [[1, -1]]), bias: nil)),
      .activation(ActivationLayer(name: "b", activation: .relu())),
      .dense(DenseLayer(name: "c", weights: Matrix(rows: [[1], [-1]]), bias: [1])),
    ]
    let network = try NeuralNetwork(layers: layers, inputs: 1)
    let found = try LowerBound(network, box: Box(repeating: -1...1, count: network.inputs)).best(
      [5], reached: [])
    #expect(found.value <= 3 && found.value > 3 - 1e-9)
  }

  @Test("name the layer that mixes units")
  func unsupported() throws {
    let network = try NetworkSketch.random(widths: [4, 4, 2], seed: 1, activation: .softmax)
    let error = #expect(throws: InversionError.self) {
      try LowerBound(network, box: Box(repeating: -1...1, count: network.inputs))
    }
    #expect(error?.layer == "dense_1")
    #expect(error?.kind == .unsupported)
  }
}
