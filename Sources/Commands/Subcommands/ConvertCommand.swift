public import ArgumentParser
import MLPKit

/// The command `mlp convert`.
struct ConvertCommand: CommonCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert",
    abstract: "Write a network as another kind of file.",
    discussion: """
      The extension chooses the kind: .h5 or .hdf5 is a full model for Keras 2 and
      Keras 3, .keras one for Keras 3, .weights.h5 weights for Keras 3, .mlpc
      plain-binary coefficients. Weights, names and activations stay as they are;
      a note says what could not. Results of mlp invert become a table of the inputs
      found, .csv or .npz: a row for each method and class, the features named.

      EXAMPLES
        mlp convert old.h5 new.keras
        mlp convert model.h5 model.weights.h5
        mlp convert sklearn.mlpc model.h5
        mlp convert model.h5 weights.h5 --to keras-legacy-weights
        mlp convert inverse.h5 inputs.csv
      """)

  @OptionGroup var model: ModelOptions

  @Argument(help: "The file to write; - for standard output, with --to.")
  var output: String

  @Option(help: ArgumentHelp("The kind of file, whatever the extension.", valueName: "kind"))
  var to: ModelFileKind?

  @OptionGroup var last: LastActivationAlias

  @OptionGroup var classNames: ClassNameOptions
  @OptionGroup var common: CommonOptions
  @OptionGroup var writing: WritingOptions

  func validate() throws {
    if output == "-", common.json {
      throw ValidationError("- and --json both want standard output")
    }
  }

  func run() throws {
    common.apply()
    let console = Console.current
    var planned = PlannedFiles(writing)
    planned.read([model.model, model.architecture])
    planned.write(output)
    // What the name asks for is wrong of any file before it is read.
    if output != "-", ResultsTable.Kind(path: output) == nil { _ = try fileKind() }
    try planned.check()
    let file = try model.open(lastActivation: last.name, console: console)
    if file.inventory.format == .results {
      try convertResults(file, console)
    } else {
      try convertModel(file, to: try fileKind(), console)
    }
  }

  private func convertModel(
    _ file: ModelFile, to kind: ModelFileKind, _ console: Console
  ) throws {
    let conversion = try file.converted(
      to: kind, path: output, classNames: classNames.classNames)
    try write(
      conversion.encoding.bytes, conversion.encoding.notes, kind: kind.name,
      "\(kind.summary), \(conversion.network.layers.count) layers", console)
  }

  private func convertResults(_ file: ModelFile, _ console: Console) throws {
    guard let kind = tableKind else {
      throw UsageError(
        "\(output): \(model.model) holds results of mlp invert, which become a table: .csv or .npz was "
          + "expected")
    }
    let results = try file.results()
    let table = ResultsTable(results)
    let notes =
      results.ladders.isEmpty
      ? [] : ["the inputs of the ladders of filters are left out: they stay in \(model.model)"]
    try write(
      try table.encode(as: kind, path: output), notes, kind: kind.rawValue,
      "\(table.count) inputs of \(results.inputSpace.count) features", console)
  }

  /// The kind of a table: by the option, by the extension, or CSV on standard output.
  private var tableKind: ResultsTable.Kind? {
    if let to { return to.name == ResultsTable.Kind.npz.rawValue ? .npz : nil }
    return output == "-" ? .csv : ResultsTable.Kind(path: output)
  }

  private func write(
    _ bytes: [UInt8], _ notes: [String], kind: String, _ summary: String, _ console: Console
  ) throws {
    for note in notes { console.note(note) }
    if !writing.dryRun {
      try writing.write([OutputFile(path: output, bytes: bytes)], console: console)
    }
    if common.json {
      console.print(document(kind, notes))
    } else if output != "-" {
      let verb = writing.dryRun ? "would write" : "wrote"
      console.print([terminalSafe("\(verb) \(output): \(summary), \(bytes.count) bytes")])
    }
  }

  private func fileKind() throws -> ModelFileKind {
    if let to { return to }
    guard let kind = ModelFileKind(path: output) else {
      if ResultsTable.Kind(path: output) != nil {
        throw UsageError(
          "\(output): a table is made of results of mlp invert, and \(model.model) is a model")
      }
      throw UsageError(
        "\(output): the extension chooses the kind of file: \(ModelFileKind.extensionList); "
          + "or see --to")
    }
    return kind
  }

  private func document(_ kind: String, _ notes: [String]) -> JSONValue {
    [
      "schema": 1, "input": .string(model.model), "output": .string(output),
      "format": .string(kind), "notes": .array(notes.map(JSONValue.string)),
    ]
  }
}

extension ModelFileKind: ExpressibleByArgument {
  /// The values of `--to`.
  package static var allValueStrings: [String] { all.map(\.name) }

  /// A kind by its name.
  package init?(argument: String) { self.init(named: argument) }
}
