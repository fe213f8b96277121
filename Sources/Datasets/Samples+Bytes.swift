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
}
