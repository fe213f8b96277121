import ArgumentParser
import MLPKit

/// The command `mlp evaluate`.
struct EvaluateCommand: CommonCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Measure a network on labelled samples.",
    discussion: """
      EXAMPLES
        mlp evaluate model.h5 --images images.gz --labels labels.gz --classes 0-4
        mlp evaluate model.h5 --csv mnist_train.csv
      """)

  @OptionGroup var model: ModelOptions

  @OptionGroup var last: LastActivationAlias

  @OptionGroup var data: SampleOptions

  @Option(help: ArgumentHelp("Labels of the samples, in the same formats.", valueName: "file"))
  var labels: String?

  @OptionGroup var head: HeadOptions
  @OptionGroup var common: CommonOptions

  @Option(
    help: ArgumentHelp(
      "Keep only these labels: 0-4, 0,1,4 or words of a CSV.", valueName: "labels"))
  var classes: String?

  func run() throws {
    common.apply()
    let console = Console.current
    let model = try RunnableModel(
      try self.model.open(lastActivation: last.name, console: console))
    _ = try model.classifyingHead(asked: head.asked)
    let labeled = try data.labeledSamples(
      labels: labels, classes: classes, for: model, console: console)
    let evaluation = try model.evaluate(labeled, of: data.file, head: head.asked)
    if let note = evaluation.note { console.note(note) }
    head.noteAssumption(for: model, console: console)
    if common.json {
      console.print(evaluation.report.json)
    } else {
      console.print(evaluation.report.lines)
    }
  }
}
