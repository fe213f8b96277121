import Inversion
import Networks
import Numerics
import TestSupport
import Testing

@Suite("What images tell")
struct ImagePriorTests {
  private func prior(_ rows: Matrix, of network: NeuralNetwork, block: Int) throws -> ImagePrior {
    var builder = try ImagePriorBuilder(
      network: network, count: rows.rows, features: rows.columns)
    for start in stride(from: 0, to: rows.rows, by: block) {
      builder.add(rows.rows(start..<min(start + block, rows.rows)))
    }
    return try builder.finish()
  }

  private func images(_ count: Int, _ features: Int) -> Matrix {
    var numbers = SeededNumbers(seed: 4)
    return Matrix(rows: count, columns: features, values: numbers.next(count * features))
  }

  @Test("the mean is the mean, whatever the blocks; class margins are the network's own")
  func statistics() throws {
    let network = try NetworkSketch.single([[1, 0], [0, 1], [0, 0]])
    let rows = Matrix(rows: [[3, 1, 0], [1, 4, 1], [9, 2, 5], [0, 1, 0]])
    for block in [1, 3, 4] {
      let prior = try prior(rows, of: network, block: block)
      #expect(prior.count == 4 && prior.rank == 3)
      #expect(relativeDifference(prior.mean, [3.25, 2, 1.5]) <= 1e-15)
      // Of class 0 the margins are 2 and 7, of class 1 3 and 1; 95 hundredths of the way up.
      #expect(relativeDifference(prior.highMargins.compactMap(\.self), [6.75, 2.9]) <= 1e-14)
      #expect(prior.naturalLogits == [[6, 1.5], [0.5, 2.5]])
      #expect(prior.backgrounds == rows)
    }
  }

  @Test("of many images at most 256 are kept, evenly spaced")
  func backgrounds() throws {
    let network = try NetworkSketch.single([[1, 0], [0, 1]])
    let rows = Matrix(rows: (0..<1000).map { [Double($0), 1] })
    let kept = try prior(rows, of: network, block: 77).backgrounds
    #expect(kept.rows == 256)
    let first = (0..<256).map { kept[$0, 0] }
    #expect(first.first == 0 && zip(first, first.dropFirst()).allSatisfy { 3...4 ~= $1 - $0 })
  }

  @Test("images of another width, a single one, equal ones and a class without any are refused")
  func refused() throws {
    let network = try NetworkSketch.single([[1, 0], [0, 1]])
    #expect(throws: InversionError.self) {
      try ImagePriorBuilder(network: network, count: 5, features: 3)
    }
    #expect(throws: InversionError.self) {
      try ImagePriorBuilder(network: network, count: 1, features: 2)
    }
    #expect(throws: InversionError.self) {
      try prior(Matrix(rows: [[1, 2], [1, 2], [1, 2]]), of: network, block: 3)
    }
    #expect(throws: InversionError.self) {
      try prior(Matrix(rows: [[1e300, 2], [-1e300, 2]]), of: network, block: 3)
    }
    var options = InversionOptions()
    options.constrained.images = try prior(Matrix(rows: [[2, 1], [3, 1]]), of: network, block: 2)
    options.constrained.goal = .natural
    let targets = try InversionTargets.classes(of: network)
    let error = #expect(throws: InversionError.self) {
      try Inverter(network, options: options).solve(targets, by: MapMethod())
    }
    #expect(error?.problem.contains("1") == true)
  }

  @Test("fewer images than dimensions still make a prior; wide inputs need no covariance")
  func few() throws {
    let network = try NetworkSketch.random(
      widths: [5000, 3], seed: 1, activation: .linear, head: .softmax)
    var options = InversionOptions()
    options.constrained.images = try prior(images(40, 5000), of: network, block: 16)
    let targets = try InversionTargets.classes(of: network)
    let inverter = try Inverter(network, options: options)
    for method in [MapMethod(), PatternMethod()] as [any InversionMethod] {
      for solution in try inverter.solve(targets, by: method).solutions {
        #expect(solution.boxViolation == 0 && solution.verdict == solution.target)
        #expect(solution.certificate?.isReached == true)
      }
    }
  }
}
