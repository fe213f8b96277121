#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension Activation {
  /// Which of two pre-activations is taken where an activation is not monotone.
  public enum Branch: String, Sendable, Equatable, CaseIterable {
    /// The one right of the minimum, where the function rises. The default.
    case right
    /// The one left of the minimum, where it falls.
    case left
  }

  /// How near to an open end of its range a wanted value may come: a saturated unit has no finite
  /// pre-activation.
  ///
  /// 10⁻⁶ keeps tanh within ±7.25 and the logistic function within ±13.8.
  package static let saturationMargin = 1e-6

  /// Why the activation has no inverse; `nil` when it has one.
  public var inverseObstacle: String? {
    switch self {
    case .relu(_, _, let threshold) where threshold != 0:
      "it jumps at its threshold, so it has no inverse there"
    case .relu(let slope, _, _) where slope < 0, .leakyReLU(let slope) where slope < 0:
      "its negative slope is below zero, so two inputs give the same output"
    case .parametricReLU(let slopes) where slopes.contains { $0 < 0 }:
      "a slope is below zero, so two inputs give the same output"
    case .elu(let alpha) where alpha <= 0, .celu(let alpha) where alpha <= 0:
      "its alpha is not positive, so it is not monotone"
    case .glu: "it halves the width, so many inputs give the same output"
    case .sparsemax: "it projects onto a simplex, so many inputs give the same output"
    default: nil
    }
  }

  /// Finds a pre-activation for wanted activations.
  ///
  /// Values outside the activation's range are moved to its nearest value; on a flat part the end next
  /// to the steep part is taken; GELU, SiLU, Mish and hard SiLU, which are not monotone, use the branch
  /// asked for wherever both exist. The result says how often each happened.
  ///
  /// - Parameters:
  ///   - wanted: the activations, one for each unit.
  ///   - branch: the side of the minimum of a function that is not monotone.
  /// - Returns: `nil` when the activation has no inverse; ``inverseObstacle`` then says why.
  package func preimage(of wanted: [Double], branch: Branch = .right) -> Preimage? {
    guard inverseObstacle == nil else { return nil }
    if self == .softmax || self == .logSoftmax { return simplexPreimage(of: wanted) }
    var result = Preimage()
    result.values.reserveCapacity(wanted.count)
    let shared = function
    for (unit, value) in wanted.enumerated() {
      guard let function = shared ?? function(ofUnit: unit) else { return nil }
      // What overflowed on the way stays so: no search would end.
      let solution =
        value.isFinite ? function.preimage(value, branch) : UnitPreimage(value, value)
      result.values.append(solution.input)
      result.recordClip(from: value, to: solution.reached)
      if solution.choice != .only { result.ambiguousCount += 1 }
      if solution.choice == .interval { result.intervalCount += 1 }
    }
    return result
  }

  /// The logarithms of the wanted probabilities; those that do not sum to 1 cannot be reached as they
  /// are, and what softmax makes of them counts as clipped.
  private func simplexPreimage(of wanted: [Double]) -> Preimage {
    var result = Preimage()
    let isLogarithm = self == .logSoftmax
    result.values = isLogarithm ? wanted : wanted.map { log(max($0, Self.saturationMargin)) }
    var reached = result.values[...]
    softmaxInPlace(&reached)
    for (value, probability) in zip(wanted, reached) {
      let used = isLogarithm ? log(probability) : probability
      // Rounding is no clipping.
      if abs(used - value) > 1e-12 { result.recordClip(from: value, to: used) }
    }
    return result
  }

  /// A wanted value, moved a little inside −1...1 where it is not.
  static func insideOne(_ value: Double) -> Double {
    min(max(value, saturationMargin - 1), 1 - saturationMargin)
  }
}
