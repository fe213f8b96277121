import ArgumentParser
import MLPKit

/// The command `mlp diff`.
struct DiffCommand: CommonCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Compare two models layer by layer.",
    discussion: """
      The files may be of different kinds. Layers are compared in their order,
      whatever their names; two numbers are equal when they differ by at most the
      tolerance, over the largest of 1 and their magnitudes. Models are also equal,
      and said to be so, when one has the numbers of the other rounded to 32 bits, or
      the units of a hidden layer stand in another order. Both are run on the same
      samples, too: those of --images, or 1,000 drawn from the range of the inputs.
      The exit code is 1 when the models differ.

      EXAMPLES
        mlp diff model.h5 model.mlpc
        mlp diff before.h5 after.h5 --tolerance 1e-6
      """)

  @Argument(help: "A model of any kind that can be read.")
  var first: String

  @Argument(help: "The model to compare it with.")
  var second: String

  @Option(help: ArgumentHelp("How far two numbers may differ.", valueName: "t"))
  var tolerance = 0.0

  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard tolerance >= 0, tolerance.isFinite else {
      throw ValidationError("--tolerance: \(tolerance) is not a number from 0 on")
    }
    if first == "-", second == "-" {
      throw ValidationError("-: one of the two models can come from standard input")
    }
  }

  func run() throws {
    common.apply()
    let console = Console.current
    let models = [try ModelFile.open(first), try ModelFile.open(second)]
    for model in models {
      if let assumption = model.assumption { console.note("\(model.path): \(assumption)") }
    }
    let comparison = try models[0].comparison(with: models[1], tolerance: tolerance)
    let report = ComparisonReport(first: first, second: second, comparison: comparison)
    if common.json {
      console.print(report.json)
    } else {
      console.print(report.lines)
    }
    if comparison.areDifferent { throw NegativeResults() }
  }
}
