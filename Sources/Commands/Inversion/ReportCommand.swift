import ArgumentParser
import MLPKit

/// The command `mlp report`.
struct ReportCommand: CommonCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Make a self-contained HTML report of a model or of results.",
    discussion: """
      Of a model: what it is, its layers, statistics and distributions of its weights, and
      the curves of its training when it carries them. Of results of mlp invert: pictures
      and numbers of every method. Of results of mlp counterfactual: what changes from
      what to what. One file, nothing is loaded, nothing is run.

      EXAMPLES
        mlp report model.h5 -o model.html
        mlp report inverse.h5 -o inverse.html
      """)

  @OptionGroup var model: ModelOptions

  @Option(name: .shortAndLong, help: OutputArguments.help)
  var output: [String] = []

  @OptionGroup var last: LastActivationOptions

  @OptionGroup var common: CommonOptions
  @OptionGroup var writing: WritingOptions

  func validate() throws {
    guard let path = try OutputArguments(output, last.name).path else {
      throw ValidationError("-o: name the report to write; - is standard output")
    }
    if path == "-", common.json {
      throw ValidationError("-o - and --json both want standard output")
    }
  }

  func run() throws {
    common.apply()
    let console = Console.current
    let arguments = try OutputArguments(output, last.name)
    let path = arguments.path ?? "-"
    var planned = PlannedFiles(writing)
    planned.read([model.model, model.architecture])
    planned.write(path)
    try planned.check()
    let file = try model.open(lastActivation: arguments.lastActivation, console: console)
    try writing.write([OutputFile(path: path, bytes: try ReportFile.make(file))], console: console)
    if common.json {
      console.print(["schema": 1, "report": .string(path)])
    } else if path != "-" {
      console.print([terminalSafe(path)])
    }
  }
}
