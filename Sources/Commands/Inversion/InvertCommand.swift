import ArgumentParser
import MLPKit

/// The command `mlp invert`.
struct InvertCommand: CommonCommand {
  static let configuration = CommandConfiguration(
    commandName: "invert",
    abstract: "Find, for each class, the input that the network considers perfect.",
    discussion: """
      Says what was found; -o writes inverse matrices, inputs and their evidence to
      an HDF5 file, and pictures and a report are written on request. Residuals,
      probabilities and box violations are those of the stored inputs, run forward.

      EXAMPLES
        mlp invert model.h5
        mlp invert model.h5 -o inverse.h5 --images-dir pictures
        mlp invert model.h5 -o inverse.h5 --method map --prior-data images.npy
        mlp invert model.h5 -o inverse.h5 --method analytical --logit 3000
        mlp invert model.h5 -o inverse.h5 --filter middle:0.2
        mlp invert mlp.h5 --train-if-missing --csv train.csv --classes 0-4 \\
          --preset paper-mlp -o inverse.h5
        mlp invert slp.h5 --second-model mlp.h5 --preset paper -o paper.h5 \\
          --images-dir figures
      """)

  @Argument(help: ModelOptions.help)
  var model: String?

  @OptionGroup var hints: HintOptions

  @Option(name: .shortAndLong, help: OutputArguments.help)
  var output: [String] = []

  @OptionGroup var last: LastActivationOptions

  @Flag(help: "List the methods with what they do and need; no model is read.")
  var listMethods = false

  @OptionGroup var chosen: MethodFlags
  @OptionGroup var wanted: TargetFlags
  @OptionGroup var inputs: InputSpaceOptions
  @OptionGroup var analytical: AnalyticalFlags
  @OptionGroup var filters: FilterFlags
  @OptionGroup var empirical: EmpiricalFlags
  @OptionGroup var bound: BoundFlags
  @OptionGroup var constrained: ConstrainedFlags
  @OptionGroup var table: TableOptions
  @OptionGroup var missing: MissingModelOptions
  @OptionGroup var training: TrainingFlags
  @OptionGroup var scaling: ScaleOptions
  @OptionGroup var head: HeadOptions
  @OptionGroup var common: CommonOptions
  @OptionGroup var writing: WritingOptions

  @Option(help: ArgumentHelp("Write PNG contact sheets into this folder.", valueName: "dir"))
  var imagesDir: String?

  @OptionGroup var drawing: DrawingOptions

  @Flag(help: "Show the features of a table by how much they changed, the most changed first.")
  var sort = false

  @Flag(help: "Show a line for each class also where all classes of a method agree.")
  var wide = false

  @Option(help: ArgumentHelp("Write an HTML report of the results.", valueName: "file"))
  var report: String?

  @Option(
    help: ArgumentHelp(
      "With --preset paper: another model, so that one command draws all figures. Its results go "
        + "beside the first ones, with -second in their name.", valueName: "file"))
  var secondModel: String?

  @Option(
    help: ArgumentHelp(
      "Write the analytical inverse as a model (.h5, .keras, .mlpc): logits in, inputs out.",
      valueName: "file"))
  var asModel: String?

  @Flag(
    help: ArgumentHelp(
      "End with the exit code 1 when a target is reached by no method: the wanted logits, or what the "
        + "method aims at instead, by an input inside the range."))
  var require = false

  /// The choices of the inversion.
  var flags: InversionFlags {
    InversionFlags(
      chosen: chosen, wanted: wanted, inputs: inputs, analytical: analytical, filters: filters,
      empirical: empirical, bound: bound, constrained: constrained, table: table)
  }

  func validate() throws {
    try flags.validate()
    if listMethods { return }
    guard model != nil else { throw ValidationError("Missing expected argument '<model>'") }
    let path = try OutputArguments(output, last.name).path
    guard [path == "-", report == "-", common.json].count(where: { $0 }) <= 1 else {
      throw ValidationError("-o -, --report - and --json all want standard output")
    }
    if secondModel != nil {
      guard chosen.preset == .paper, let path, path != "-", !common.json else {
        throw ValidationError(
          "--second-model goes with --preset paper, a file for -o and no --json")
      }
    }
  }

