import ArgumentParser
import MLPKit

/// The command `mlp manual`, which packages call: the manual pages of all commands as files.
struct ManualCommand: ParsableCommand {
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

  @OptionGroup var writing: WritingOptions

  func run() throws {
    let pages = try ManualPage.all()
    try writing.write(
      pages.map { OutputFile(path: "\(output)/\($0.name).1", bytes: Array($0.source.utf8)) },
      console: Console.current)
  }
}
