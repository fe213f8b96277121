import ArgumentParser
import MLPKit

/// The command `mlp inspect`.
struct InspectCommand: CommonCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Show what a model file holds: layers, weights, statistics.",
    discussion: """
      EXAMPLES
        mlp inspect model.h5
        mlp inspect model.h5 --layer dense_1 --histogram
        mlp inspect model.h5 --json | jq .network
        mlp inspect model.mlpc --features-template > features.json
      """)

  @OptionGroup var model: ModelOptions

  @OptionGroup var last: LastActivationAlias

  @OptionGroup var common: CommonOptions

  @Option(help: ArgumentHelp("Show only this layer; repeatable.", valueName: "name"))
  var layer: [String] = []

  @Flag(help: "Show the distribution of each tensor's values.")
  var histogram = false

  @Flag(
    help: """
      Print a first draft of the file for --features instead: the inputs with their names, ranges \
      and kinds, as far as they are known.
      """)
  var featuresTemplate = false

  @Option(help: ArgumentHelp("Show at most this many layers.", valueName: "n"))
  var limit: Int?

  @Flag(
    inversion: .prefixedNo, exclusivity: .chooseLast,
    help: """
      Compute singular values of all matrices, or of none; without either, of those that take less \
      than about two seconds.
      """)
  var spectrum: Bool?

  func validate() throws {
    if let limit, limit < 1 { throw ValidationError("--limit: \(limit) is not a positive number") }
  }

  func run() throws {
    common.apply()
    let model = try self.model.open(lastActivation: last.name, console: Console.current)
    if featuresTemplate {
      Console.current.print(try model.inputSpace().featuresFile)
      return
    }
    let inventory = try model.inventory(showing: layer, limit: limit)
    let asked: TensorReport.SpectrumChoice =
      switch spectrum {
      case nil: .affordable
      case true?: .all
      case false?: .none
      }
    let report = try model.inspection(
      of: inventory, spectrum: asked, histogram: { _ in histogram })
    if common.json {
      Console.current.print(report.json)
    } else {
      Console.current.print(report.lines)
    }
  }
}
