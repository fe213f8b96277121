import ArgumentParser
import MLPKit

/// The command `mlp evaluate`.
struct EvaluateCommand: CommonCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Measure a network on labelled samples, or on numbers to tell.",
    discussion: """
      EXAMPLES
        mlp evaluate model.h5 --images images.gz --labels labels.gz --classes 0-4
        mlp evaluate model.h5 --csv mnist_train.csv
        mlp evaluate model.h5 --csv mnist_train.csv --robust 0.01
        mlp evaluate wine.joblib --csv wine.csv --label-column last
        mlp evaluate regressor.keras --csv diabetes.csv --target-column progression
      """)

  @OptionGroup var model: ModelOptions

  @OptionGroup var last: LastActivationAlias

  @OptionGroup var data: SampleOptions

  @Option(help: ArgumentHelp("Labels of the samples, in the same formats.", valueName: "file"))
  var labels: String?

  @Option(
    help: ArgumentHelp(
      "Numbers that the samples should have given, for a regressor; a row each.",
      valueName: "file"))
  var targets: String?

  @OptionGroup var classNames: ClassNameOptions
  @OptionGroup var head: HeadOptions
  @OptionGroup var common: CommonOptions

  @Option(
    help: ArgumentHelp(
      "Keep only these labels: 0-4, 0,1,4 or words of a CSV.", valueName: "labels"))
  var classes: String?

  @Option(
    help: ArgumentHelp(
      "Count the rows whose answer cannot change when every input moves by this share of its range: "
        + "certified, broken and undecided.", valueName: "eps"))
  var robust: Double?

  @Option(
    help: ArgumentHelp(
      "How many threads share the rows of --robust. Default: one for each core.", valueName: "n"))
  var threads: Int?

  func validate() throws {
    if let robust, !(robust > 0 && robust <= 1) {
      throw ValidationError(
        "--robust \(robust): a share of the ranges, above 0 and up to 1, was expected")
    }
    if let threads {
      guard robust != nil, (1...1024).contains(threads) else {
        throw ValidationError("--threads: 1 to 1024 were expected, with --robust")
      }
    }
  }

  func run() throws {
    common.apply()
    let console = Console.current
    var model = try RunnableModel(
      try self.model.open(lastActivation: last.name, console: console))
    if let names = classNames.classNames { try model.name(classes: names) }
    if targets != nil || !data.table.targetColumn.isEmpty || model.isRegressor(asked: head.asked) {
      return try compare(model, console)
    }
    _ = try model.classifyingHead(asked: head.asked)
    let data = try data.read(.labels, labels: labels, for: model)
    let evaluation = try model.evaluate(
      try data.labeled(classes: classes), of: self.data.file, head: head.asked)
    for note in data.notes { console.note(note) }
    if let note = evaluation.note { console.note(note) }
    head.noteAssumption(for: model, console: console)
    guard let robust else {
      return show(evaluation.report.json, evaluation.report.lines, console)
    }
    if let note = model.network.inputSpace.assumptionNote { console.note(note) }
    let found = try model.robustness(
      of: data.samples, within: robust, head: head.asked,
      threads: threads ?? WorkerTeam.cores)
    if found.moved > 0 {
      console.note("--robust: \(found.moved) rows lie outside the ranges; they were moved inside")
    }
    var document = evaluation.report.json.objectValue ?? [:]
    document["robust"] = found.report.json
    show(.object(document), evaluation.report.lines + found.report.lines, console)
  }

  /// Measures a model that predicts numbers.
  private func compare(_ model: RunnableModel, _ console: Console) throws {
    guard robust == nil else {
      throw UsageError("--robust: the model predicts numbers, and answers are of classes")
    }
    guard labels == nil, classes == nil else {
      throw UsageError(
        "--labels, --classes: the model predicts numbers; --targets FILE, or --csv with "
          + "--target-column, says which")
    }
    let data = try data.read(.numbers, targets: targets, for: model)
    guard let wanted = try data.targets() else {
      throw UsageError(
        "--targets: name the numbers that the samples should have given, or both with --csv FILE and "
          + "--target-column")
    }
    let report = try model.compare(
      data.samples, of: self.data.file, with: wanted.values, of: wanted.file,
      names: data.table.targetNames)
    for note in data.notes { console.note(note) }
    show(report.json, report.lines, console)
  }

  private func show(_ document: JSONValue, _ lines: [String], _ console: Console) {
    if common.json {
      console.print(document)
    } else {
      console.print(lines)
    }
  }
}
