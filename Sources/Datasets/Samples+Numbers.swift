package import Files

extension Samples {
  /// What the numbers are, in words: bytes, integers, 32-bit floats or 64-bit floats.
  package var numberType: String {
    switch storage {
    case .bytes: "bytes"
    case .integers: "integers"
    case .floats: "32-bit floats"
    case .doubles: "64-bit floats"
    }
  }

  /// Whether the numbers are bytes.
  package var areBytes: Bool {
    if case .bytes = storage { true } else { false }
  }

  /// A number that is no byte, among others that are.
  package struct Stray: Sendable, Equatable {
    /// The sample, from 0.
    package let sample: Int
    /// The number's place in the sample, from 0.
    package let feature: Int
    /// The number.
    package let value: Double
    /// How many such numbers there are.
    package let count: Int
  }

  /// The first number of a text that is no integer 0...255, when at least 99 of 100 are; `nil` otherwise.
  package var stray: Stray? {
    guard isText, case .doubles(let values) = storage else { return nil }
    var first: Int?
    var count = 0
    for (index, value) in values.enumerated()
    where !(0...255 ~= value && value.rounded() == value) {
      first = first ?? index
      count += 1
      if count > max(values.count / 100, 1) { return nil }
    }
    guard let first, count < values.count else { return nil }
    return Stray(
      sample: first / features, feature: first % features, value: values[first], count: count)
  }

  /// The first number that no float can be, with its sample and feature from 0; `nil` when all can.
  ///
  /// Training computes in 32 bits; a `Double` may be larger than they hold.
  package var firstBeyondFloats: (sample: Int, feature: Int, value: Double)? {
    guard case .doubles(let values) = storage,
      let index = values.firstIndex(where: { !Float($0).isFinite })
    else { return nil }
    return (index / features, index % features, values[index])
  }

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
