import Networks
import TestSupport
import Testing

@Suite("Inverses of activations")
struct ActivationInverseTests {
  @Test(
    "a strictly monotone activation gives back the number it was given",
    arguments: Activation.bijective)
  func bijective(activation: Activation) throws {
    for x in grid(-5, 5, by: 0.125) {
      let preimage = try #require(activation.preimage(of: [activation(x)]))
      // x − tanh x is x³/3 near 0: a rounding error there is worth its cube root.
      let tolerance = activation == .tanhShrink && abs(x) < 1 ? 1e-5 : 1e-9
      #expect(abs(preimage.values[0] - x) <= tolerance, "\(preimage.values[0]) instead of \(x)")
      #expect(preimage.clippedCount == 0)
      #expect(preimage.ambiguousCount == 0 || activation == .softShrink(threshold: 0))
    }
  }

  @Test("what an activation gives, its preimage gives again", arguments: Activation.invertible)
  func round(activation: Activation) throws {
    for x in grid(-8, 8, by: 0.25) + [-700, -20, 20, 700] {
      let y = activation(x)
      guard y.isFinite else { continue }
      let preimage = try #require(activation.preimage(of: [y]))
      // Only an open end of the range may move a value that exists, by the margin.
      let margin = 3 * Activation.saturationMargin
      #expect(preimage.largestClip <= margin, "at \(x)")
      #expect(
        abs(activation(preimage.values[0]) - y) <= preimage.largestClip + 1e-9 * max(1, abs(y)),
        "\(activation(preimage.values[0])) instead of \(y)")
    }
  }

  @Test(
    "the clip tells how far what was reached is from what was wanted, and nothing is nearer",
    arguments: Activation.invertible)
  func nearest(activation: Activation) throws {
    let reachable = grid(-30, 30, by: 1.0 / 64).map { activation($0) }
    var failures: [String] = []
    for wanted in grid(-10, 10, by: 0.3125) + [-1, -0.375, -0.2, -0.01, 0.01, 0.3, 0.7, 1, 6, 25] {
      let preimage = try #require(activation.preimage(of: [wanted]))
      let reached = activation(preimage.values[0])
      let distance = abs(reached - wanted)
      let best = reachable.reduce(Double.infinity) { min($0, abs($1 - wanted)) }
      if abs(distance - preimage.largestClip) > 1e-9 * max(1, abs(wanted))
        || (preimage.clippedCount == 1) != (preimage.largestClip > 0)
        || distance > best + 3 * Activation.saturationMargin
      {
        failures.append(
          "\(wanted) is wanted, \(reached) reached; the clip is \(preimage.largestClip)")
      }
    }
    #expect(failures.first == nil)
  }

  @Test("the smallest numbers are inverted to their digits")
  func small() throws {
    for exponent in 1...5 {
      let y = (0..<exponent).reduce(1.0) { product, _ in product / 10 }
      for activation in [Activation.sigmoid, .softplus, .exponential, .tanh, .silu, .elu(alpha: 1)]
      {
        let preimage = try #require(activation.preimage(of: [y]))
        #expect(abs(activation(preimage.values[0]) / y - 1) < 1e-10)
      }
    }
  }

  // Roots right of the minimum, from scipy.optimize.brentq.
  static let branches: [(Activation, [Double])] = [
    (.silu, [-0.36637424911928845, -0.1055670297451574, 0.7388350311316078, 2.2177151057570903]),
    (.mish, [-0.2972319063714532, -0.08742282818383719, 0.6361099463262276, 2.0524830296491636]),
    (
      .gelu(approximate: false),
      [-0.46991124747407975, -0.10955781661852097, 0.6683959705421605, 2.0420145400888523]
    ),
    (
      .gelu(approximate: true),
      [-0.4698206524048126, -0.10955770275126639, 0.6684454078646531, 2.0418902515109685]
    ),
    // x(x + 3)/6 = h.
    (
      .hardSilu, [-0.3381049961377749, -0.10357599562310593, 0.7912878474779199, 2.274917217635375]
    ),
  ]

  @Test("the branch right of the minimum is taken, and the other one counted", arguments: branches)
  func branch(activation: Activation, roots: [Double]) throws {
    let preimage = try #require(activation.preimage(of: [-0.15, -0.05, 0.5, 2]))
    #expect(relativeDifference(preimage.values, roots) < 1e-12)
    #expect(preimage.ambiguousCount == 2)
    #expect(preimage.clippedCount == 0)
  }

  @Test(
    "below the minimum the minimum is reached",
    arguments: [
      // Where the derivative is 0; SiLU's minimum is −W(1/e).
      (.silu, -1.2784645427610738, -0.2784645427610738),
      (.mish, -1.1924312, -0.30884341301725043),
      (.gelu(approximate: false), -0.7517915, -0.16997120747990369),
      (.gelu(approximate: true), -0.7524614, -0.17004075057125406), (.hardSilu, -1.5, -0.375),
    ] as [(Activation, Double, Double)])
  func minimum(activation: Activation, bottom: Double, lowest: Double) throws {
    let preimage = try #require(activation.preimage(of: [-2, lowest - 0.125]))
    for value in preimage.values { #expect(abs(value - bottom) < 1e-6) }
    #expect(preimage.clippedCount == 2)
    #expect(abs(preimage.largestClip - (lowest + 2)) < 1e-14)
    #expect(preimage.ambiguousCount == 0)
  }

  @Test("probabilities come back from softmax, log-probabilities from its logarithm")
  func rows() throws {
    let probabilities = [0.7, 0.2, 0.0625, 0.0375]
    let logits = try #require(Activation.softmax.preimage(of: probabilities))
    #expect(relativeDifference(Activation.softmax(logits.values), probabilities) < 1e-14)
    let logarithms = Activation.logSoftmax([3, -1, 0.5])
    let again = try #require(Activation.logSoftmax.preimage(of: logarithms))
    #expect(relativeDifference(Activation.logSoftmax(again.values), logarithms) < 1e-14)
  }

  @Test("every unit of PReLU has its own slope")
  func parametric() throws {
    let activation = Activation.parametricReLU(slopes: [0.5, 2, 0, 1])
    let preimage = try #require(activation.preimage(of: [-1, -1, -1, 3]))
    #expect(preimage.values == [-2, -0.5, 0, 3])
    #expect(preimage.clippedCount == 1 && preimage.largestClip == 1)
    #expect(preimage.ambiguousCount == 1)
  }
}

