/// Why a text is not JSON, and where.
package struct JSONError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The line, counted from 1; lines end with a line feed.
  package var line: Int
  /// The place in the line in Unicode scalars, counted from 1.
  package var column: Int
  /// What was found and what was expected there, on one line and safe on a terminal.
  package var problem: String

  /// Creates an error; see the properties of the same names.
  package init(line: Int, column: Int, problem: String) {
    self.line = line
    self.column = column
    self.problem = problem
  }

  /// `line 1 column 57: PROBLEM`.
  package var description: String { "line \(line) column \(column): \(problem)" }
}
