import Networks
import TestSupport
import Testing

@testable import Reports

@Suite("Statistics of tensors too large to sort")
struct RadixSelectionTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var values: [Double]
    var isSingle = false
    var testDescription: String { name }
  }

  private static func random(_ count: Int, seed: UInt64, scale: Double = 1) -> [Double] {
    var numbers = SeededNumbers(seed: seed)
    return numbers.next(count).map { $0 * scale }
  }

  private static let greatest = Double.greatestFiniteMagnitude
  private static let tiny = Double.leastNonzeroMagnitude

  static let cases = [
    Case(name: "random", values: random(1001, seed: 1)),
    Case(
      name: "random floats", values: random(1001, seed: 2).map { Double(Float($0)) }, isSingle: true
    ),
    Case(name: "many times the same", values: (0..<999).map { Double($0 % 3) - 1 }, isSingle: true),
    Case(name: "constant", values: [Double](repeating: 0.1, count: 77)),
    Case(
      name: "zeros of both signs", values: (0..<50).map { $0 % 2 == 0 ? 0.0 : -0.0 }, isSingle: true
    ),
    Case(name: "around zero", values: [-0.0, tiny, 0, -tiny, -0.0, 2 * tiny, -1e-300, 1e-300]),
    Case(
      name: "denormal floats",
      values: (-20...20).map { Double(Float.leastNonzeroMagnitude) * Double($0) }, isSingle: true),
    Case(
      name: "the largest numbers", values: [greatest, -greatest, greatest, 1, -greatest / 2, 0]),
    Case(
      name: "the largest floats",
      values: [Float.greatestFiniteMagnitude, -Float.greatestFiniteMagnitude, 1, -2].map(
        Double.init),
      isSingle: true),
    Case(
      name: "with NaN and infinities of both signs",
      values: random(400, seed: 3) + [.nan, -.nan, .infinity, -.infinity, .infinity, .signalingNaN]),
    Case(
      name: "floats with NaN and infinities",
      values: [1, .nan, -3, .infinity, -.infinity, -.nan, 2, 2, .infinity], isSingle: true),
    Case(name: "one", values: [-3.5], isSingle: true),
    Case(name: "two neighbors", values: [1, 1.0.nextUp]),
    Case(name: "nothing finite", values: [.nan, .infinity, -.infinity]),
    Case(name: "nothing", values: []),
  ]

  /// The values in blocks of some size, as a file would give them.
  private func blocks(_ test: Case, of size: Int) -> TensorValues<Never> {
    let values = test.values
    return TensorValues(
      count: values.count, isSinglePrecision: test.isSingle,
      blocks: { visit in
        for start in stride(from: 0, to: values.count, by: size) {
          visit(Array(values[start..<min(start + size, values.count)]).span)
        }
      },
      all: { values })
  }

  private func bits(_ statistics: TensorStatistics) -> [UInt64] {
    ([
      statistics.mean, statistics.standardDeviation, statistics.minimum, statistics.maximum,
      statistics.absoluteMaximum, statistics.l2Norm,
    ] + statistics.percentiles).map { $0.isNaN ? 0 : $0.bitPattern }
      + [statistics.count, statistics.zeros, statistics.nans, statistics.infinities].map {
        UInt64($0)
      }
  }

  @Test(
    "counting finds what sorting finds, to the last bit, in blocks of any size", arguments: cases)
  func counted(_ test: Case) {
    let sorted = TensorStatistics(blocks(test, of: 1 << 20), sortingUpTo: .max)
    #expect(bits(TensorStatistics(test.values)) == bits(sorted))
    for size in [1, 7, 8, 100] {
      let counted = TensorStatistics(blocks(test, of: size), sortingUpTo: -1)
      #expect(bits(counted) == bits(sorted), "blocks of \(size)")
    }
  }

  @Test("values in order are what sorting gives", arguments: cases)
  func orderStatistics(_ test: Case) {
    let truth = test.values.filter(\.isFinite).sorted()
    guard !truth.isEmpty else { return }
    let ranks = stride(from: 0, to: truth.count, by: max(1, truth.count / 20)).map { $0 }
    var selection = RadixSelection(isSinglePrecision: test.isSingle)
    selection.add(test.values.span)
    selection.select(ranks)
    while !selection.isComplete {
      selection.add(test.values.span)
      selection.descend()
    }
    #expect(selection.values == ranks.map { truth[$0] })
  }

  /// Element i is (7919 i mod 2003 − 1001) / 8.
  static let many = (0..<100_003).map { Double(7919 * $0 % 2003 - 1001) / 8 }

  @Test("a hundred thousand values have NumPy's statistics", arguments: [true, false])
  func numPy(isSingle: Bool) {
    // numpy 2.4.6, float64.
    let statistics = TensorStatistics(TensorValues<Never>(Self.many, isSinglePrecision: isSingle))
    #expect(abs(statistics.mean - 0.0009862204133875983) < 1e-15)
    #expect(abs(statistics.standardDeviation - 72.27878853991609) < 1e-12)
    #expect(abs(statistics.l2Norm - 22856.90267833494) < 1e-9)
    #expect(statistics.minimum == -125.125)
    #expect(statistics.maximum == 125.125)
    #expect(statistics.zeros == 50)
    #expect(
      statistics.percentiles == [-122.625, -112.625, -62.625, 0, 62.625, 112.625, 122.625])
  }

  @Test("a large offset leaves small noise its digits")
  func offset() {
    let statistics = TensorStatistics(Self.many.map { 1e8 + $0 * 1e-6 })
    // Exact arithmetic on the rounded values (Python's fractions); NumPy says …33340805e-05.
    #expect(abs(statistics.standardDeviation - 7.227880232735951e-05) < 1e-18)
    #expect(statistics.mean == 1e8)
    // numpy 2.4.6.
    #expect(
      statistics.percentiles == [
        99999999.99987738, 99999999.99988738, 99999999.99993737, 100000000.0, 100000000.00006263,
        100000000.00011262, 100000000.00012262,
      ])
  }

  @Test("no statistic overflows or vanishes while it has a value")
  func range() {
    let large = TensorStatistics([Self.greatest, -Self.greatest])
    #expect(large.mean == 0)
    #expect(large.standardDeviation == Self.greatest)
    #expect(large.l2Norm == .infinity)
    #expect(large.percentiles[3] == 0)
    let small = TensorStatistics([3e-200, -4e-200])
    #expect(abs(small.l2Norm - 5e-200) < 1e-214)
    #expect(abs(small.standardDeviation - 3.5e-200) < 1e-214)
    #expect(TensorStatistics([Self.tiny, Self.tiny]).l2Norm > 0)
  }

  @Test("equal values have no spread", arguments: [0.1, 1e300, -1e-300])
  func constant(value: Double) {
    let statistics = TensorStatistics([Double](repeating: value, count: 1000))
    #expect(statistics.mean == value)
    #expect(statistics.standardDeviation == 0)
    #expect(statistics.percentiles == [Double](repeating: value, count: 7))
  }
}
