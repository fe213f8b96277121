/// What went wrong with a file: which file, where in it, and what was expected there.
///
/// Every reader and writer of the package throws this one type. Its description is one line,
/// `FILE: OBJECT: what is wrong; what was expected`. The wording is for people and is not an API;
/// programs look at ``kind``. Names that come from inside a file are kept as they are: whoever
/// prints them escapes them.
@usableFromInline
package struct FileError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The classes of failure a caller may want to tell apart.
  package enum Kind: Sendable, Equatable {
    /// The input does not exist, is not a regular file, or may not be read.
    case cannotOpen
    /// The input is damaged, hostile or contradicts itself.
    case badData
    /// The input is whole, but uses something this package does not support.
    case unsupported
    /// The output exists, may not be created, or is the input.
    case cannotCreate
    /// The operating system failed while reading or writing.
    case inputOutput
  }

  /// The class of failure.
  package var kind: Kind
  /// The file's path as the caller gave it; `-` for a standard stream.
  package var file: String
  /// The place inside the file: an HDF5 path, an attribute, a layer, a line.
  ///
  /// `nil` for the whole file.
  package var object: String?
  /// One sentence: what is wrong, and what was expected or what to do.
  package var problem: String

  /// Creates an error; see the properties of the same names.
  package init(_ kind: Kind, file: String, object: String? = nil, problem: String) {
    self.kind = kind
    self.file = file
    self.object = object
    self.problem = problem
  }

  /// `FILE: OBJECT: PROBLEM`, on one line.
  @usableFromInline
  package var description: String {
    if let object { "\(file): \(object): \(problem)" } else { "\(file): \(problem)" }
  }
}
