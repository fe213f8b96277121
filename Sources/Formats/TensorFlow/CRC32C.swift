/// The checksum of TensorFlow's files: CRC-32C (polynomial 0x82F63B78, reflected).
struct CRC32C: Sendable, Equatable {
  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { value, _ in
      value & 1 == 0 ? value >> 1 : value >> 1 ^ 0x82F6_3B78
    }
  }

  private var state: UInt32 = 0xFFFF_FFFF

  /// The checksum of bytes.
  init(_ bytes: some Sequence<UInt8>) {
    update(bytes)
  }

  /// Adds bytes.
  mutating func update(_ bytes: some Sequence<UInt8>) {
    let table = Self.table
    var state = state
    for byte in bytes { state = table[Int(UInt8(truncatingIfNeeded: state) ^ byte)] ^ state >> 8 }
    self.state = state
  }

  /// The checksum as it is stored: masked, because checksums of checksums are weak.
  var masked: UInt32 {
    let value = ~state
    return (value >> 15 | value << 17) &+ 0xA282_EAD8
  }
}
