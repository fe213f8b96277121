import ArgumentParser
import MLPKit

/// The command `mlp counterfactual`.
struct CounterfactualCommand: CommonCommand {
  static let configuration = CommandConfiguration(
    commandName: "counterfactual",
    abstract: "The smallest change of a row that changes the answer, with a proof.",
    discussion: """
      EXAMPLES
        mlp counterfactual model.h5 --sample rows.csv:17
        mlp counterfactual model.h5 --sample rows.csv --class yes --proof exact
        mlp counterfactual model.h5 --sample rows.csv:0 --above 30 --fix age
        mlp counterfactual model.h5 --sample rows.csv -o changes.h5 --report changes.html
      """)

  @OptionGroup var model: ModelOptions

  @Option(
    help: ArgumentHelp(
      "The row: a file of samples and its number, from 0; all rows without a number.",
      valueName: "file[:row]"))
  var sample: String

  @OptionGroup(title: "What is wanted") var wish: CounterfactualWishFlags

  @OptionGroup(title: "What may change") var inputs: InputSpaceOptions

  @Option(
    help: ArgumentHelp("The only inputs that may change, with commas between.", valueName: "names"))
  var only: String?

  @Option(
    help: ArgumentHelp(
      "Data whose columns give the ranges, and where searches start, too.", valueName: "file"))
  var priorData: String?

  @Flag(help: "Move values of the row that are outside their ranges to the nearest inside.")
  var clip = false

  @Option(
    help: ArgumentHelp(
      "How changes are measured, in shares of the ranges: l1, l2, linf, or count of features.",
      valueName: "kind"))
  var distance: ChangeDistance = .l1

  @Option(
    help: ArgumentHelp(
      "How many are wanted; each changes other inputs than the ones before.", valueName: "k"))
  var diverse = 1

  @Option(help: ArgumentHelp("none, quick (seconds at most) or exact.", valueName: "effort"))
  var proof: CounterfactualOptions.Proof = .quick

  @OptionGroup(title: "What is written") var files: CounterfactualFiles
  @OptionGroup(title: "Reading tables") var table: TableOptions
  @OptionGroup var scaling: ScaleOptions
  @OptionGroup var head: HeadOptions
  @OptionGroup var common: CommonOptions
  @OptionGroup var last: LastActivationOptions
  @OptionGroup var writing: WritingOptions

  func validate() throws {
    guard diverse >= 1, diverse <= 1000 else {
      throw ValidationError("--diverse \(diverse): a number from 1 to 1000 was expected")
    }
    guard [files.output == "-", files.report == "-", common.json].count(where: { $0 }) <= 1 else {
      throw ValidationError("-o -, --report - and --json all want standard output")
    }
  }

  func run() throws {
    common.apply()
    let console = Console.current
    let (path, number) = CounterfactualSample.splitting(sample)
    var planned = PlannedFiles(writing)
    planned.read([model.model, model.architecture, path, priorData, inputs.features])
    planned.write(files.output)
    planned.write(files.report)
    try planned.check()
    let file = try model.open(lastActivation: last.name, console: console)
    let model = try RunnableModel(file)
    let rows = try samples(path, model, console)
    if let number, number >= rows.count {
      throw UsageError(
        "--sample: \(path) has no row \(number); its \(rows.count) rows are 0 to \(rows.count - 1)")
    }
    let study = try study(of: model, rows, console)
    if let note = study.inputs.assumptionNote { console.note(note) }
    let digest = files.isEmpty ? "" : try file.sha256()
    var report = CounterfactualReport(study.results(modelName: file.fileName, sha256: digest))
    // Where results go to standard output, lines would be among them.
    let showsLines = !common.json && files.output != "-" && files.report != "-"
    for row in number.map({ $0..<($0 + 1) }) ?? 0..<rows.count {
      let found = try study.counterfactuals(
        to: Array(rows.rows(row..<(row + 1)).values), row: row, of: path,
        isOneOfMany: number == nil, note: console.note)
      report.results.counterfactuals += found
      guard showsLines else { continue }
      console.print(found.enumerated().map { report.line($1, place: $0) })
      // Each row as soon as it is known.
      try console.flush()
    }
    if common.json { console.print(report.json) }
    try write(report.results, path: self.model.model, console)
    if !report.results.isComplete { throw NegativeResults() }
  }

  /// What is asked of each row.
  ///
  /// - Throws: a usage error, or `FileError` when files or model do not go together.
  private func study(
    of model: RunnableModel, _ rows: Samples, _ console: Console
  ) throws -> CounterfactualStudy {
    var options = CounterfactualOptions()
    options.wish = try wish.wish(of: model.network)
    options.distance = distance
    options.margin = wish.margin
    options.probability = wish.probability
    options.head = head.asked
    options.proof = proof
    options.count = diverse
    var choices = ChangeChoices()
    choices.inputs = inputs.choices(common: scaling.stated)
    choices.only = only.map { $0.split(separator: ",").map(String.init) }
    choices.clips = clip
    let prior = try priorData.map { try samples($0, model, console) }
    let prepared = try CounterfactualStudy.prepare(
      model, options, choices, rows: rows, prior: prior, priorFile: priorData)
    switch prepared {
    case .success(let study): return study
    case .failure(let error): throw UsageError("\(error)")
    }
  }

  /// The rows of a file.
  ///
  /// - Throws: `FileError` when they cannot be read, or are not as wide as the model's input.
  private func samples(_ file: String, _ model: RunnableModel, _ console: Console) throws -> Samples
  {
    let isTable = [".csv", ".csv.gz", ".tsv", ".tsv.gz", ".txt"].contains { file.hasSuffix($0) }
    let files = SampleData.Files(
      images: isTable ? nil : file, csv: isTable ? file : nil, labels: nil, targets: nil)
    let data = try SampleData(files, wanted: .nothing, table, scaling, for: model)
    for note in data.notes { console.note(note) }
    let samples = data.samples
    guard samples.features == model.network.inputs else {
      throw FileError(
        .badData, file: file,
        problem: "has \(samples.features) features in each sample; the network takes "
          + "\(model.network.inputs)")
    }
    return samples
  }

  private func write(_ results: CounterfactualResults, path: String, _ console: Console) throws {
    var outputs: [OutputFile] = []
    if let output = files.output {
      outputs.append(
        OutputFile(path: output, bytes: try CounterfactualFile.encode(results, path: output)))
    }
    if let report = files.report {
      let page = try ReportFile.make(
        results, path: files.output ?? path,
        sha256: outputs.first.map { FileDigest.sha256($0.bytes) })
      outputs.append(OutputFile(path: report, bytes: page))
    }
    if !outputs.isEmpty { try writing.write(outputs, console: console) }
  }
}

/// The files that `mlp counterfactual` writes.
struct CounterfactualFiles: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Write the results (HDF5); - for standard output.", valueName: "file"))
  var output: String?

  @Option(help: ArgumentHelp("Write an HTML report of the changes.", valueName: "file"))
  var report: String?

  /// Whether there are none.
  var isEmpty: Bool { output == nil && report == nil }
}

/// The value of `--sample`.
enum CounterfactualSample {
  /// The file and the number of the row behind its last colon; `nil` for all rows.
  static func splitting(_ text: String) -> (file: String, row: Int?) {
    guard let colon = text.lastIndex(of: ":"), colon > text.startIndex,
      let row = Int(text[text.index(after: colon)...]), row >= 0
    else { return (text, nil) }
    return (String(text[..<colon]), row)
  }
}
