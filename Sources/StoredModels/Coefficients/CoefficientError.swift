package import Files

/// What is wrong with a coefficient file; the reader adds the file's name.
package struct CoefficientError: Error, Equatable {
  package var kind: FileError.Kind
  /// The place in the file: the preamble, a layer, a tensor; `nil` for the whole.
  package var object: String?
  /// One sentence.
  package var problem: String

  package init(_ kind: FileError.Kind, _ object: String?, _ problem: String) {
    self.kind = kind
    self.object = object
    self.problem = problem
  }

  /// Damage or contradiction.
  package static func badData(_ object: String?, _ problem: String) -> CoefficientError {
    CoefficientError(.badData, object, problem)
  }

  /// Legal, but beyond this version.
  package static func unsupported(_ object: String?, _ problem: String) -> CoefficientError {
    CoefficientError(.unsupported, object, problem)
  }

  /// The same with the file's name.
  package func inFile(_ file: String) -> FileError {
    FileError(kind, file: file, object: object, problem: problem)
  }
}
