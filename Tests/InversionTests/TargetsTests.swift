import Inversion
import Networks
import Numerics
import Testing

@Suite("Targets")
struct TargetsTests {
  @Test("a class is its logit up and all others down")
  func classes() throws {
    var network = try NetworkSketch.single([[1, 2, 3]])
    network.classNames = ["cat", "dog", "cow"]
    let all = try InversionTargets.classes(of: network, size: 3000)
    #expect(
      all.logits
        == Matrix(rows: [[3000, -3000, -3000], [-3000, 3000, -3000], [-3000, -3000, 3000]]))
    #expect(all.classes == [0, 1, 2])
    #expect(all.names == ["cat", "dog", "cow"])
    let some = try InversionTargets.classes(of: network, [2, 0])
    #expect(some.logits == Matrix(rows: [[-10, -10, 10], [10, -10, -10]]))
    #expect(some.classes == [2, 0])
    #expect(some.names == ["cow", "cat"])
  }

  @Test("one logistic output has two classes")
  func singleOutput() throws {
    let network = try NetworkSketch.single([[2]], head: .sigmoid)
    let targets = try InversionTargets.classes(of: network)
    #expect(targets.logits == Matrix(rows: [[-10], [10]]))
    #expect(targets.names == ["0", "1"])
    let found = try Inverter(network).solve(targets, by: AnalyticalMethod()).solutions
    #expect(found.map { $0.input[0] } == [-5, 5])
    // 1 / (1 + e⁻¹⁰) for either class.
    #expect(found.allSatisfy { abs($0.probability - 0.9999546021312976) <= 1e-15 })
    #expect(abs(found[0].probabilities[0] - 4.5397868702434395e-05) <= 1e-18)
  }

  @Test("arbitrary targets stand for the class of their first largest logit")
  func arbitrary() throws {
    let network = try NetworkSketch.single([[1, 0], [0, 1]])
    let targets = try InversionTargets.arbitrary(
      Matrix(rows: [[1, 7], [4, 4], [-1, -2]]), for: network)
    #expect(targets.classes == [1, 0, 0])
    #expect(targets.names == ["target 0", "target 1", "target 2"])
    let found = try Inverter(network).solve(targets, by: AnalyticalMethod()).solutions
    #expect(found.map(\.input) == [[1, 7], [4, 4], [-1, -2]])
    // Softmax of (1, 7) is 1 / (1 + e⁻⁶) for the second.
    #expect(abs(found[0].probability - 0.9975273768433653) <= 1e-15)
    #expect(abs(found[1].probability - 0.5) <= 1e-15)
  }

  @Test("a network without classes can be asked for values")
  func regression() throws {
    let network = try NetworkSketch.single([[4]], bias: [2])
    let targets = try InversionTargets.arbitrary(Matrix(rows: [[10]]), for: network)
    let found = try Inverter(network).solve(targets, by: AnalyticalMethod()).solutions
    #expect(found[0].input == [2])
  }

  @Test("a class that does not exist is a bad request", arguments: [-1, 2, Int.max, Int.min])
  func outOfRange(index: Int) throws {
    let network = try NetworkSketch.single([[1, 2]])
    let error = try #require(throws: InversionError.self) {
      try InversionTargets.classes(of: network, [0, index])
    }
    #expect(error.kind == .badRequest)
    #expect(error.problem.contains("\(index)"))
    #expect(error.problem.contains("0 to 1"))
  }

  @Test("targets of another width, or not finite, are bad requests")
  func badTargets() throws {
    let network = try NetworkSketch.single([[1, 2]])
    for (targets, word) in [
      (Matrix(rows: [[1, 2, 3]]), "3 values"), (Matrix(rows: 0, columns: 2), "2"),
      (Matrix(rows: [[1, .nan]]), "NaN"), (Matrix(rows: [[.infinity, 1]]), "infinite"),
    ] {
      let error = try #require(throws: InversionError.self) {
        try InversionTargets.arbitrary(targets, for: network)
      }
      #expect(error.kind == .badRequest)
      #expect(error.problem.contains(word))
    }
  }
}
