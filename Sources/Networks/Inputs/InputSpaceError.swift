import JSON

/// Why something said of inputs cannot be: which input, what is wrong, and what was expected.
package struct InputSpaceError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The name of the input it is about; `nil` for all of them.
  package var feature: String?
  /// What is wrong, and what was expected.
  package var problem: String

  /// Creates an error.
  package init(feature: String? = nil, problem: String) {
    self.feature = feature
    self.problem = problem
  }

  /// `feature NAME: PROBLEM`, the name escaped and cut.
  package var description: String {
    feature.map { "feature \(Self.shown($0)): \(problem)" } ?? problem
  }

  /// A name as it may be printed: escaped, and at most 60 characters of it.
  package static func shown(_ name: String) -> String {
    terminalSafe(name.count > 60 ? "\(name.prefix(59))…" : name)
  }
}
