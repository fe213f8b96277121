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
