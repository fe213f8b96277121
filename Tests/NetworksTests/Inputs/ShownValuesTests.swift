import Networks
import Testing

@Suite("Values of inputs as they are shown")
struct ShownValuesTests {
  @Test(
    "a thousandth of the range can be told apart, and no more",
    arguments: [
      (278.0...1680.0, 0), (0.48...1.71, 3), (-1...1, 3), (0...1e-6, 9), (0...1e9, 0),
      (11.03...14.83, 3),
    ])
  func decimals(range: ClosedRange<Double>, wanted: Int) {
    #expect(InputFeature(name: "x", range: range, source: .data).decimals == wanted)
  }

  @Test(
    "values are rounded to that, and to seven digits however far they are outside",
    arguments: [
      (0.0...1, 0.12345, 0.123), (0...1, -0.0004, 0), (0...1000, 673.5, 674),
      (0...1, 123456.7891, 123456.8),
      (0...1, 1.23456789e12, 1.234568e12), (0...1, .infinity, .infinity),
    ])
  func shown(range: ClosedRange<Double>, value: Double, wanted: Double) {
    #expect(InputFeature(name: "x", range: range, source: .data).shown(value) == wanted)
  }

  @Test("whole numbers are whole")
  func whole() {
    let feature = InputFeature(name: "x", range: 0...1, kind: .integer, source: .data)
    #expect(feature.shown(0.6) == 1)
  }
}
