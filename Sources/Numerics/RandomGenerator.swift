/// xoshiro256++ of Blackman and Vigna, seeded through SplitMix64: the same numbers on every machine.
///
/// Each use of chance has a generator of its own, made from the seed, the use and how often it came up.
/// So nothing needs to be remembered between them: the place in the training says which numbers are due.
package struct RandomGenerator: RandomNumberGenerator, Sendable, Equatable {
  /// What numbers are drawn for.
  package enum Stream: UInt64 {
    case initialWeights, validationSplit, shuffling, dropout, probes
  }

  private var state: (UInt64, UInt64, UInt64, UInt64)

  /// The generator of a use.
  ///
  /// - Parameters:
  ///   - seed: what the user chose.
  ///   - stream: the use.
  ///   - index: which of its occasions, such as the epoch.
  package init(seed: UInt64, stream: Stream, index: Int = 0) {
    var mixer = SplitMix64(state: seed)
    mixer.state = mixer.next() ^ (stream.rawValue &* 0xD1B5_4A32_D192_ED03)
    mixer.state = mixer.next() ^ UInt64(truncatingIfNeeded: index)
    state = (mixer.next(), mixer.next(), mixer.next(), mixer.next())
  }

  /// A generator in a state that is known, for tests.
  package init(state: (UInt64, UInt64, UInt64, UInt64)) { self.state = state }

  /// The next 64 bits.
  package mutating func next() -> UInt64 {
    let result = Self.rotate(state.0 &+ state.3, 23) &+ state.0
    let shifted = state.1 << 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= shifted
    state.3 = Self.rotate(state.3, 45)
    return result
  }

  /// A number from 0 up to but not 1, a multiple of 2⁻⁵³.
  package mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A number from 0 up to but not `bound`, each as likely (Lemire's method).
  ///
  /// The standard library's own way is not promised to stay the same.
  package mutating func below(_ bound: Int) -> Int {
    let bound = UInt64(bound)
    var product = next().multipliedFullWidth(by: bound)
    if product.low < bound {
      let rejected = (0 &- bound) % bound
      while product.low < rejected { product = next().multipliedFullWidth(by: bound) }
    }
    return Int(product.high)
  }

  /// Puts elements into random order (Fisher and Yates).
  package mutating func shuffle(_ elements: inout [Int]) {
    guard elements.count > 1 else { return }
    for index in stride(from: elements.count - 1, through: 1, by: -1) {
      elements.swapAt(index, below(index + 1))
    }
  }

  private static func rotate(_ value: UInt64, _ count: UInt64) -> UInt64 {
    value << count | value >> (64 - count)
  }

  /// Whether two generators will give the same numbers.
  package static func == (left: RandomGenerator, right: RandomGenerator) -> Bool {
    left.state == right.state
  }
}

/// The generator that xoshiro's authors recommend for its seed.
private struct SplitMix64 {
  var state: UInt64

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var result = state
    result = (result ^ result >> 30) &* 0xBF58_476D_1CE4_E5B9
    result = (result ^ result >> 27) &* 0x94D0_49BB_1331_11EB
    return result ^ result >> 31
  }
}
