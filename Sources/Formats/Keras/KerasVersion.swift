/// A Keras version as files write it: `1.2.2`, `2.2.4-tf`, `3.15.1`.
struct KerasVersion: Sendable, Equatable {
  /// The text in the file.
  let text: String
  /// The leading number.
  let major: Int

  /// `nil` when the text does not begin with a number.
  init?(_ text: String) {
    guard let major = Int(text.prefix { $0.isASCII && $0.isNumber }) else { return nil }
    self.text = text
    self.major = major
  }
}
