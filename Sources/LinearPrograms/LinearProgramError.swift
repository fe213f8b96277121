/// Why a linear program has no usable answer.
package enum LinearProgramError: Error, Equatable, Sendable, CustomStringConvertible {
  /// It has more rows, columns or elements than the solver's 32-bit numbers can count.
  case tooLarge
  /// A bound of a column or a coefficient is not finite, or a row or column lies upside down.
  case notFinite
  /// The solver gave up: too many iterations, or numbers that it cannot work with.
  case abandoned
  /// The solver is not there.
  case missing(reason: String)

  /// What is wrong, in a few words.
  package var description: String {
    switch self {
    case .tooLarge: "the linear program is too large"
    case .notFinite: "the linear program has numbers that are not finite"
    case .abandoned: "the linear program was not solved"
    case .missing(let reason):
      "linear programs are solved by Clp, which is not installed (\(reason)); on Debian "
        + "`apt install coinor-libclp1` installs it"
    }
  }
}
