/// What is known of bytes that were read, though they may not have been kept.
package struct ByteFindings: Sendable, Equatable {
  /// How many there were.
  package private(set) var count = 0
  /// Their CRC-32.
  package private(set) var checksum = CRC32()
  /// Whether the bytes, taken as numbers, hold an infinity or a NaN.
  package private(set) var holdsNonFinite = false

  /// The formats of IEEE 754 that bytes may be taken for.
  package enum Numbers: Sendable {
    case binary16, binary32, binary64

    /// All bits of the numbers in eight bytes but their signs.
    fileprivate var magnitude: UInt64 {
      switch self {
      case .binary16: 0x7FFF_7FFF_7FFF_7FFF
      case .binary32: 0x7FFF_FFFF_7FFF_FFFF
      case .binary64: 0x7FFF_FFFF_FFFF_FFFF
      }
    }

    /// The lowest bit of their exponents.
    fileprivate var exponentUnit: UInt64 {
      switch self {
      case .binary16: 0x0400_0400_0400_0400
      case .binary32: 0x0080_0000_0080_0000
      case .binary64: 0x0010_0000_0000_0000
      }
    }
  }

  /// Nothing is known of no bytes.
  package init() {}

  /// Adds a piece that begins at a multiple of 8.
  mutating func add(_ piece: UnsafeRawBufferPointer, as numbers: Numbers?) {
    count += piece.count
    unsafe checksum.update(piece)
    guard let numbers else { return }
    // One added to the exponent of an infinity or a NaN carries into the sign.
    let (magnitude, unit) = (numbers.magnitude, numbers.exponentUnit)
    var carries: UInt64 = 0
    let whole = piece.count & ~7
    for place in stride(from: 0, to: whole, by: 8) {
      let bits = UInt64(
        littleEndian: unsafe piece.loadUnaligned(fromByteOffset: place, as: UInt64.self))
      carries |= (bits & magnitude) &+ unit
    }
    var rest: UInt64 = 0
    for place in whole..<piece.count {
      rest |= UInt64(unsafe piece[place]) << UInt64(8 * (place - whole))
    }
    carries |= (rest & magnitude) &+ unit
    holdsNonFinite = holdsNonFinite || carries & ~magnitude != 0
  }

  /// Adds what was found in the bytes behind.
  mutating func append(_ next: ByteFindings) {
    count += next.count
    checksum.append(next.checksum, count: next.count)
    holdsNonFinite = holdsNonFinite || next.holdsNonFinite
  }
}
