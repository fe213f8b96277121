package import Files

extension Samples {
  /// The checksum of the numbers as the file has them: it tells apart data that were mixed up.
  package var checksum: CRC32 {
    var checksum = CRC32()
    switch storage {
    case .bytes(let values): checksum.update(numbers: values)
    case .floats(let values): checksum.update(numbers: values)
    case .doubles(let values): checksum.update(numbers: values)
    case .integers(let values): checksum.update(numbers: values)
    }
    return checksum
  }
}
