import JSON

/// Why something said of inputs cannot be: which input, what is wrong, and what was expected.
public struct InputSpaceError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The name of the input it is about; `nil` for all of them.
  public package(set) var feature: String?
  /// What is wrong, and what was expected.
  public package(set) var problem: String

  /// Creates an error.
  package init(feature: String? = nil, problem: String) {
    self.feature = feature
    self.problem = problem
  }

  /// `feature NAME: PROBLEM`, the name escaped and cut.
  public var description: String {
    feature.map { "feature \(Self.shown($0)): \(problem)" } ?? problem
  }

  /// A name as it may be printed: escaped, and at most 60 characters of it.
  package static func shown(_ name: String) -> String {
    terminalSafe(name.count > 60 ? "\(name.prefix(59))…" : name)
  }
}
