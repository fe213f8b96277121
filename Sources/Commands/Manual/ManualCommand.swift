import ArgumentParser
import MLPKit

/// The command `mlp manual`, which packages call: the manual pages of all commands as files.
struct ManualCommand: CommonCommand {
  static let configuration = CommandConfiguration(
    commandName: "manual",
    abstract: "Write the manual pages of all commands.",
    discussion: """
      The pages are made from the same definitions as --help.

      EXAMPLES
        mlp manual -o share/man/man1
      """,
    shouldDisplay: false)

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The folder to write into; it has to exist.", valueName: "folder"))
  var output: String

  @OptionGroup var common: CommonOptions
  @OptionGroup var writing: WritingOptions

  func run() throws {
    common.apply()
    let files = try ManualPage.all().map {
      OutputFile(path: "\(output)/\($0.name).1", bytes: Array($0.source.utf8))
    }
    try writing.write(files, console: Console.current)
    if common.json {
      Console.current.print(["schema": 1, "pages": .array(files.map { .string($0.path) })])
    }
  }
}
