import Files
import Testing

@testable import Commands

@Suite("Help and version")
struct HelpTests {
  static let subcommands = ["inspect", "predict", "evaluate", "invert", "render", "report", "demo"]

  @Test("the help lists every subcommand and every exit code")
  func root() {
    let help = mlp("--help")
    #expect(help.status == 0)
    #expect(help.error.isEmpty)
    for name in Self.subcommands { #expect(help.output.contains(name)) }
    #expect(help.output.contains("EXIT CODES"))
    for code in ["0", "1", "64", "65", "66", "69", "70", "73", "74", "75", "130", "143"] {
      #expect(help.output.contains(" \(code) "), "\(code)")
    }
  }

  @Test("every command can be bounded in memory and time")
  func budgets() {
    let unbounded = RootCommand.configuration.subcommands.filter { !($0 is any CommonCommand.Type) }
    #expect(unbounded.map { $0._commandName }.isEmpty)
    let help = mlp("inspect", "--help").output
    #expect(help.contains("--max-memory <size>") && help.contains("--timeout <seconds>"))
  }

  @Test(
    "sizes of memory",
    arguments: [
      ("2G", 2 << 30), ("1.5K", 1536), ("500M", 500 << 20), ("3 ", nil), ("1000000", 1_000_000),
      ("512MiB", 512 << 20), ("4gb", 4 << 30), ("1T", 1 << 40), ("0", nil), ("-1G", nil),
      ("inf", nil), ("nan", nil), ("G", nil), ("", nil), ("1e300", nil), ("1X", nil),
    ] as [(String, Int?)])
  func memorySizes(_ text: String, _ bytes: Int?) {
    #expect(MemorySize(argument: text)?.bytes == bytes)
  }

  @Test("the help of every subcommand has examples that call it", arguments: subcommands)
  func examples(name: String) {
    let help = mlp(name, "--help")
    #expect(help.status == 0)
    #expect(help.error.isEmpty)
    let lines = help.output.split(separator: "\n", omittingEmptySubsequences: false)
    let start = lines.firstIndex { $0.contains("EXAMPLES") }
    #expect(start != nil)
    #expect(lines.dropFirst((start ?? 0) + 1).first?.contains("mlp \(name)") == true)
  }

  @Test(
    "text that standard output does not take is an input/output error",
    arguments: [["--help"], ["--version"], ["--generate-completion-script", "bash"]])
  func fullDisk(arguments: [String]) {
    let full = FileError(.inputOutput, file: "-", problem: "no space is left")
    let console = Console(output: { _ in throw full }, error: { _ in })
    #expect(CommandRunner.run(arguments, console: console) == 74)
  }

  @Test("the version is the tool's name and number")
  func version() {
    let version = mlp("--version")
    #expect(version.status == 0)
    #expect(version.lines.count == 1)
    let parts = version.output.dropLast().split(separator: " ")
    #expect(parts.first == "mlp")
    #expect(parts.last?.split(separator: ".").compactMap { Int($0) }.count == 3)
  }

  @Test("the version tells more when it is asked to: what multiplies and factorizes")
  func verboseVersion() {
    let version = mlp("--version", "--verbose")
    #expect(version.status == 0)
    #expect(version.lines.first == mlp("--version").lines.first)
    #expect(
      version.lines.dropFirst().map { $0.prefix { $0 != ":" } } == ["products", "factorizations"])
    #expect(version.output.contains("kernels"))
  }

  @Test(
    "what is unknown is called so before anything that is missing, with what was meant",
    arguments: [
      (["inspct", "a.h5"], "Unknown command 'inspct'. Did you mean 'inspect'?"),
      (["frobnicate"], "Unknown command 'frobnicate'.\n"),
      (["invert", "--metod", "map"], "Unknown option '--metod'. Did you mean '--method'?"),
      (["train", "--epoch=3"], "Unknown option '--epoch'. Did you mean '--epochs'?"),
      (["predict", "--frobnicate"], "Unknown option '--frobnicate'.\n"),
      (["inspect", "--no-spectrum"], "Missing expected argument"),
    ])
  func unknown(arguments: [String], text: String) {
    let outcome = mlp(arguments)
    #expect(outcome.status == 64)
    #expect(outcome.error.contains("Error: \(text)"), "\(outcome.error)")
  }

  @Test(
    "what cannot be understood is a usage error with one message",
    arguments: [
      ["frobnicate"], ["--frobnicate"], ["inspect"], ["inspect", "a.h5", "b.h5"],
      ["inspect", "a.h5", "--limit", "many"], ["inspect", "a.h5", "--timeout", "0"],
      ["inspect", "a.h5", "--timeout", "nan"], ["inspect", "a.h5", "--max-memory", "much"],
      ["invert"], ["predict", "a.h5", "--images"],
      ["render", "a.h5"], ["report", "a.h5"],
    ])
  func usage(arguments: [String]) {
    let outcome = mlp(arguments)
    #expect(outcome.status == 64)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errorLines.filter { $0.hasPrefix("Error: ") }.count == 1)
    #expect(outcome.error.contains("Usage: mlp"))
  }
}
