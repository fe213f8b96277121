package import Files

/// Why an HDF5 object was refused or could not be read or written.
package struct HDF5Error: Error, Equatable, Sendable, CustomStringConvertible {
  /// The classes of failure a caller may want to tell apart.
  package enum Kind: Sendable, Equatable {
    /// The object is damaged, hostile, missing, or of another type than expected.
    case badData
    /// The object is whole, but uses a feature that is not supported, such as an unknown filter.
    case unsupported
    /// The operating system failed while a file was read.
    case cannotRead
    /// A limit on memory or processes was reached.
    case outOfBudget
    /// The library failed while a file was built.
    case cannotWrite
  }

  /// The class of failure.
  package var kind: Kind
  /// The HDF5 path of the object, or `attribute NAME of PATH`.
  package var object: String
  /// One sentence: what is wrong, and what was expected.
  package var problem: String

  /// Creates an error; see the properties of the same names.
  package init(_ kind: Kind, object: String, problem: String) {
    self.kind = kind
    self.object = object
    self.problem = problem
  }

  /// `OBJECT: PROBLEM`, on one line.
  package var description: String { "\(object): \(problem)" }
}

extension FileError {
  /// The same error, of the file that the object is in.
  package init(_ error: HDF5Error, file: String) {
    let kind: FileError.Kind =
      switch error.kind {
      case .badData: .badData
      case .unsupported: .unsupported
      case .cannotRead, .cannotWrite: .inputOutput
      case .outOfBudget: .budget
      }
    self.init(
      kind, file: file, object: error.object == "/" ? nil : error.object, problem: error.problem)
  }
}
