import ArgumentParser
import MLPKit

/// The command `mlp counterfactual`.
struct CounterfactualCommand: ParsableCommand {
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

  @Option(help: ArgumentHelp("none, quick (about a second) or exact.", valueName: "effort"))
  var proof: CounterfactualOptions.Proof = .quick

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
    let prior = try priorData.map { try samples($0, model, console) }
    if let prior {
      options.starts = (0..<min(prior.count, 2000)).map { Array(prior.rows($0..<($0 + 1)).values) }
    }
    let space = try space(of: model, prior)
    if let note = space.assumptionNote { console.note(note) }
    let (file, number) = CounterfactualSample.splitting(sample)
    let rows = try samples(file, model, console)
    if let number, number >= rows.count {
      throw UsageError("--sample: \(file) has no row \(number); its \(rows.count) rows are 0 to "
        + "\(rows.count - 1)")
    }
    var found: [Counterfactual] = []
    for row in number.map({ $0..<($0 + 1) }) ?? 0..<rows.count {
      let values = try inside(Array(rows.rows(row..<(row + 1)).values), row, file, space, console)
      let several = try model.counterfactuals(to: values, row: row, of: file, in: space, options)
      if several.count < diverse, several[0].input != nil {
        console.note("row \(row): there are \(several.count) of the \(diverse) that --diverse asks for")
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
  private func samples(_ file: String, _ model: RunnableModel, _ console: Console) throws -> Samples {
    let samples = try DatasetReader.samples(at: file, scale: scaling.range(for: model))
    scaling.note(samples, of: file, for: model, console: console)
    guard samples.features == model.network.inputs else {
      throw FileError(
        .badData, file: file,
        problem: "has \(samples.features) features in each sample; the network takes "
          + "\(model.network.inputs)")
    }
    return samples
  }

  /// What may change: as options, model and data say.
  private func space(of model: RunnableModel, _ prior: Samples?) throws -> InputSpace {
    var data: InputSpace?
    if let prior {
      data = try model.network.inputSpace.ranging(over: prior)
    }
    let space = try inputs.space(of: model.network, common: scaling.stated, data: data)
    guard let only else { return space }
    let names = only.split(separator: ",").map(String.init)
    for name in names where space.index(of: name) == nil {
      throw UsageError("--only: \(space.unknown(name))")
    }
    let fixed = space.names.filter { !names.contains($0) }
    return try space.adding(fixed.map { FeatureStatement(name: $0, isFixed: true) }, from: .stated)
  }

  /// A row inside the ranges.
  ///
  /// - Throws: `FileError` that names what is outside, unless `--clip` moves it.
  private func inside(
    _ values: [Double], _ row: Int, _ file: String, _ space: InputSpace, _ console: Console
  ) throws -> [Double] {
    let outside = space.features.indices.filter {
      !space.features[$0].isFixed && !space.features[$0].range.contains(values[$0])
    }
    guard !outside.isEmpty else { return values }
    let names = outside.prefix(4).map { feature in
      let range = space.features[feature].range
      return "\(space.features[feature].name) is \(NumberText.short(values[feature])), and its range "
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
