/// What went wrong with a file: which file, where in it, and what was expected there.
///
/// Every reader and writer of the package throws this one type. Its description is one line,
/// `FILE: OBJECT: what is wrong; what was expected`. The wording is for people and is not an API;
/// programs look at ``kind``. Names that come from inside a file are kept as they are, but for their length:
/// whoever prints them escapes them.
public struct FileError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The classes of failure a caller may want to tell apart.
  public enum Kind: Sendable, Equatable {
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
    /// The work needs more memory, time or processes than there are, or than it may have.
    case budget
  }

  /// The class of failure.
  public var kind: Kind
  /// The file's path as the caller gave it; `-` for a standard stream.
  public var file: String
  /// The place inside the file: an HDF5 path, an attribute, a layer, a line.
  ///
  /// `nil` for the whole file.
  public var object: String?
  /// One sentence: what is wrong, and what was expected or what to do.
  public var problem: String

  /// Creates an error; see the properties of the same names.
  public init(_ kind: Kind, file: String, object: String? = nil, problem: String) {
    self.kind = kind
    self.file = file
    self.object = object
    self.problem = problem
  }

  /// `FILE: OBJECT: PROBLEM`, on one line; of a name, a word or a sentence that a file has made too long, the
  /// middle is left out.
  public var description: String {
    let words = problem.abbreviated(to: 4 * Self.longestProblem).split(
      separator: " ", omittingEmptySubsequences: false)
    let problem = words.map { String($0).abbreviated() }.joined(separator: " ")
      .abbreviated(to: Self.longestProblem)
    return if let object { "\(file): \(object.abbreviated()): \(problem)" } else {
      "\(file): \(problem)"
    }
  }

  /// More characters than any sentence has without a name that fills the page.
  private static let longestProblem = 600
}

extension String {
  /// The text, or its beginning and its end with an ellipsis between them when it is too long for a message.
  ///
  /// - Parameter limit: how many characters are shown.
  package func abbreviated(to limit: Int = 80) -> String {
    // Bytes first: a character may consist of any number of them.
    guard utf8.count > limit else { return self }
    let scalars = unicodeScalars
    guard scalars.count > limit else { return self }
    let tail = (limit - 1) / 3
    return String(scalars.prefix(limit - 1 - tail)) + "…" + String(scalars.suffix(tail))
  }
}
