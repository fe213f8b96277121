import MLPKit

/// The exit codes of `mlp`, after BSD's sysexits.
enum ExitStatus: Int32 {
  case done = 0
  case negative = 1
  case usage = 64
  case badData = 65
  case cannotOpen = 66
  case unsupported = 69
  case internalError = 70
  case cannotCreate = 73
  case inputOutput = 74
  case budget = 75

  /// The code for an error of the library.
  init(_ error: any Error) {
    switch error {
    case let error as FileError:
      self =
        switch error.kind {
        case .cannotOpen: .cannotOpen
        case .badData: .badData
        case .unsupported: .unsupported
        case .cannotCreate: .cannotCreate
        case .inputOutput: .inputOutput
        case .budget: .budget
        }
    case is UsageError: self = .usage
    case is BudgetError: self = .budget
    default: self = .internalError
    }
  }

  /// The table that `mlp --help` prints.
  static let table = """
    EXIT CODES
      0    done
      1    it ran, and the answer is no
      64   usage
      65   bad data: a damaged, hostile or contradictory file
      66   cannot open the input
      69   valid, but not supported
      70   internal error
      73   cannot create the output: it exists, is the input, or may not be written
      74   input/output error while running
      75   a budget ran out, such as the machine's memory
      130  interrupted (SIGINT); 143 after SIGTERM
    """
}

/// A command line that makes no sense for the files it names; what the parser itself refuses is another
/// matter.
struct UsageError: Error, CustomStringConvertible {
  /// One sentence that begins with the option.
  let description: String

  init(_ description: String) { self.description = description }
}

/// The work needs more than there is.
struct BudgetError: Error, CustomStringConvertible {
  /// One sentence that begins with the option.
  let description: String

  init(_ description: String) { self.description = description }
}

/// The command ran, and its results, which are printed, say no.
struct NegativeResults: Error {}

/// The command ran, and what was asked for is not so.
struct NegativeAnswer: Error, CustomStringConvertible {
  /// One sentence.
  let description: String

  init(_ description: String) { self.description = description }
}
