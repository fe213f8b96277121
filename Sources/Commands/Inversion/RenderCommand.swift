import ArgumentParser
import MLPKit

extension PicturePalette: ExpressibleByArgument {}

/// How pictures are drawn.
struct DrawingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "gray: black to white; diverging: blue below the middle of the scale, red above it.",
      valueName: "name"))
  var palette = PicturePalette.gray
}

/// The command `mlp render`.
struct RenderCommand: CommonCommand {
  static let configuration = CommandConfiguration(
    commandName: "render",
    abstract: "Draw the pictures of a results file.",
    discussion: """
      EXAMPLES
        mlp render inverse.h5 -o pictures
        mlp render inverse.h5 -o pictures --palette diverging
      """)

  @Argument(help: "A results file of mlp invert or mlp counterfactual; - for standard input.")
  var results: String

  @Option(
    name: .shortAndLong, help: ArgumentHelp("The folder for the pictures.", valueName: "dir"))
  var output: String

  @OptionGroup var drawing: DrawingOptions

  @OptionGroup var common: CommonOptions
  @OptionGroup var writing: WritingOptions

  func run() throws {
    common.apply()
    let console = Console.current
    var planned = PlannedFiles(writing)
    planned.read([results])
    planned.writePictures(output)
    try planned.check()
    let pictures = try PictureFiles.pictures(in: results)
    let files = try PictureFiles.make(
      pictures, directory: output, palette: drawing.palette)
    if !writing.dryRun { try OutputFiles.createDirectory(output) }
    try writing.write(files, console: console)
    if common.json {
      console.print(["schema": 1, "pictures": .array(files.map { .string($0.path) })])
    } else {
      console.print(files.map { terminalSafe($0.path) })
    }
  }
}