  func run() throws {
    common.apply()
    let console = Console.current
    guard !listMethods, let model else {
      let report = MethodsReport()
      if common.json { console.print(report.json) } else { console.print(report.lines) }
      return
    }
    let arguments = try OutputArguments(output, last.name)
    let path = arguments.path
    let planned = try plannedFiles(model, path)
    try planned.check()
    let second = try openSecond()
    var first = try openOrTrain(model, arguments.lastActivation, console)
    first.inversion = try inversion(of: first, console)
    head.noteAssumption(for: first.model, console: console)
    var found = [first]
    if var second {
      second.inversion = try inversion(of: second, console)
      found.append(second)
    }
    let inversions = found.compactMap(\.inversion)
    try checkPictures(inversions)
    try write(inversions, to: path, planned, console: console)
    show(inversions, path, console)
    if require { try checkReached(inversions.map(\.results), console) }
  }

  /// - Throws: a usage error when pictures are asked for of inputs that are none.
  private func checkPictures(_ inversions: [ModelInversion]) throws {
    guard imagesDir != nil, !inversions.allSatisfy(\.results.arePictures) else { return }
    throw UsageError(
      "--images-dir: the inputs are rows of a table, of which there are no pictures; --image-shape "
        + "HxW says that they are, and mlp convert RESULTS.h5 OUT.csv writes them as numbers")
  }

  private func show(_ inversions: [ModelInversion], _ path: String?, _ console: Console) {
    for (index, inversion) in inversions.enumerated() {
      var report = InversionReport(
        results: inversion.results, seconds: inversion.seconds,
        path: writing.dryRun || index > 0 ? nil : path)
      report.isSorted = sort
      report.isWide = wide
      if common.json {
        console.print(report.json)
      } else if path != "-", self.report != "-" {
        if index > 0 { console.print(["", "\(inversion.results.modelName):"]) }
        console.print(report.lines)
        // The clock is not the same twice, and what is printed is.
        if let times = report.times { console.note(times) }
      }
    }
  }

  /// - Throws: ``NegativeResults`` when no method reaches a target.
  private func checkReached(_ results: [InversionResults], _ console: Console) throws {
    var isMissed = false
    for result in results {
      for target in result.targetNames.indices where !result.isReached(target) {
        isMissed = true
        console.message("\(result.modelName): \(result.targetNames[target]): no method reaches it")
      }
    }
    if isMissed { throw NegativeResults() }
  }

  /// A model that is to be inverted.
  private struct Subject {
    let file: ModelFile
    let model: RunnableModel
    /// The data files, when they were read before.
    var data: InversionData?
    /// What came of it.
    var inversion: ModelInversion?
  }

  /// The model: trained first when it is missing and that is asked for.
  private func openOrTrain(
    _ model: String, _ lastActivation: String?, _ console: Console
  ) throws -> Subject {
    var data: InversionData?
    let trained = try missing.train(
      model, training: training, preset: chosen.preset?.training, activation: hints.activation,
      output: lastActivation, classes: wanted.classes, table: table,
      scaling: scaling, writing: writing, console: console
    ) { untrained in
      data = try flags.check(untrained, path: model, range: scaling.range(of: untrained))
    }
    let file: ModelFile
    if let trained {
      file = try ModelFile(path: model, bytes: trained)
    } else if missing.trainIfMissing {
      // The flags of a training say nothing about a model that is there.
      file = try ModelFile.open(model)
    } else {
      file = try hints.open(model, lastActivation: lastActivation, console: console)
    }
    return Subject(file: file, model: try RunnableModel(file), data: data)
  }

  /// The model that `--preset paper` draws beside the first: what is wrong with it shows before the work.
  private func openSecond() throws -> Subject? {
    guard let secondModel else { return nil }
    let file = try ModelFile.open(secondModel)
    let model = try RunnableModel(file)
    let data = try flags.check(
      model.network, path: secondModel, range: scaling.range(of: model.network))
    return Subject(file: file, model: model, data: data)
  }

  private func inversion(of subject: Subject, _ console: Console) throws -> ModelInversion {
    try flags.inversion(
      of: subject.file, subject.model.network, range: scaling.range(of: subject.model.network),
      common: scaling.stated, head: subject.model.overridingHead(asked: head.asked),
      data: subject.data,
      console: console)
  }
}
