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
      the units of a hidden layer stand in another order. Models that differ are both
      run on the same 1,000 samples, drawn from the range of the inputs (fewer of large
      networks), to say how much the difference matters; --images and --csv name samples
      on which any two models are run. Of weights without activations (a state_dict)
      nothing but the weights is compared. The exit code is 1 when the models differ.

      EXAMPLES
        mlp diff model.joblib model.onnx
        mlp diff model.h5 pruned.h5 --images t10k-images-idx3-ubyte.gz
        mlp diff before.h5 after.h5 --tolerance 1e-6
        mlp diff before.h5 after.h5 --report changes.html
      """)

  @Argument(help: "A model of any kind that can be read.")
  var first: String

  @Argument(help: "The model to compare it with.")
  var second: String

  @Option(help: ArgumentHelp("How far two numbers may differ.", valueName: "t"))
  var tolerance = 0.0

  @Option(
    help: ArgumentHelp(
      "Samples to compare answers on: IDX or CSV (gzip or not), .npy, or FILE.h5:/dataset.",
      valueName: "file"))
  var images: String?

  @Option(
    help: ArgumentHelp(
      "The same in one CSV with labels, which are left out.", valueName: "file"))
  var csv: String?

  @Option(
    help: ArgumentHelp(
      "Write an HTML page of what differs: where, by how much, and how many answers flip.",
      valueName: "file"))
  var report: String?

  @OptionGroup var table: TableOptions
  @OptionGroup var scaling: ScaleOptions
  @OptionGroup var common: CommonOptions
  @OptionGroup var writing: WritingOptions

  func validate() throws {
    guard images == nil || csv == nil else {
      throw ValidationError("--images and --csv cannot be combined: each names all samples")
    }
    guard tolerance >= 0, tolerance.isFinite else {
      throw ValidationError("--tolerance: \(tolerance) is not a number from 0 on")
    }
    if report == "-", common.json {
      throw ValidationError("--report - and --json both want standard output")
    }
    if first == "-", second == "-" {
      throw ValidationError("-: one of the two models can come from standard input")
    }
  }

  func run() throws {
    common.apply()
    let console = Console.current
    var planned = PlannedFiles(writing)
    planned.read([first, second] + [images, csv].compactMap(\.self))
    planned.write(self.report)
    try planned.check()
    let pair = try ModelPair(try ModelFile.open(first), try ModelFile.open(second))
    for note in pair.notes { console.note(note) }
    let samples = try samples(for: pair.runnable, console: console)
    let comparison = try pair.comparison(tolerance: tolerance, on: samples)
    let report = ComparisonReport(first: first, second: second, comparison: comparison)
    if let path = self.report {
      try writing.write([OutputFile(path: path, bytes: report.html)], console: console)
    }
    if common.json {
      console.print(report.json)
    } else if self.report != "-" {
      console.print(report.lines)
    }
    if comparison.areDifferent { throw NegativeResults() }
  }

  /// The samples that the user names, read as the first model takes them.
  private func samples(
    for model: RunnableModel?, console: Console
  ) throws -> (Samples, file: String)? {
    guard let file = images ?? csv else { return nil }
    let data = try SampleData(
      SampleData.Files(images: images, csv: csv), wanted: .nothing, table, scaling, for: model)
    for note in data.notes { console.note(note) }
    return (data.samples, file)
  }
}