@Suite("Branches of activations that are not monotone")
struct ActivationBranchTests {
  static let valleys: [(Activation, Double)] = [
    (.gelu(approximate: false), -0.7517915246935645),
    (.gelu(approximate: true), -0.7524614220710162), (.silu, -1.2784645427610738),
    (.mish, -1.1924312145910193), (.hardSilu, -1.5),
  ]

  @Test("either side of the minimum gives the wanted value", arguments: valleys)
  func sides(activation: Activation, bottom: Double) throws {
    for wanted in [-0.16, -0.1, -0.01, -1e-6, -1e-30] {
      let left = try #require(activation.preimage(of: [wanted], branch: .left))
      let right = try #require(activation.preimage(of: [wanted], branch: .right))
      #expect(left.values[0] < bottom && right.values[0] > bottom)
      for preimage in [left, right] {
        #expect(abs(activation(preimage.values[0]) - wanted) <= 1e-15)
        #expect(preimage.ambiguousCount == 1 && preimage.intervalCount == 0)
        #expect(preimage.clippedCount == 0)
      }
    }
    // Above 0 there is one side only.
    let positive = try #require(activation.preimage(of: [2], branch: .left))
    #expect(positive.values[0] > 0 && positive.ambiguousCount == 0)
  }

  @Test("a flat part is an interval, not a branch")
  func intervals() throws {
    for (activation, wanted) in [
      (Activation.relu(), 0.0), (.relu(maximum: 6), 6), (.hardTanh, -1),
      (.hardSigmoid(slope: 0.2), 1),
    ] {
      let preimage = try #require(activation.preimage(of: [wanted]))
      #expect(preimage.ambiguousCount == 1 && preimage.intervalCount == 1)
    }
  }
}
