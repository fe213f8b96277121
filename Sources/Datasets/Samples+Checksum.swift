public import Files

extension Samples {
  /// The checksum of the numbers as the file has them: it tells apart data that were mixed up.
  public var checksum: CRC32 {
    var checksum = CRC32()
    switch storage {
    case .bytes(let values): checksum.update(values[...])
    case .floats(let values): checksum.update(values.lazy.map { UInt64($0.bitPattern) })
    case .doubles(let values): checksum.update(values.lazy.map(\.bitPattern))
    case .integers(let values): checksum.update(values.lazy.map { UInt64(bitPattern: Int64($0)) })
    }
    return checksum
  }
}

extension CRC32 {
  /// Adds numbers, some at a time.
  fileprivate mutating func update(_ values: some Collection<UInt64>) {
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
