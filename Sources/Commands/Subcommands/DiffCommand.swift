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
      1,000 samples, too, drawn from the range of the inputs. The exit code is 1 when
      the models differ.

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
    var models = [try ModelFile.open(first), try ModelFile.open(second)]
    let bare = bareWeights(&models)
    for model in models {
      if model.path == bare { continue }
      if let assumption = model.assumption { console.note("\(model.path): \(assumption)") }
    }
    let comparison = try models[0].comparison(with: models[1], tolerance: tolerance)
    if let bare {
      console.note("\(bare): has no architecture; that of the other file is taken")
    }
    let report = ComparisonReport(
      first: first, second: second, comparison: comparison, isOfWeights: bare != nil)
    if common.json {
      console.print(report.json)
    } else {
      console.print(report.lines)
    }
    if comparison.areDifferent { throw NegativeResults() }
  }

  /// Opens weights without an architecture with that of the model beside them, so that layers are
  /// paired as they belong together.
  ///
  /// - Parameter models: the two files; the one of weights is opened again.
  /// - Returns: the path of the weights; `nil` when there are none, or they do not belong to the model.
  private func bareWeights(_ models: inout [ModelFile]) -> String? {
    for (index, other) in [(0, 1), (1, 0)] {
      guard models[index].isKeras, !models[index].tellsItsArchitecture, models[other].isKeras,
        models[other].tellsItsArchitecture, !models.contains(where: { $0.path == "-" }),
        let hints = try? ArchitectureHints(architecture: models[other].path),
        let model = try? ModelFile.open(models[index].path, hints: hints)
      else { continue }
      models[index] = model
      return model.path
    }
    return nil
  }
}
