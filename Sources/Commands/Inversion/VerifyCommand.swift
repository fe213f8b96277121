import ArgumentParser
import MLPKit

/// The command `mlp verify`.
struct VerifyCommand: CommonCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Recompute everything that a results file says of itself.",
    discussion: """
      Runs every stored input forward, measures the inverse matrices, repeats the
      methods that need only the model and no search, and proves the lower bounds
      again. Prints a line for everything that does not hold; the exit code is 1
      when there is any.

      EXAMPLES
        mlp verify inverse.h5 model.h5
        mlp verify inverse.h5 model.h5 --json
      """)

  @Argument(help: "A results file of mlp invert; - for standard input.")
  var results: String

  @OptionGroup var model: ModelOptions
  @OptionGroup var last: LastActivationAlias
  @OptionGroup var common: CommonOptions

  func run() throws {
    common.apply()
    let console = Console.current
    if results == "-", model.model == "-" {
      throw UsageError("-: the results or the model can come from standard input, not both")
    }
    let stored = try ResultsFile.read(results)
    let file = try model.open(lastActivation: last.name, console: console)
    let verification = try Verification(of: stored, at: results, with: file)
    let report = VerificationReport(verification, of: results, with: model.model)
    if common.json {
      console.print(report.json)
    } else {
      console.print(report.lines)
    }
    if !verification.holds { throw NegativeResults() }
  }
}
