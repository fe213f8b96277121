import Inversion
import Networks
import Numerics
import TestSupport
import Testing

@Suite("Percentile filters")
struct FilterTests {
  static let recorded: [(String, PercentileFilter)] = [
    ("filt_tb_0.05_all_s10_b1", PercentileFilter(.topAndBottom, fraction: 0.05)),
    ("filt_mid_0.2_all_s10_b1", PercentileFilter(.middle, fraction: 0.2)),
    ("filt_high_0.9_all_s10_b1", PercentileFilter(.highPass, fraction: 0.9)),
    ("filt_low_0.9_all_s10_b1", PercentileFilter(.lowPass, fraction: 0.9)),
  ]

  @Test(
    "filtered inverses give NumPy's inputs", arguments: Oracle.allCases, recorded.indices)
  func oracle(oracle: Oracle, index: Int) throws {
    let (name, filter) = Self.recorded[index]
    let found = try oracle.solve(by: AnalyticalMethod(), filter: filter)
    let truth = try oracle.matrix(name)
    #expect(largestRowDifference(found, truth) <= oracle.inputTolerance)
  }

  @Test("filtering the first inverse alone gives NumPy's inputs")
  func first() throws {
    for (name, kind, fraction) in [
      ("filt_tb_0.05_first_s10_b1", PercentileFilter.Kind.topAndBottom, 0.05),
      ("filt_mid_0.2_first_s10_b1", .middle, 0.2),
    ] {
      let filter = PercentileFilter(kind, fraction: fraction, scope: .first)
      let found = try Oracle.mlp.solve(by: AnalyticalMethod(), filter: filter)
      let truth = try Oracle.mlp.matrix(name)
      #expect(largestRowDifference(found, truth) <= Oracle.mlp.inputTolerance)
    }
  }

  @Test("the ladder's steps are the paper's, and give NumPy's inputs", arguments: Oracle.allCases)
  func ladder(oracle: Oracle) throws {
    let inverter = try oracle.inverter()
    let targets = try InversionTargets.classes(of: inverter.network)
    for (kind, name, rung, count) in [
      (PercentileFilter.Kind.topAndBottom, "filt_tb_0.05_all_s10_b1", 4, 9),
      (.middle, "filt_mid_0.2_all_s10_b1", 6, 9),
      (.highPass, "filt_high_0.9_all_s10_b1", 11, 17),
      (.lowPass, "filt_low_0.9_all_s10_b1", 11, 17),
    ] {
      let ladder = try inverter.ladder(kind, targets)
      #expect(ladder.filter == kind.rawValue && ladder.steps.count == count)
      #expect(ladder.fractions.first == 0 && ladder.fractions.last == (count == 9 ? 0.5 : 1))
      let difference = largestRowDifference(ladder.steps[rung], try oracle.matrix(name))
      #expect(difference <= oracle.inputTolerance)
    }
  }

  @Test("the ladder's choice is the strongest step that leaves the probabilities alone")
  func choice() throws {
    // The paper's criterion chooses 0.05 and 0.2 of its own network (section 2.2.4); with softmax these
    // are what its code finds.
    let inverter = try Oracle.softmax.inverter()
    let targets = try InversionTargets.classes(of: inverter.network)
    for (kind, isStrongAtZero) in [
      (PercentileFilter.Kind.topAndBottom, true), (.lowPass, true), (.middle, false),
      (.highPass, false),
    ] {
      let ladder = try inverter.ladder(kind, targets)
      let passes = ladder.steps.map { solutions in
        solutions.allSatisfy { solution in
          solution.probabilities.enumerated().allSatisfy {
            abs($1 - ($0 == solution.target ? 1 : 0)) < 0.005
          }
        }
      }
      let passing = ladder.fractions.indices.filter { passes[$0] }
      #expect(ladder.chosen == (isStrongAtZero ? passing.first : passing.last), "\(kind)")
      #expect(ladder.chosen != nil)
    }
    var request = LadderRequest()
    request.fractions = [0.1, 0.7]
    #expect(try inverter.ladder(.middle, targets, request).fractions == [0.1])
    #expect(try inverter.ladder(.highPass, targets, request).fractions == [0.1, 0.7])
  }

