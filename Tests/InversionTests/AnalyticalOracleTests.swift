import Inversion
import LinearAlgebra
import Networks
import Numerics
import TestSupport
import Testing

@Suite("The analytical method against the recorded NumPy computation")
struct AnalyticalOracleTests {
  @Test("the pseudo-inverses are NumPy's", arguments: Oracle.allCases)
  func pseudoInverses(oracle: Oracle) throws {
    let inverses = try oracle.inverter().inverses()
    #expect(inverses.count == (oracle == .mlp ? 3 : 1))
    for (index, inverse) in inverses.enumerated() {
      let truth = try oracle.matrix("pinv\(index)_f64")
      let found = inverse.pseudoInverse
      #expect(found.matrix.rows == truth.rows && found.matrix.columns == truth.columns)
      #expect(relativeDifference(found.matrix.values, truth.values) <= 1e-10)
      #expect(found.rank == truth.rows)
      #expect(found.isExact)
      #expect(found.penroseResiduals.allSatisfy { $0 <= 1e-12 })
    }
  }

  @Test(
    "the inputs are NumPy's, with and without the biases, at both sizes of the target",
    arguments: Oracle.allCases)
  func inputs(oracle: Oracle) throws {
    for (name, size, ignoresBias) in [
      ("s10_b1", 10.0, false), ("s10_b0", 10, true), ("s3000_b1", 3000, false),
    ] {
      let found = try oracle.solve(by: AnalyticalMethod(), size: size) {
        $0.ignoresBias = ignoresBias
      }
      let truth = try oracle.matrix("analytic_f64_\(name)")
      #expect(largestRowDifference(found, truth) <= oracle.inputTolerance, "\(name)")
    }
  }

  @Test("the picture is the paper's: the smallest value black, the largest white, all on one scale")
  func pictures() throws {
    for oracle in Oracle.allCases {
      let found = try oracle.solve(by: AnalyticalMethod())
      // The recorded image holds the scaled numbers before they are rounded to bytes. It was drawn from
      // the 32-bit inverses of the MLP, whose difference can move a rounding by one.
      let truth = try oracle.matrix("analytic_img_s10_b1")
      var differing = 0
      for (solution, row) in zip(found, 0..<truth.rows) {
        for (pixel, value) in zip(solution.picture, truth.row(row)) {
          let wanted = value.rounded()
          if Double(pixel) != wanted { differing += 1 }
          #expect(abs(Double(pixel) - value) <= 0.5 + 1e-2)
        }
      }
      #expect(differing <= 8)
      let pixels = found.flatMap(\.picture)
      #expect(pixels.min() == 0 && pixels.max() == 255)
    }
  }

  @Test("single precision is the notebook's float32 path")
  func singlePrecision() throws {
    let found = try Oracle.mlp.solve(by: AnalyticalMethod()) {
      $0.precision = .single
      $0.cutoff = .numPy
    }
    // Two SVDs in 32 bits agree to about 10⁻⁷, which the condition of the second layer, 10² to 10³,
    // makes 10⁻⁴: more digits than this neither of them has.
    let truth = try Oracle.mlp.matrix("analytic_s10_b1")
    let all = relativeDifference(found.flatMap(\.input), truth.values)
    #expect(all <= 1e-4)
    // It is another computation than the one in 64 bits.
    let double = try Oracle.mlp.solve(by: AnalyticalMethod())
    #expect(found.map(\.input) != double.map(\.input))
    #expect(found.map(\.residualL2).max() ?? 0 > 1e3 * (double.map(\.residualL2).max() ?? 0))
  }

  @Test("the chain reaches ±10 exactly, the longer one as far as its conditioning allows")
  func residuals() throws {
    for (oracle, bound) in [(Oracle.logistic, 1e-12), (.softmax, 1e-12), (.mlp, 1e-6)] {
      for solution in try oracle.solve(by: AnalyticalMethod()) {
        #expect(solution.residualL2 <= bound)
        #expect(solution.residualL1 <= 5 * bound)
        #expect(solution.probability > 0.9999)
      }
    }
  }

  @Test("the MLP's inputs lie far outside the allowed range, as the paper found")
  func box() throws {
    for solution in try Oracle.mlp.solve(by: AnalyticalMethod()) {
      #expect(solution.outsideFraction > 0.9)
      #expect(solution.boxViolation > 1000)
    }
    for solution in try Oracle.logistic.solve(by: AnalyticalMethod()) {
      #expect(solution.outsideFraction < 0.01)
      #expect(solution.boxViolation < 0.3)
    }
  }
}
