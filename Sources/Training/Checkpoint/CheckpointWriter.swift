import Files

/// Puts a checkpoint together, little-endian.
struct CheckpointWriter {
  var bytes: [UInt8] = []

  mutating func integer(_ value: Int) { append(UInt64(bitPattern: Int64(value))) }

  mutating func number(_ value: Double) { append(value.bitPattern) }

  mutating func text(_ text: String) {
    append(UInt32(text.utf8.count))
    bytes += text.utf8
  }

  mutating func array(_ values: [Float]) {
    integer(values.count)
    bytes.reserveCapacity(bytes.count + 4 * values.count)
    for value in values { append(value.bitPattern) }
  }

  /// The bytes with their checksum.
  mutating func finished() -> [UInt8] {
    append(CRC32(bytes).value)
    return bytes
  }

  private mutating func append<Bits: FixedWidthInteger>(_ value: Bits) {
    for shift in stride(from: 0, to: Bits.bitWidth, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: value >> Bits(shift)))
    }
  }
}
