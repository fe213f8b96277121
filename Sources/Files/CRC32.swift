import CChecksum

/// The CRC-32 of gzip, PNG and zip (ISO 3309, reflected polynomial 0xEDB88320), piece by piece.
package struct CRC32: Sendable, Equatable {
  /// The checksum of all bytes so far; 0 for none.
  package private(set) var value: UInt32 = 0

  /// A checksum of nothing.
  package init() {}

  /// The checksum of all of `bytes`.
  package init(_ bytes: [UInt8]) {
    update(bytes[...])
  }

  /// Adds bytes.
  package mutating func update(_ bytes: ArraySlice<UInt8>) {
    unsafe bytes.withUnsafeBytes { unsafe update($0) }
  }

  /// Adds bytes whose own checksum is known.
  ///
  /// - Parameters:
  ///   - other: the checksum of those bytes.
  ///   - count: how many there are.
  mutating func append(_ other: CRC32, count: Int) {
    value = CChecksum_crc32_joined(value, other.value, UInt64(count))
  }

  /// Adds the bytes of a buffer.
  mutating func update(_ buffer: UnsafeRawBufferPointer) {
    guard let start = buffer.baseAddress else { return }
    value = unsafe CChecksum_crc32(
      value, start.assumingMemoryBound(to: UInt8.self), buffer.count)
  }
}

extension CRC32 {
  /// Adds numbers as they lie in memory: little-endian on every system that this is built for.
  package mutating func update(numbers: [some BitwiseCopyable]) {
    unsafe numbers.withUnsafeBytes { unsafe update($0) }
  }
}
