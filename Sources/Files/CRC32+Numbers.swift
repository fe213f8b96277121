extension CRC32 {
  /// Adds numbers as they lie in memory: little-endian on every system that this is built for.
  package mutating func update(numbers: [some BitwiseCopyable]) {
    unsafe numbers.withUnsafeBytes { unsafe update($0) }
  }
}
