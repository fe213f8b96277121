import ArgumentParser
import MLPKit

/// The command `mlp invert`.
struct InvertCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "invert",
    abstract: "Find, for each class, the input that the network considers perfect.",
    discussion: """
      Writes inverse matrices, inputs and their evidence to an HDF5 file, and
      pictures on request. Residuals, probabilities and box violations are those of
      the stored inputs, run forward.

      EXAMPLES
        mlp invert model.h5 -o inverse.h5 --images-dir pictures
        mlp invert model.h5 -o inverse.h5 --method map --prior-data images.npy
        mlp invert model.h5 -o inverse.h5 --method analytical --logit 3000
        mlp invert model.h5 -o inverse.h5 --filter middle:0.2
        mlp invert mlp.h5 --train-if-missing --csv train.csv --classes 0-4 \\
          --preset paper-mlp -o inverse.h5
        mlp invert slp.h5 --second-model mlp.h5 --preset paper -o paper.h5 \\
          --images-dir figures
      """)

  @OptionGroup var model: ModelOptions

  @Option(name: .shortAndLong, help: OutputArguments.help)
  var output: [String] = []

  @OptionGroup var last: LastActivationOptions

  @Flag(help: "List the methods with what they do and need; no model is read.")
  var listMethods = false

  @OptionGroup var flags: InversionFlags
  @OptionGroup var missing: MissingModelOptions
  @OptionGroup var scaling: ScaleOptions
  @OptionGroup var head: HeadOptions
  @OptionGroup var common: CommonOptions
  @OptionGroup var writing: WritingOptions

  @Option(help: ArgumentHelp("Write PNG contact sheets into this folder.", valueName: "dir"))
  var imagesDir: String?

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

  func validate() throws {
    guard let path = try OutputArguments(output, last.name).path else {
      throw ValidationError("--output: name the results file to write")
    }
    guard [path == "-", report == "-", common.json].count(where: { $0 }) <= 1 else {
      throw ValidationError("-o -, --report - and --json all want standard output")
    }
    if secondModel != nil {
      guard flags.preset == .paper, path != "-", !common.json else {
        throw ValidationError(
          "--second-model goes with --preset paper, a file for -o and no --json")
      }
    }
  }

  func run() throws {
    common.apply()
    let console = Console.current
    let arguments = try OutputArguments(output, last.name)
    let path = arguments.path ?? "-"
    let planned = try plannedFiles(path)
    try planned.check()
    let secondFile = try openSecond()
    let file = try openOrTrain(arguments, console)
    let runnable = try RunnableModel(file)
    let run = try inversion(of: file, runnable, console)
    head.noteAssumption(for: runnable, console: console)
    let second = try secondFile.map { try inversion(of: $0, try RunnableModel($0), console) }
    try write(run, second, to: path, planned, console: console)
    let report = InversionReport(
      results: run.results, seconds: run.seconds, path: writing.dryRun ? nil : path)
    if common.json {
      console.print(report.json)
    } else if path != "-", self.report != "-" {
      console.print(report.lines)
      if let second {
        console.print(
          ["", "\(second.results.modelName):"]
            + InversionReport(results: second.results, seconds: second.seconds, path: nil).lines)
      }
    }
    if require { try checkReached([run.results] + (second.map { [$0.results] } ?? []), console) }
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

  /// The model: trained first when it is missing and that is asked for.
  private func openOrTrain(_ arguments: OutputArguments, _ console: Console) throws -> ModelFile {
    let trained = try missing.train(
      model.model, preset: flags.preset?.training, activation: model.activation,
      output: arguments.lastActivation, classes: flags.classes, scaling: scaling,
      writing: writing, console: console
    ) { untrained in
      try InversionRun.check(
        untrained, path: model.model, flags: flags, range: scaling.range(of: untrained))
    }
    if let trained { return try ModelFile(path: model.model, bytes: trained) }
    // The flags of a training say nothing about a model that is there.
    if missing.trainIfMissing { return try ModelFile.open(model.model) }
    return try model.open(lastActivation: arguments.lastActivation, console: console)
  }

  /// The model that `--preset paper` draws beside the first: what is wrong with it shows before the work.
  private func openSecond() throws -> ModelFile? {
    guard let secondModel else { return nil }
    let file = try ModelFile.open(secondModel)
    let network = try file.network()
    try InversionRun.check(
      network, path: secondModel, flags: flags, range: scaling.range(of: network))
    return file
  }

  private func inversion(
    of file: ModelFile, _ model: RunnableModel, _ console: Console
  ) throws -> InversionRun {
    let network = model.network
    let options = try flags.options(
      for: network, range: scaling.range(of: network),
      head: model.overridingHead(asked: head.asked),
      console: console)
    return try InversionRun(file, network, flags: flags, options: options, console: console)
  }

  private func write(
    _ run: InversionRun, _ second: InversionRun?, to path: String, _ planned: PlannedFiles,
    console: Console
  ) throws {
    let bytes = try ResultsFile.encode(run.results, path: path)
    var files = [OutputFile(path: path, bytes: bytes)]
    if let report {
      let page = try ReportFile.make(results: ModelFile(path: path, bytes: bytes))
      files.append(OutputFile(path: report, bytes: page))
    }
    if let second {
      let path = secondPath(path)
      files.append(
        OutputFile(path: path, bytes: try ResultsFile.encode(second.results, path: path)))
    }
    if let asModel, let kind = ModelFileKind(path: asModel) {
      let encoding = try kind.encode(
        try run.inverseNetwork(), provenance: ModelProvenance(), path: asModel)
      for note in encoding.notes { console.note("\(asModel): \(note)") }
      files.append(OutputFile(path: asModel, bytes: encoding.bytes))
    }
    if let imagesDir {
      files += try PictureFiles.make(run.results.pictures, directory: imagesDir)
      for run in [run, second].compactMap({ $0 }) {
        files += try PictureFiles.figures(
          run.figures, of: run.results.pictures, directory: imagesDir)
      }
      if !writing.dryRun { try OutputFiles.createDirectory(imagesDir) }
      if FileBytes.exists(imagesDir) {
        try planned.check(files.filter { $0.path.hasPrefix("\(imagesDir)/") })
      }
    }
    try writing.write(files, console: console)
  }
}
