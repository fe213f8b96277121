import Networks
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite("What a preimage had to change or choose")
struct PreimageTests {
  /// Wanted values, and what is expected of the preimage.
  struct Case: Sendable, CustomTestStringConvertible {
    let activation: Activation
    let wanted: [Double]
    let values: [Double]
    var clipped = 0
    var largest = 0.0
    var ambiguous = 0
    var testDescription: String { "\(activation) of \(wanted)" }
  }

  /// ln 10⁻⁶ with the margin on the other side: logit(10⁻⁶).
  static let far = 13.815509557963773

  static let cases = [
    Case(activation: .linear, wanted: [-1e300, 0, 5], values: [-1e300, 0, 5]),
    Case(
      activation: .relu(), wanted: [-2, 0, 3], values: [0, 0, 3], clipped: 1, largest: 2,
      ambiguous: 2),
    Case(
      activation: .relu(maximum: 6), wanted: [7, 6, -1, 2], values: [6, 6, 0, 2], clipped: 2,
      largest: 1, ambiguous: 3),
    Case(
      activation: .relu(negativeSlope: 0.5, maximum: 6), wanted: [-1, 8, 2], values: [-2, 6, 2],
      clipped: 1, largest: 2, ambiguous: 1),
    Case(activation: .leakyReLU(slope: 0.01), wanted: [-1, 0, 2], values: [-100, 0, 2]),
    Case(
      activation: .thresholdedReLU(theta: 1), wanted: [0, 0.25, 0.75, 1.5],
      values: [0, 0, 1, 1.5], clipped: 2, largest: 0.25, ambiguous: 2),
    Case(
      activation: .thresholdedReLU(theta: 1), wanted: [-3], values: [0], clipped: 1, largest: 3,
      ambiguous: 1),
    Case(
      activation: .tanh, wanted: [2, -1, 0.5, 0],
      values: [7.254328619247669, -7.254328619247669, 0.5493061443340548, 0], clipped: 2,
      largest: 1.000001),
    Case(
      activation: .sigmoid, wanted: [0, 1, 1.5, 0.5], values: [-far, far, far, 0], clipped: 3,
      largest: 0.500001),
    Case(
      activation: .softsign, wanted: [-1, 0.5, 3], values: [-999999, 1, 999999], clipped: 2,
      largest: 2.000001),
    Case(
      activation: .exponential, wanted: [-1, 0, 1],
      values: [-13.815510557964274, -13.815510557964274, 0],
      clipped: 2, largest: 1.000001),
    Case(
      activation: .softplus, wanted: [-1], values: [-13.815510057964232], clipped: 1,
      largest: 1.000001),
    Case(
      activation: .logSigmoid, wanted: [1], values: [13.815510057964232], clipped: 1,
      largest: 1.000001),
    Case(
      activation: .elu(alpha: 1), wanted: [-2, 2], values: [-13.815510557935518, 2], clipped: 1,
      largest: 1.000001),
    Case(
      activation: .squareplus(b: 4), wanted: [0, 1], values: [-999999.999999, 0], clipped: 1,
      largest: 0.000001),
    Case(
      activation: .hardTanh, wanted: [-3, -1, 0.25, 1, 2], values: [-1, -1, 0.25, 1, 1], clipped: 2,
      largest: 2, ambiguous: 4),
    Case(
      activation: .hardSigmoid(slope: 0.2), wanted: [0, 0.5, 1, 1.25, -1],
      values: [-2.5, 0, 2.5, 2.5, -2.5], clipped: 2, largest: 1, ambiguous: 4),
    Case(
      activation: .hardSigmoid(slope: 1.0 / 6), wanted: [0, 0.75, 1], values: [-3, 1.5, 3],
      ambiguous: 2),
    Case(
      activation: .sparseSigmoid, wanted: [0, 0.75, 2], values: [-1, 0.5, 1], clipped: 1,
      largest: 1, ambiguous: 2),
    Case(
      activation: .sparsePlus, wanted: [-1, 0, 0.25, 4], values: [-1, -1, 0, 4], clipped: 1,
      largest: 1, ambiguous: 2),
    Case(
      activation: .hardShrink(threshold: 0.5), wanted: [0.125, -0.375, 0, 2],
      values: [0, -0.5, 0, 2], clipped: 2, largest: 0.125, ambiguous: 2),
    Case(
      activation: .softShrink(threshold: 0.5), wanted: [-1, 0, 1], values: [-1.5, 0, 1.5],
      ambiguous: 1),
    Case(
      activation: .silu, wanted: [-1, 0], values: [-1.2784645427610738, 0], clipped: 1,
      largest: 0.7215354572389262),
    Case(
      activation: .tanhShrink, wanted: [0.7, -0.7],
      values: [1.6254043179584676, -1.6254043179584676]),
  ]

  @Test("values out of range are moved in, and flat parts counted", arguments: cases)
  func counted(_ expected: Case) throws {
    let preimage = try #require(expected.activation.preimage(of: expected.wanted))
    #expect(relativeDifference(preimage.values, expected.values) < 1e-9)
    #expect(preimage.clippedCount == expected.clipped)
    #expect(abs(preimage.largestClip - expected.largest) < 1e-12)
    #expect(preimage.ambiguousCount == expected.ambiguous)
  }

  @Test("hard SiLU is 0 at 0 and everywhere up to −3")
  func hardSiluAtZero() throws {
    #expect(try #require(Activation.hardSilu.preimage(of: [0])).values == [0])
    #expect(try #require(Activation.hardSilu.preimage(of: [0], branch: .left)).values == [-3])
    #expect(try #require(Activation.hardSilu.preimage(of: [0])).ambiguousCount == 1)
    #expect(try #require(Activation.hardSilu.preimage(of: [-0.375, 5])).ambiguousCount == 0)
  }

  @Test("no values are no values")
  func empty() throws {
    let preimage = try #require(Activation.tanh.preimage(of: []))
    #expect(preimage.values.isEmpty)
    #expect(preimage.clippedCount == 0 && preimage.ambiguousCount == 0)
  }

  @Test(
    "an activation without inverse says why",
    arguments: [
      (.relu(threshold: 0.5), "threshold"), (.relu(negativeSlope: -0.1), "negative slope"),
      (.leakyReLU(slope: -0.5), "negative slope"),
      (.parametricReLU(slopes: [0.1, -0.1]), "slope is below zero"),
      (.elu(alpha: 0), "alpha"), (.celu(alpha: -1), "alpha"), (.glu, "halves"),
      (.sparsemax, "simplex"),
    ] as [(Activation, String)])
  func obstacles(activation: Activation, word: String) throws {
    let obstacle = try #require(activation.inverseObstacle)
    #expect(obstacle.contains(word))
    #expect(activation.preimage(of: [0.5, 0.5]) == nil)
  }

  @Test("all others have none", arguments: Activation.invertible + [.softmax, .logSoftmax])
  func noObstacle(activation: Activation) {
    #expect(activation.inverseObstacle == nil)
    #expect(activation.preimage(of: [0.5]) != nil)
  }

  /// An alarm ends the child process when the search for a preimage does not.
  @Test(
    "values that overflowed on the way end the search",
    arguments: [0x7FF0_0000_0000_0000, 0xFFF0_0000_0000_0000, 0x7FF8_0000_0000_0000] as [UInt64])
  func notFinite(bits: UInt64) async {
    await #expect(processExitsWith: .success) { [bits] in
      alarm(10)
      for activation in Activation.invertible {
        _ = activation.preimage(of: [Double(bitPattern: bits)])
      }
    }
  }
}
