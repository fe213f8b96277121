import Networks
import Numerics
import TestSupport
import Testing

@testable import Inversion

@Suite("Whole numbers and one of a group")
struct StepTests {
  /// A network of two whole numbers, a group of two and a continuous feature.
  private static func space() throws -> InputSpace {
    try InputSpace([
      InputFeature(name: "a", range: 0...9, kind: .integer, source: .stated),
      InputFeature(name: "b", range: 10...50, kind: .integer, source: .stated),
      InputFeature(name: "red", range: 0...1, kind: .oneHot(group: "color"), source: .stated),
      InputFeature(name: "blue", range: 0...1, kind: .oneHot(group: "color"), source: .stated),
      InputFeature(name: "c", range: -2...2, source: .stated),
    ])
  }

  private static func network(_ activation: Activation?) throws -> NeuralNetwork {
    let weights = Matrix(
      rows: [[0.8, -0.6], [0.11, -0.13], [1.5, -0.5], [-1, 1], [0.7, -0.4]])
    var layers: [NetworkLayer] = [
      .dense(DenseLayer(name: "first", weights: weights, bias: [-6, 5]))
    ]
    if let activation {
      layers.append(.activation(ActivationLayer(name: "bend", activation: activation)))
      layers.append(
        .dense(DenseLayer(name: "out", weights: Matrix(rows: [[4, -3], [-2, 4]]), bias: [0, 0])))
    }
    return try NeuralNetwork(layers: layers, inputs: 5)
  }

  @Test(
    "are what is stored, inside the ranges, and the network still answers the class",
    arguments: ["nearest", "map", "empirical"], [Activation?.none, .tanh, .relu()])
  func respected(name: String, activation: Activation?) throws {
    let network = try Self.network(activation)
    var options = InversionOptions()
    options.inputs = try Self.space()
    options.constrained.goal = .oneSided
    options.constrained.margin = 1
    options.empirical.rank = .kernel
    let method = try #require(InversionMethods.named(name))
    let found = try Inverter(network, options: options)
      .solve(try .classes(of: network, size: 1), by: method)
    let inputs = Matrix(rows: found.solutions.map(\.input))
    let whole = found.solutions.map { $0.input[0...3].allSatisfy { $0 == $0.rounded() } }
    #expect(whole == [true, true], "\(inputs)")
    #expect(found.solutions.map { $0.input[2] + $0.input[3] } == [1, 1])
    #expect(found.solutions.map(\.boxViolation) == [0, 0])
    #expect(found.solutions.map(\.verdict) == [0, 1])
  }

  @Test("the likeliest whole numbers are those that trying all of them finds")
  func exhaustive() throws {
    let network = try Self.network(nil)
    var options = InversionOptions()
    options.inputs = try Self.space()
    options.constrained.margin = 3
    let inverter = try Inverter(network, options: options)
    let found = try inverter.solve(try .classes(of: network), by: MapMethod())
    // In deviations of a sixth of each range around its middle.
    let middles = [4.5, 30, 0.5, 0.5, 0]
    let deviations = [1.5, 40.0 / 6, 1.0 / 6, 1.0 / 6, 4.0 / 6]
    func distance(_ input: [Double]) -> Double {
      zip(input, zip(middles, deviations)).map { ($0 - $1.0) / $1.1 }.euclideanNorm
    }
    for solution in found.solutions {
      let sign = solution.target == 0 ? 1.0 : -1
      var best = Double.infinity
      for a in 0...9 {
        for b in 10...50 {
          for red in 0...1 {
            // The continuous feature makes up for what is missing; it moves the margin by 1.1 for each 1.
            var input = [Double(a), Double(b), Double(red), Double(1 - red), 0]
            let logits = network.logits(for: Matrix(rows: [input])).values
            let lacking = 3 - sign * (logits[0] - logits[1])
            input[4] = lacking > 0 ? sign * lacking / 1.1 : 0
            if abs(input[4]) <= 2 { best = min(best, distance(input)) }
          }
        }
      }
      #expect(distance(solution.input) <= best * (1 + 1e-6))
    }
  }

  @Test("a fixed feature keeps its value in every method that stays inside")
  func fixed() throws {
    let network = try TableSketch.network()
    var options = InversionOptions()
    options.inputs = try TableSketch.inputs().adding(
      [FeatureStatement(name: "f2", typical: 640, isFixed: true)], from: .stated)
    let inverter = try Inverter(network, options: options)
    for method in [NearestMethod(), MapMethod(), EmpiricalMethod()] as [any InversionMethod] {
      let found = try inverter.solve(try .classes(of: network), by: method)
      #expect(found.solutions.map { $0.input[2] } == [640, 640, 640], "\(method.name)")
    }
  }
}

@Suite("The point of a polyhedron nearest to another")
struct PolyhedronProjectionTests {
  private typealias Condition = PolyhedronProjection.Condition

  @Test("is that of a box, of a plane and of a corner, by hand")
  func byHand() throws {
    let box = [
      Condition(normal: [1, 0], offset: -1), Condition(normal: [-1, 0], offset: -1),
      Condition(normal: [0, 1], offset: -1), Condition(normal: [0, -1], offset: -1),
    ]
    #expect(PolyhedronProjection(box).nearest(to: [3, 0.5]) == [1, 0.5])
    let plane = Condition(normal: [1, 1], offset: 1, isEquation: true)
    let onPlane = try #require(PolyhedronProjection(box + [plane]).nearest(to: [2, 0]))
    #expect(relativeDifference(onPlane, [1, 0]) <= 1e-14)
    let far = Condition(normal: [1, 1], offset: 2.5)
    #expect(PolyhedronProjection(box + [far]).nearest(to: [0, 0]) == nil)
  }

  @Test("meets all conditions, and no other point that does is nearer", arguments: 1...20)
  func optimality(seed: UInt64) throws {
    var numbers = SeededNumbers(seed: seed)
    let inside = numbers.next(5)
    let conditions = (0..<12).map { _ in
      let normal = numbers.next(5)
      return Condition(normal: normal, offset: normal.dot(inside) - abs(numbers.next(1)[0]) * 0.2)
    }
    let start = numbers.next(5).map { 4 * $0 }
    let found = try #require(PolyhedronProjection(conditions).nearest(to: start))
    let slack = conditions.map { $0.normal.dot(found) - $0.offset }
    #expect(slack.allSatisfy { $0 >= -1e-12 })
    // x is nearest when no y of the polyhedron lies on the other side of it: (y − x)·(start − x) ≤ 0.
    let pull = zip(start, found).map { $0 - $1 }
    #expect(zip(inside, found).map { $0 - $1 }.dot(pull) <= 1e-10)
  }
}
