extension CRC32 {
  /// Adds numbers of 64 bits, little-endian.
  package mutating func update(_ values: some Sequence<UInt64>) {
    var bytes: [UInt8] = []
    for value in values {
      for shift: UInt64 in stride(from: 0, to: 64, by: 8) {
        bytes.append(UInt8(truncatingIfNeeded: value >> shift))
      }
      guard bytes.count >= 1 << 16 else { continue }
      update(bytes[...])
      bytes.removeAll(keepingCapacity: true)
    }
    update(bytes[...])
  }
}
