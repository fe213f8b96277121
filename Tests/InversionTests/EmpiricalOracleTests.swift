import Networks
import Numerics
import TestSupport
import Testing

@testable import Inversion

@Suite("The empirical method against the recorded NumPy computation")
struct EmpiricalOracleTests {
  /// Solutions without evidence: the factorization that comes with an `Inverter` is of no use here.
  private func draw(
    _ oracle: Oracle, _ change: (inout EmpiricalOptions) -> Void = { _ in }
  ) throws -> [InverseSolution] {
    let network = try oracle.network()
    var options = InversionOptions()
    change(&options.empirical)
    let coordinates = SearchCoordinates(of: network, options: options)
    return try EmpiricalMethod().solve(
      MethodRequest(
        coordinates: coordinates, box: coordinates.box, targets: try .classes(of: network),
        options: options, filter: nil,
        inverses: [])
    ).solutions
  }

  @Test("the pictures are the notebook's, byte for byte", arguments: Oracle.allCases)
  func notebook(oracle: Oracle) throws {
    let found = try oracle.solve(by: EmpiricalMethod())
    #expect(found.map(\.picture) == (try oracle.pictures("empirical_x255")))
  }

  @Test("254 lit pixels are the paper's text, byte for byte", arguments: Oracle.allCases)
  func text(oracle: Oracle) throws {
    let found = try draw(oracle) { $0.litPixels = 254 }
    #expect(found.map(\.picture) == (try oracle.pictures("empirical_paper254_s10")))
  }

  @Test("the input is the picture in −1...1: byte / 127.5 − 1", arguments: Oracle.allCases)
  func inputs(oracle: Oracle) throws {
    for solution in try oracle.solve(by: EmpiricalMethod()) {
      let wanted = solution.picture.map { Double($0) / 127.5 - 1 }
      #expect(relativeDifference(solution.input, wanted) <= 1e-15)
      #expect(solution.boxViolation <= 1e-15)
    }
  }

  @Test("the scores are NumPy's", arguments: Oracle.allCases)
  func scores(oracle: Oracle) throws {
    let network = try oracle.network()
    let probes = OneHotProbes.logits(
      of: network, background: [Double](repeating: 0, count: network.inputs))
    let truth = try oracle.matrix("empirical_score")
    for row in 0..<truth.rows {
      let wanted = (0..<truth.rows).map { $0 == row ? 10.0 : -10.0 }
      let scores = EmpiricalMethod.scores(probes, wanted: wanted, by: .signed)
      #expect(relativeDifference(scores, Array(truth.row(row))) <= 1e-6)
    }
  }

  @Test("L1 gives the same ranking: no logit of a probe exceeds 10", arguments: Oracle.allCases)
  func l1(oracle: Oracle) throws {
    let found = try draw(oracle) { $0.score = .l1 }
    #expect(found.map(\.picture) == (try oracle.pictures("empirical_x255")))
  }

  @Test("over black the single-layer networks rank as over gray: they are linear")
  func background() throws {
    for oracle in [Oracle.logistic, .softmax] {
      let found = try draw(oracle) { $0.background = .black }
      #expect(found.map(\.picture) == (try oracle.pictures("empirical_x255")))
    }
    let gray = try draw(.mlp)
    let black = try draw(.mlp) { $0.background = .black }
    #expect(gray.map(\.picture) != black.map(\.picture))
    // From gray one of the five is taken for another class; from black none is.
    #expect(try leastProbability(gray) < 0.001)
    #expect(try leastProbability(black) > 0.999)
  }

  private func leastProbability(_ solutions: [InverseSolution]) throws -> Double {
    let network = try Oracle.mlp.network()
    return try solutions.map { solution in
      let logits = try #require(ForwardPass.logits(network, solution.input))
      return ForwardPass.softmax(logits)[solution.target]
    }.min() ?? .nan
  }
}
