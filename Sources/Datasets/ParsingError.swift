/// A command-line value that cannot be understood: a usage mistake, not a bad file.
package struct ParsingError: Error, Equatable, Sendable, CustomStringConvertible {
  /// One sentence: the value as it was given, what is wrong with it, and what was expected.
  package let description: String

  /// Creates an error with its one-sentence description.
  package init(_ description: String) { self.description = description }
}

/// Text from outside for an error message: in quotes, and cut after 40 Unicode scalars.
///
/// Scalars, not characters: one character can be made of any number of them.
func quoted(_ text: String) -> String {
  var start = String.UnicodeScalarView()
  for scalar in text.unicodeScalars.prefix(40) { start.append(scalar) }
  let isCut = text.unicodeScalars.dropFirst(40).first != nil
  return isCut ? "\"\(String(start))...\"" : "\"\(String(start))\""
}

/// The bytes of a field for an error message; bytes that are not UTF-8 are shown as U+FFFD.
func quoted(_ bytes: ArraySlice<UInt8>) -> String {
  // A scalar has at most 4 bytes.
  quoted(String(decoding: bytes.prefix(164), as: UTF8.self))
}
