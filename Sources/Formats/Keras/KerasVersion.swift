/// A Keras version as files write it: `1.2.2`, `2.2.4-tf`, `3.15.1`.
struct KerasVersion: Sendable, Equatable {
  /// The text in the file.
  let text: String
  /// The leading number.
  let major: Int
  private let numbers: [Int]

  /// `nil` when the text does not begin with a number.
  init?(_ text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    numbers = parts.prefix(3).map { part in Int(part.prefix { $0.isASCII && $0.isNumber }) ?? 0 }
    guard let first = parts.first, let major = Int(first.prefix { $0.isASCII && $0.isNumber })
    else {
      return nil
    }
    self.text = text
    self.major = major
  }

  /// Whether BatchNormalization's `running_std` is a standard deviation: before 1.0.6.
  ///
  /// From then on it is a variance under the old name.
  var storesDeviation: Bool { numbers.lexicographicallyPrecedes([1, 0, 6]) }
}
