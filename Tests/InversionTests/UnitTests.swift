import Networks
import Numerics
import TestSupport
import Testing

@testable import Inversion

/// A method, the network it is tried on, and whether it is given rows of data.
struct UnitCase: Sendable, CustomTestStringConvertible {
  let method: any InversionMethod
  let activation: Activation?
  let withRows: Bool

  var testDescription: String {
    "\(method.name), \(activation.map { "\($0)" } ?? "affine"), \(withRows)"
  }

  static let all: [UnitCase] = InversionMethods.all.flatMap { method in
    [Activation?.none, .tanh, .leakyReLU(slope: 0.1)].flatMap { activation in
      [false, true].map { UnitCase(method: method, activation: activation, withRows: $0) }
    }
  }.filter { $0.method.name != "pattern" || $0.activation == nil }
}

@Suite("Answers do not depend on units")
struct UnitTests {
  @Test("a feature in a unit a thousandth as large is found where it was", arguments: UnitCase.all)
  func invariance(of trial: UnitCase) throws {
    func inputs(_ factor: Double) throws -> [[Double]] {
      let network = try TableSketch.network(factor: factor, activation: trial.activation)
      let options = try TableSketch.options(network, factor: factor, withRows: trial.withRows)
      let found = try Inverter(network, options: options)
        .solve(try .classes(of: network, size: 1), by: trial.method)
      return found.solutions.map { solution in
        solution.input.enumerated().map { $0 == 2 ? $1 / factor : $1 }
      }
    }
    #expect(
      relativeDifference(try inputs(1000).flatMap { $0 }, try inputs(1).flatMap { $0 }) <= 1e-9)
  }

  @Test("a scaler in front and the same folded into the weights give the same answer")
  func folding() throws {
    let folded = try TableSketch.network()
    guard case .dense(let first)? = folded.layers.first else { return }
    let scales = [0.5, 3, 400, 0.2]
    let means = [0.1, 4, 900, 0.3]
    var weights = first.weights
    for row in 0..<4 {
      for column in 0..<weights.columns { weights[row, column] *= scales[row] }
    }
    let bias = zip(first.bias ?? [], first.weights.multiplied(onLeftBy: means)).map { $0 + $1 }
    let layers: [NetworkLayer] = [
      .affine(AffineLayer(name: "scaling", scaling: .standard(mean: means, scale: scales))),
      .dense(DenseLayer(name: "hidden", weights: weights, bias: bias)),
    ]
    let scaled = try NeuralNetwork(layers: layers + folded.layers.dropFirst(), inputs: 4)
    func inputs(_ network: NeuralNetwork) throws -> [Double] {
      let options = try TableSketch.options(network)
      return try Inverter(network, options: options)
        .solve(try .classes(of: network, size: 1), by: NearestMethod()).solutions.flatMap(\.input)
    }
    #expect(relativeDifference(try inputs(scaled), try inputs(folded)) <= 1e-9)
  }

  @Test("bounds are those of the network in other units", arguments: [Activation.tanh, .relu()])
  func bounds(activation: Activation) throws {
    func bound(_ factor: Double) throws -> Double {
      let network = try TableSketch.network(factor: factor, activation: activation)
      let coordinates = SearchCoordinates(
        of: network, options: try TableSketch.options(network, factor: factor))
      return try LowerBound(coordinates.network, box: coordinates.box)
        .best([60, -60, 0], reached: []).value
    }
    #expect(try bound(1) > 1)
    #expect(abs(try bound(1000) / bound(1) - 1) <= 1e-9)
  }

  @Test("the smallest change is the same in other units", arguments: ChangeDistance.allCases)
  func counterfactual(distance: ChangeDistance) throws {
    func change(_ factor: Double) throws -> [Double] {
      let network = try TableSketch.network(factor: factor, activation: .relu())
      var options = CounterfactualOptions()
      options.distance = distance
      let finder = try CounterfactualFinder(network, options: options)
      let row = [0.25, 6, 700 * factor, 0.125]
      let space = try ChangeSpace(row: row, space: try TableSketch.inputs(factor: factor))
      let found = try finder.find(space)
      return [found.distance] + space.change(to: try #require(found.input))
    }
    #expect(relativeDifference(try change(1000), try change(1)) <= 1e-9)
  }
}
