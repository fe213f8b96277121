import ArgumentParser
import MLPKit

/// The command `mlp convert`.
struct ConvertCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert",
    abstract: "Write a network as another kind of file.",
    discussion: """
      The extension chooses the kind: .h5 or .hdf5 is a full model for Keras 2 and
      Keras 3, .keras one for Keras 3, .weights.h5 weights for Keras 3, .mlpc
      plain-binary coefficients. Weights, names and activations stay as they are;
      a note says what could not.

      EXAMPLES
        mlp convert old.h5 new.keras
        mlp convert model.h5 model.weights.h5
        mlp convert sklearn.mlpc model.h5
        mlp convert model.h5 weights.h5 --to keras-legacy-weights
      """)

  @OptionGroup var model: ModelOptions

  @Argument(help: "The file to write; - for standard output, with --to.")
  var output: String

  @Option(help: ArgumentHelp("The kind of file, whatever the extension.", valueName: "kind"))
  var to: ModelFileKind?

  @OptionGroup var last: LastActivationAlias

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
    let kind = try fileKind()
    var planned = PlannedFiles(writing)
    planned.read([model.model, model.architecture])
    planned.write(output)
    try planned.check()
    let file = try model.open(lastActivation: last.name, console: console)
    let conversion = try file.converted(to: kind, path: output)
    let (encoding, notes) = (conversion.encoding, conversion.encoding.notes)
    for note in notes { console.note(note) }
    if !writing.dryRun {
      try writing.write([OutputFile(path: output, bytes: encoding.bytes)], console: console)
    }
    if common.json {
      console.print(document(kind, notes))
    } else if output != "-" {
      let verb = writing.dryRun ? "would write" : "wrote"
      console.print([
        terminalSafe(
          "\(verb) \(output): \(kind.summary), \(conversion.network.layers.count) layers, "
            + "\(encoding.bytes.count) bytes")
      ])
    }
  }

  private func fileKind() throws -> ModelFileKind {
    if let to { return to }
    guard let kind = ModelFileKind(path: output) else {
      throw UsageError(
        "\(output): the extension chooses the kind of file: \(ModelFileKind.extensionList); "
          + "or see --to")
    }
    return kind
  }

  private func document(_ kind: ModelFileKind, _ notes: [String]) -> JSONValue {
    [
      "schema": 1, "input": .string(model.model), "output": .string(output),
      "format": .string(kind.name), "notes": .array(notes.map(JSONValue.string)),
    ]
  }
}
