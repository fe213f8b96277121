import Reports
import TestSupport
import Testing

@Suite("Statistics of tensors")
struct TensorStatisticsTests {
  static let largest = Double.greatestFiniteMagnitude
  static let smallest = Double.leastNonzeroMagnitude

  /// Recorded from exact fractions in Python; percentiles from `numpy.percentile`.
  static let recorded: [Recorded] = [
    Recorded(
      "digits of pi", [3, 1, 4, 1, 5], mean: 2.8, std: 1.6, l2: 7.211102550927978,
      [1, 1, 1, 3, 4, 4.8, 4.96]),
    Recorded("one value", [-7.5], mean: -7.5, std: 0, l2: 7.5, [Double](repeating: -7.5, count: 7)),
    Recorded(
      "a large offset", [1e8 + 1, 1e8 + 2, 1e8 + 3, 1e8 + 4], mean: 100000002.5,
      std: 1.118033988749895, l2: 200000005,
      [
        100000001.03, 100000001.15, 100000001.75, 100000002.5, 100000003.25, 100000003.85,
        100000003.97,
      ]),
    Recorded(
      "an offset at the edge of precision", [1e16, 1e16 + 2, 1e16 + 4], mean: 1e16 + 2,
      std: 1.632993161855452, l2: 1.7320508075688776e+16,
      [1e16, 1e16, 1e16, 1e16 + 2, 1e16 + 4, 1e16 + 4, 1e16 + 4]),
    Recorded(
      "large values", [1e200, 3e200], mean: 2e200, std: 1e200, l2: 3.1622776601683794e+200,
      [1.02e+200, 1.1e+200, 1.5e+200, 2e+200, 2.5e+200, 2.9e+200, 2.98e+200]),
    Recorded(
      "the largest values of both signs", [largest, -largest, 1], mean: 1.0 / 3,
      std: 1.4678102981723262e+308, l2: .infinity,
      [
        -1.7617392721650694e+308, -1.6179238213760842e+308, -8.988465674311579e+307, 1,
        8.988465674311579e+307, 1.617923821376084e+308, 1.7617392721650694e+308,
      ]),
  ]

  @Test("are those of exact arithmetic", arguments: recorded)
  func exact(truth: Recorded) {
    let found = TensorStatistics(truth.values)
    #expect(found.count == truth.values.count)
    #expect(found.minimum == truth.values.min())
    #expect(found.maximum == truth.values.max())
    #expect(found.absoluteMaximum == truth.values.map(abs).max())
    // A mean that cancels is exact to the rounding of what cancels.
    #expect(abs(found.mean - truth.mean) <= 1e-15 * found.absoluteMaximum)
    #expect(isClose(found.standardDeviation, truth.standardDeviation, 1e-15))
    #expect(isClose(found.l2Norm, truth.l2Norm, 1e-15))
    #expect(zip(found.percentiles, truth.percentiles).allSatisfy { isClose($0, $1, 1e-15) })
    #expect(found.nans + found.infinities == 0)
  }

  @Test("noise on a large offset keeps its own size")
  func noise() {
    let found = TensorStatistics((0..<1000).map { 1e8 + Double($0 * 37 % 101) / 100 })
    // numpy.std of the noise alone.
    #expect(isClose(found.standardDeviation, 0.29179545909729165, 1e-9))
    #expect(isClose(found.mean, 100000000.5001, 1e-15))
  }

  @Test("values that are not finite are counted and left out")
  func notFinite() {
    let found = TensorStatistics([.nan, 1, .infinity, -3, -.infinity, 0, -0.0])
    #expect((found.count, found.nans, found.infinities, found.zeros) == (7, 1, 2, 2))
    #expect((found.minimum, found.maximum, found.absoluteMaximum) == (-3, 1, 3))
    #expect(found.mean == -0.5)
    #expect(found.standardDeviation == 1.5)
    #expect(isClose(found.l2Norm, 10.0.squareRoot(), 1e-15))
    let wanted = [-2.91, -2.55, -0.75, 0, 0.25, 0.85, 0.97]
    #expect(zip(found.percentiles, wanted).allSatisfy { abs($0 - $1) <= 1e-15 })
  }

  @Test(
    "without a finite value there are counts, and NaN for the rest",
    arguments: [
      [], [Double.nan], [.nan, .nan, .infinity, -.infinity],
    ])
  func nothing(values: [Double]) {
    let found = TensorStatistics(values)
    #expect(found.count == values.count)
    #expect(found.nans + found.infinities == values.count)
    #expect(found.zeros == 0)
    let numbers = [
      found.mean, found.standardDeviation, found.minimum, found.maximum, found.absoluteMaximum,
      found.l2Norm,
    ]
    #expect((numbers + found.percentiles).allSatisfy { $0.isNaN })
    #expect(found.percentiles.count == 7)
  }

  @Test(
    "a constant has no spread and lies at every percentile",
    arguments: [
      0.1, -3, 0, 1e-300, largest, -largest, smallest, 1.0 / 3,
    ])
  func constant(value: Double) {
    let found = TensorStatistics([Double](repeating: value, count: 10))
    #expect(found.mean == value)
    #expect(found.standardDeviation == 0)
    #expect(found.percentiles == [Double](repeating: value, count: 7))
    #expect(found.zeros == (value == 0 ? 10 : 0))
  }

  @Test("the two largest numbers of opposite sign")
  func largestNumbers() {
    let found = TensorStatistics([Self.largest, -Self.largest])
    #expect(found.mean == 0)
    #expect(found.standardDeviation == Self.largest)
    let wanted = [-0.98, -0.9, -0.5, 0, 0.5, 0.9, 0.98].map { $0 * Self.largest }
    #expect(zip(found.percentiles, wanted).allSatisfy { abs($0 - $1) <= 1e-15 * Self.largest })
  }

  @Test("subnormal numbers do not vanish")
  func subnormal() {
    let found = TensorStatistics([1, 2, 3].map { $0 * Self.smallest })
    #expect(found.minimum == Self.smallest)
    #expect(found.maximum == 3 * Self.smallest)
    #expect(found.mean == 2 * Self.smallest)
    #expect(found.zeros == 0)
    #expect(found.percentiles[3] == 2 * Self.smallest)
  }

  @Test("a spread far below 1 is no zero")
  func smallSpread() {
    // The squares of the deviations are smaller than any number.
    let found = TensorStatistics([1e-200, 2e-200, -3e-200])
    #expect(isClose(found.standardDeviation, 2.160246899469287e-200, 1e-15))
  }

  @Test("the order of the values does not matter")
  func order() {
    var numbers = SeededNumbers(seed: 9)
    let values = numbers.next(500)
    let found = TensorStatistics(values)
    #expect(found == TensorStatistics(values.sorted()))
    #expect(found == TensorStatistics(values.reversed()))
  }

  private func isClose(_ value: Double, _ wanted: Double, _ tolerance: Double) -> Bool {
    value == wanted || abs(value - wanted) <= tolerance * abs(wanted)
  }
}

/// Values and their recorded statistics.
struct Recorded: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let values: [Double]
  let mean: Double
  let standardDeviation: Double
  let l2Norm: Double
  /// 1, 5, 25, 50, 75, 95 and 99 %.
  let percentiles: [Double]

  init(
    _ what: String, _ values: [Double], mean: Double, std: Double, l2: Double,
    _ percentiles: [Double]
  ) {
    testDescription = what
    self.values = values
    self.mean = mean
    standardDeviation = std
    l2Norm = l2
    self.percentiles = percentiles
  }
}
