/// Damages bytes in the ways that have found faults before.
struct Mutations {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// SplitMix64.
  private mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
    return value ^ value >> 31
  }

  /// A number below `bound`, which is above 0.
  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

  private static let extremes: [UInt64] = [
    0, 1, 2, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0xFFFF, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF,
    0x7FFF_FFFF_FFFF_FFFF, 0x8000_0000_0000_0000, .max,
  ]

  /// A few changes of some bytes.
  mutating func mutant(of seed: [UInt8]) -> [UInt8] {
    var bytes = seed
    for _ in 0..<(1 + below(4)) {
      guard !bytes.isEmpty else { return bytes }
      let place = below(bytes.count)
      switch below(7) {
      case 0, 1: bytes[place] ^= 1 << UInt8(below(8))
      case 2: bytes[place] = UInt8(below(256))
      case 3:
        let value = Self.extremes[below(Self.extremes.count)]
        let size = 1 << below(4)
        let isBig = below(3) == 0
        for index in 0..<min(size, bytes.count - place) {
          let shift = UInt64(8 * (isBig ? size - 1 - index : index))
          bytes[place + index] = UInt8(truncatingIfNeeded: value >> shift)
        }
      case 4:
        let end = min(bytes.count, place + 1 << below(7))
        bytes.removeSubrange(place..<end)
      case 5:
        let end = min(bytes.count, place + 1 << below(7))
        bytes.insert(contentsOf: Array(bytes[place..<end]), at: below(bytes.count + 1))
      default: if below(4) == 0 { bytes.removeSubrange(place...) }
      }
    }
    return bytes
  }
}
