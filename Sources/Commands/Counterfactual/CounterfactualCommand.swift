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

  @OptionGroup(title: "Reading tables") var table: TableOptions
  @OptionGroup var scaling: ScaleOptions
  @OptionGroup var head: HeadOptions
  @OptionGroup var common: CommonOptions
  @OptionGroup var last: LastActivationOptions

  func validate() throws {
    guard diverse >= 1, diverse <= 1000 else {
      throw ValidationError("--diverse \(diverse): a number from 1 to 1000 was expected")
    }
  }

  func run() throws {
    common.apply()
    let console = Console.current
    let model = try RunnableModel(try self.model.open(lastActivation: last.name, console: console))
    var options = CounterfactualOptions()
    options.wish = try wish.wish(of: model.network)
    options.distance = distance
    options.margin = wish.margin
    options.probability = wish.probability
    options.head = model.overridingHead(asked: head.asked)
    options.proof = proof
    options.count = diverse
    let (file, number) = CounterfactualSample.splitting(sample)
    let rows = try samples(file, model, console)
    let prior = try priorData.map { try samples($0, model, console) }
    if let prior {
      options.starts = (0..<min(prior.count, 2000)).map { Array(prior.rows($0..<($0 + 1)).values) }
    }
    let space = try self.space(of: model, names: rows.featureNames, prior)
    let held = try self.held(space)
    if let note = space.assumptionNote { console.note(note) }
    if let number, number >= rows.count {
      throw UsageError(
        "--sample: \(file) has no row \(number); its \(rows.count) rows are 0 to \(rows.count - 1)")
    }
    var found: [Counterfactual] = []
    for row in number.map({ $0..<($0 + 1) }) ?? 0..<rows.count {
      let values = try inside(
        Array(rows.rows(row..<(row + 1)).values), row, file, space, held, console)
      let several = try model.counterfactuals(
        to: values, row: row, of: file, in: space, held: held, options)
      if several.count < diverse, several[0].input != nil {
        console.note(
          "row \(row): there are \(several.count) of the \(diverse) that --diverse asks for")
      }
      found += several
    }
    let report = CounterfactualReport(
      found, inputs: space, network: model.network, distance: distance.rawValue)
    if common.json { console.print(report.json) } else { console.print(report.lines) }
    if !report.isComplete { throw NegativeResults() }
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

  /// What may change: as options, model and data say.
  private func space(
    of model: RunnableModel, names: [String]?, _ prior: Samples?
  ) throws -> InputSpace {
    var data = model.network.inputSpace
    if !data.hasNames, let names, let named = try? data.named(names) { data = named }
    if let prior {
      do throws(InputSpaceError) {
        data = try data.adding(ColumnSummary(prior))
      } catch {
        throw FileError(.badData, file: priorData ?? "-", problem: error.description)
      }
    }
    var inputs = self.inputs
    inputs.fix = []
    return try inputs.space(of: model.network, common: scaling.stated, data: data)
  }

  /// The features that stay as the row has them: those of `--fix`, and all but those of `--only`.
  ///
  /// - Throws: a usage error when there is none of a name.
  private func held(_ space: InputSpace) throws -> Set<Int> {
    func places(_ names: [String], _ option: String) throws -> [Int] {
      try names.map { name in
        guard let index = space.index(of: name) else {
          throw UsageError("\(option): \(space.unknown(name))")
        }
        return index
      }
    }
    // A name may have a comma in it.
    let fixed = inputs.fix.flatMap { text in
      space.index(of: text) == nil ? text.split(separator: ",").map(String.init) : [text]
    }
    var held = Set(try places(fixed, "--fix"))
    if let only {
      let open = try places(only.split(separator: ",").map(String.init), "--only")
      held.formUnion(Set(space.features.indices).subtracting(open))
    }
    return held
  }

  /// A row inside the ranges.
  ///
  /// - Throws: `FileError` that names what is outside, unless `--clip` moves it.
  private func inside(
    _ values: [Double], _ row: Int, _ file: String, _ space: InputSpace, _ held: Set<Int>,
    _ console: Console
  ) throws -> [Double] {
    let outside = space.features.indices.filter {
      !space.features[$0].isFixed && !held.contains($0)
        && !space.features[$0].range.contains(values[$0])
    }
    guard !outside.isEmpty else { return values }
    let names =
      outside.prefix(4).map { feature in
        let range = space.features[feature].range
        return
          "\(space.features[feature].name) is \(NumberText.short(values[feature])), and its range "
          + "\(NumberText.short(range.lowerBound))...\(NumberText.short(range.upperBound))"
      }.joined(separator: "; ") + (outside.count > 4 ? "; and \(outside.count - 4) more" : "")
    guard clip else {
      throw FileError(
        .badData, file: file, object: "row \(row)",
        problem: "is outside the ranges: \(names); --clip moves it inside, --range changes a range")
    }
    console.note("row \(row): moved inside the ranges: \(names)")
    var result = values
    for feature in outside {
      let range = space.features[feature].range
      result[feature] = min(max(values[feature], range.lowerBound), range.upperBound)
    }
    return result
  }
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
