/// A command-line value that cannot be understood: a usage mistake, not a bad file.
package struct ParsingError: Error, Equatable, Sendable, CustomStringConvertible {
  /// One sentence: the value as it was given, what is wrong with it, and what was expected.
  package let description: String

  /// Creates an error with its one-sentence description.
  package init(_ description: String) { self.description = description }
}
