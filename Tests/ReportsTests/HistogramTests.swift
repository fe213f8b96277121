import Reports
import Testing

@Suite("Histograms")
struct HistogramTests {
  static let upToTen: [Double] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]

  /// Values, the number of intervals, and the counts of `numpy.histogram`.
  static let recorded: [([Double], Int, [Int])] = [
    (upToTen, 5, [2, 2, 2, 2, 3]),
    (upToTen, 10, [1, 1, 1, 1, 1, 1, 1, 1, 1, 2]),
    ([-1, 0, 1], 3, [1, 1, 1]),
    // A constant gets an interval of width 1 around it.
    ([1, 1, 1], 4, [0, 0, 3, 0]),
    // What is not finite is left out.
    ([.nan, 0, 1, .infinity, 2, -.infinity], 2, [1, 2]),
    ([-1e308, 1e308, 1e308], 2, [1, 2]),
  ]

  @Test("count as numpy.histogram does", arguments: recorded)
  func counts(values: [Double], bins: Int, wanted: [Int]) {
    let found = Histogram(values, bins: bins)
    #expect(found.counts == wanted)
    #expect(found.edges.count == bins + 1)
  }

  @Test("of five hundred scattered values")
  func scattered() {
    let values = (0..<500).map { index -> Double in
      let remainder = index * index * 7919 % 1009
      return Double(remainder) / 1009 * 2 - 1
    }
    let found = Histogram(values)
    #expect(
      found.counts == [
        17, 29, 22, 28, 24, 25, 23, 29, 22, 29, 24, 26, 26, 24, 28, 26, 25, 24, 27, 22,
      ])
    #expect(found.edges.first == -1)
    #expect(abs(found.edges[1] - -0.9010901883052527) <= 1e-15)
    #expect(found.edges.last == 0.9781962338949455)
  }

  @Test("edges rise evenly from the smallest value to the largest")
  func edges() {
    let found = Histogram([-3, 5, 1], bins: 4)
    #expect(found.edges == [-3, -1, 1, 3, 5])
    #expect(Histogram([7, 7], bins: 2).edges == [6.5, 7, 7.5])
    // As NumPy for no values at all.
    #expect(Histogram([], bins: 2).edges == [0, 0.5, 1])
    #expect(Histogram([.nan], bins: 2).counts == [0, 0])
  }

  @Test(
    "every finite value is counted once, however extreme",
    arguments: [
      [0.0, .leastNonzeroMagnitude], [.leastNonzeroMagnitude, 1e308],
      [.leastNormalMagnitude, 0, .leastNonzeroMagnitude],
      // Constants beside which 1 vanishes.
      [1e17, 1e17, 1e17], [-1e300, -1e300],
      [.greatestFiniteMagnitude, -.greatestFiniteMagnitude], [1, 1.0.nextUp],
    ] as [[Double]])
  func extreme(values: [Double]) {
    let found = Histogram(values)
    #expect(found.counts.reduce(0, +) == values.count)
    #expect(found.counts.allSatisfy { $0 >= 0 })
    #expect(found.edges.allSatisfy { $0.isFinite })
  }

  @Test("a value on an inner edge belongs to the interval that begins there")
  func innerEdge() {
    let found = Histogram([0, 1, 2, 3, 4], bins: 4)
    #expect(found.counts == [1, 1, 1, 2])
  }
}
