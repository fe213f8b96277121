import ArgumentParser
import MLPKit

/// What `mlp invert --list-methods` prints; a command of its own, as it needs no model.
struct ListMethodsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list-methods", abstract: "List the methods of mlp invert.", shouldDisplay: false)

  @OptionGroup var common: CommonOptions

  func run() throws {
    common.apply()
    let console = Console.current
    let report = MethodsReport(
      methods: InversionMethods.all.map { method in
        MethodsReport.Method(
          name: method.name, summary: method.summary, needs: method.needs,
          isDefault: method.isDefault)
      })
    if common.json { console.print(report.json) } else { console.print(report.lines) }
  }

  /// The arguments of this command when those of `mlp invert` ask for the list; the same otherwise.
  static func redirected(_ arguments: [String]) -> [String] {
    guard arguments.first == InvertCommand.configuration.commandName,
      arguments.prefix(while: { $0 != "--" }).contains("--list-methods")
    else { return arguments }
    return [configuration.commandName ?? ""] + arguments.filter { $0 == "--json" }
  }
}
