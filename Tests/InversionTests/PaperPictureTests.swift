import Inversion
import Networks
import Numerics
import Testing

@Suite("Inputs drawn as pictures")
struct PaperPictureTests {
  private func pictures(
    _ weights: [[Double]], bias: [Double], filter: PercentileFilter? = nil
  ) throws -> [[UInt8]] {
    let network = try NetworkSketch.single(weights, bias: bias)
    let targets = try InversionTargets.classes(of: network)
    return try Inverter(network).solve(targets, by: AnalyticalMethod(), filter: filter)
      .solutions.map(\.picture)
  }

  @Test("all pictures of a method share one scale")
  func together() throws {
    // The inputs are (10, −15) and (−10, 5): −15 becomes 0, 10 becomes 255, (v + 15) · 10.2 the others.
    #expect(try pictures([[1, 0], [0, 1]], bias: [0, 5]) == [[255, 0], [51, 204]])
  }

  @Test("filtered pictures keep the scale of the unfiltered one of their class, without its bias")
  func filtered() throws {
    // The inverse diag(1, 10) without its 10: (10, −100) becomes (10, 0) on the scale −100...10.
    let filter = PercentileFilter(.lowPass, fraction: 0.75)
    #expect(
      try pictures([[1, 0], [0, 0.1]], bias: [0, 0], filter: filter) == [[255, 232], [0, 23]])
  }

  @Test("what leaves that scale is clipped, not wrapped around")
  func clipped() throws {
    let filter = PercentileFilter(.lowPass, fraction: 1)
    // With the bias (−20, 0) the inputs are (30, −10) and (10, 10) on scales of −10...10.
    #expect(
      try pictures([[1, 0], [0, 1]], bias: [-20, 0], filter: filter) == [[255, 0], [255, 255]])
  }

  @Test("the cast of the paper's code truncates, and wraps around")
  func wrapped() throws {
    let network = try NetworkSketch.single([[1, 0], [0, 1]], bias: [-20, 0])
    let targets = try InversionTargets.classes(of: network)
    var options = InversionOptions()
    options.byteConversion = .wrap
    let filter = PercentileFilter(.lowPass, fraction: 1)
    let found = try Inverter(network, options: options)
      .solve(targets, by: AnalyticalMethod(), filter: filter)
    // On −10...10 the inputs (30, −10) and (10, 10) are 510 and 0, 255 and 255; 510 is 254 in a byte.
    #expect(found.solutions.map(\.picture) == [[254, 0], [255, 255]])
  }

  @Test("a picture of one shade is black")
  func flat() throws {
    let network = try NetworkSketch.single([[1]])
    let targets = try InversionTargets.arbitrary(Matrix(rows: [[4]]), for: network)
    let found = try Inverter(network).solve(targets, by: AnalyticalMethod())
    #expect(found.solutions.map(\.picture) == [[0]])
  }
}