  @Test("linear percentiles are NumPy's")
  func linear() {
    // numpy.percentile of the ten values at 25 and 75: 2.25 and 6.75.
    let matrix = Matrix(rows: 2, columns: 5, values: Self.values)
    let filter = PercentileFilter(.middle, fraction: 0.25, percentile: .linear)
    #expect(
      filter.applied(to: matrix).values == [2.25, 6.75, 2.25, 6.75, 2.25, 6.75, 3, 6, 4, 5])
    #expect(filter.description == "middle:0.25:linear")
  }

  @Test("the solution itself is filtered when that is asked for")
  func result() throws {
    let filter = PercentileFilter(.middle, fraction: 0.2, scope: .result)
    let plain = try Oracle.mlp.solve(by: AnalyticalMethod())
    let found = try Oracle.mlp.solve(by: AnalyticalMethod(), filter: filter)
    for (before, after) in zip(plain, found) {
      let sorted = before.input.sorted()
      // 0.2 · 784 = 156.8 and 0.8 · 784 = 627.2: the elements 155 and 626.
      let wanted = before.input.map { min(max($0, sorted[155]), sorted[626]) }
      #expect(after.input == wanted)
      #expect(after.residualL2 > before.residualL2)
    }
    #expect(filter.description == "middle:0.2:result")
  }

  // The cut-off of p among ten sorted values is the one at max(int(10 p) − 1, 0).
  static let values: [Double] = [0, 9, 1, 8, 2, 7, 3, 6, 4, 5]

  @Test(
    "cut-offs are elements of the sorted values",
    arguments: [
      (PercentileFilter.Kind.highPass, 0.3, [0.0, 9, 0, 8, 0, 7, 3, 6, 4, 5]),
      (.lowPass, 0.3, [0.0, 0, 1, 0, 2, 0, 0, 0, 0, 0]),
      (.topAndBottom, 0.2, [0.0, 9, 1, 8, 0, 0, 0, 0, 0, 0]),
      (.middle, 0.2, [1.0, 7, 1, 7, 2, 7, 3, 6, 4, 5]),
      // p = 0 keeps the smallest element, p = 1 keeps all of them.
      (.lowPass, 0, [0.0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
      (.lowPass, 1, FilterTests.values),
      (.highPass, 1, [0.0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
      // Everything becomes the median; everything is outside the middle.
      (.middle, 0.5, [4.0, 4, 4, 4, 4, 4, 4, 4, 4, 4]),
      (.topAndBottom, 0.5, FilterTests.values),
    ])
  func cutoffs(kind: PercentileFilter.Kind, fraction: Double, wanted: [Double]) {
    let matrix = Matrix(rows: 2, columns: 5, values: Self.values)
    let filter = PercentileFilter(kind, fraction: fraction)
    #expect(filter.applied(to: matrix).values == wanted)
  }

  @Test("the parts of a split add up to the whole: the paper's filters are linear")
  func parts() {
    var numbers = SeededNumbers(seed: 5)
    let matrix = Matrix(rows: 12, columns: 9, values: numbers.next(108))
    for fraction in PercentileFilter.ladder {
      let low = PercentileFilter(.lowPass, fraction: fraction).applied(to: matrix)
      let high = PercentileFilter(.highPass, fraction: fraction).applied(to: matrix)
      #expect(zip(low.values, high.values).map(+) == matrix.values)
    }
  }

  @Test("the scope chooses the matrices")
  func scope() {
    let matrix = Matrix(rows: 2, columns: 5, values: Self.values)
    let all = PercentileFilter(.lowPass, fraction: 0.3).applied(to: [matrix, matrix])
    let first = PercentileFilter(.lowPass, fraction: 0.3, scope: .first).applied(
      to: [matrix, matrix])
    #expect(all[0] == all[1])
    #expect(first == [all[0], matrix])
  }

  @Test("the ladder has the seventeen steps of the paper's appendix, and is its own mirror image")
  func ladder() {
    #expect(PercentileFilter.ladder.count == 17)
    for (low, high) in zip(PercentileFilter.ladder, PercentileFilter.ladder.reversed()) {
      #expect(abs(low + high - 1) < 1e-15)
    }
  }

  @Test("the description is what the command line takes")
  func description() {
    #expect(PercentileFilter(.middle, fraction: 0.2).description == "middle:0.2")
    #expect(
      PercentileFilter(.topAndBottom, fraction: 0.05).description == "top_and_bottom:0.05")
  }
}
