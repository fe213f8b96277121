import ArgumentParser
import MLPKit

/// The command `mlp train`.
struct TrainCommand: CommonCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a dense network, and write it as a model.",
    discussion: """
      The extension of the model chooses its kind, as for convert. The same data,
      flags and seed give the same bytes, on any number of threads.

      EXAMPLES
        mlp train -o model.h5 --images images.gz --labels labels.gz --classes 0-4
        mlp train -o slp.h5 --csv mnist_train.csv --classes 0-4 --preset paper-slp
        mlp train -o model.keras --images x.npy --labels y.npy --hidden 64,32 \\
          --activation relu --validation 0.1 --patience 10
        mlp train -o wine.keras --csv wine.csv --label-column last --validation 0.2
        mlp train -o curve.h5 --images x.npy --targets y.npy \\
          --output-activation linear
      """)

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The model to write; - for standard output.", valueName: "file"))
  var output: [String] = []

  @Option(
    help: ArgumentHelp(
      "What the last layer gives. Default softmax.", valueName: "name"))
  var outputActivation: OutputActivation?

  @OptionGroup var data: SampleOptions

  @Option(
    help: ArgumentHelp(
      "Numbers to learn instead of labels, a row for each sample.", valueName: "file"))
  var targets: String?

  @Option(
    help: ArgumentHelp(
      "Keep only these labels, renumbered in order from 0: 0-4 or 0,1,4.", valueName: "labels"))
  var classes: String?

  @Option(
    help: ArgumentHelp(
      "The paper's networks: paper-slp or paper-mlp; other flags change them.", valueName: "name"))
  var preset: TrainingPreset?

  @Option(
    help: ArgumentHelp(
      "The activation of the hidden layers, or one for each with commas between. Default "
        + "leaky_relu:0.01.", valueName: "name"))
  var activation: String?

  @Option(
    help: ArgumentHelp(
      "Also write a report of the model, with the curves of its training, as HTML.",
      valueName: "file"))
  var report: String?

  @OptionGroup var classNames: ClassNameOptions
  @OptionGroup var training: TrainingFlags
  @OptionGroup var common: CommonOptions
  @OptionGroup var writing: WritingOptions

  func validate() throws {
    guard let path = try OutputArguments(output, outputActivation?.rawValue).path else {
      throw ValidationError("-o: name the model to write")
    }
    guard [path == "-", report == "-", common.json].count(where: { $0 }) <= 1 else {
      throw ValidationError("-o -, --report - and --json all want standard output")
    }
    if targets != nil, training.labels != nil || data.csv != nil || classes != nil {
      throw ValidationError("--targets replaces --labels, --csv and --classes")
    }
  }

  func run() throws {
    common.apply()
    let console = Console.current
    let arguments = try OutputArguments(output, outputActivation?.rawValue)
    let path = arguments.path ?? "-"
    guard let kind = ModelFileKind(path: path) ?? (path == "-" ? .keras(.model) : nil) else {
      throw UsageError(
        "-o \(path): the extension chooses the kind of file: .h5, .weights.h5, .keras or .mlpc")
    }
    let recipe = try training.recipe(
      preset: preset, activation: activation,
      output: try arguments.lastActivation.map(OutputActivation.named))
    var planned = PlannedFiles(writing)
    planned.read([data.file, training.labels, targets])
    planned.write(path)
    planned.write(report)
    try planned.writeCheckpoint(training)
    try planned.check()
    let (set, notes) = try trainingSet()
    let outcome = try TrainingOutcome(
      recipe, on: set, flags: training, writing: writing, console: console
    ) { _ in
      for note in notes { console.note(note) }
    }
    let trained = outcome.model
    let encoding = try trained.encoded(as: kind, path: path)
    for note in encoding.notes { console.note(note) }
    var files = [OutputFile(path: path, bytes: encoding.bytes)]
    if let report {
      let model = try ModelFile(path: path, bytes: encoding.bytes)
      files.append(OutputFile(path: report, bytes: try ReportFile.make(model)))
    }
    try writing.write(files + outcome.unwrittenCheckpoint, console: console)
    let result = TrainingReport(
      history: trained.history, network: trained.network, ending: trained.endingText,
      outcome: trained.outcome, model: writing.dryRun ? nil : path)
    if common.json {
      console.print(result.json)
    } else if path != "-", report != "-" {
      console.print(result.lines)
    }
  }

  /// What is trained on, and what is worth saying of it.
  private func trainingSet() throws -> (set: TrainingSet, notes: [String]) {
    if case .range(let range)? = data.scaling.scale, !range.fitsFloats {
      throw UsageError("--scale: \(range.low),\(range.high) is wider than floats can be")
    }
    let isPaper = preset != nil
    if targets != nil || !data.table.targetColumn.isEmpty {
      guard classes == nil, classNames.classNames == nil, training.labels == nil else {
        throw UsageError("--target-column replaces --labels, --classes and --class-names")
      }
      let data = try data.read(.numbers, targets: targets, for: nil, isPaper: isPaper)
      guard let wanted = try data.targets() else {
        throw UsageError("--target-column: only a CSV has columns; --targets FILE names numbers")
      }
      let set = try TrainingSet(
        data.samples, samplesFile: self.data.file, targets: wanted.values, file: wanted.file)
      return (set, data.notes)
    }
    let data = try data.read(.labels, labels: training.labels, for: nil, isPaper: isPaper)
    return try data.trainingSet(
      classes: classes, classNames: classNames.classNames)
  }
}
