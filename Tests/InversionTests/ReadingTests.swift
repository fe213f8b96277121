import Networks
import Numerics
import TestSupport
import Testing

@testable import Inversion

@Suite("What the network makes of a solution in 32 bits, and as it is drawn")
struct ReadingTests {
  @Test("32 bits lose what does not fit them, in the order of the inputs")
  func single() throws {
    // 10⁸ + 1 is 10⁸ in 32 bits.
    let network = try NetworkSketch.single([[1e8, 1], [1, 1e8], [-1e8, -1e8]], bias: [0.5, 0])
    let inputs = Matrix(rows: [[1, 1, 1]])
    #expect(network.logits(for: inputs).values == [1.5, 1])
    #expect(SingleForward.logits(network, inputs).values == [0.5, 0])
    // The float32 nearest to 0.1.
    let small = try NetworkSketch.single([[1]])
    #expect(
      SingleForward.logits(small, Matrix(rows: [[0.1]])).values == [0.100000001490116119384765625])
  }

  @Test("a picture is run forward as it is drawn, stretched or not")
  func drawn() throws {
    let network = try Digits.network("slp")
    var options = InversionOptions()
    options.imageShape = ImageShape(height: 8, width: 8)
    let targets = try InversionTargets.classes(of: network, [2, 7])
    let inverter = try Inverter(network, options: options)
    let methods: [any InversionMethod] = [AnalyticalMethod(), EmpiricalMethod()]
    for method in methods {
      for solution in try inverter.solve(targets, by: method).solutions {
        // The range of the digits is -1...1.
        let shown = solution.picture.map { 2 * Double($0) / 255 - 1 }
        let logits = network.logits(for: Matrix(rows: [shown])).values
        let drawn = try #require(solution.drawn)
        #expect(zip(drawn.logits, logits).allSatisfy { abs($0 - $1) < 1e-9 })
        #expect(drawn.verdict == logits.indices.max { logits[$0] < logits[$1] })
      }
    }
  }
}
