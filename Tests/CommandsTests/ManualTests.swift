import Testing

@testable import Commands

@Suite("Manual pages")
struct ManualTests {
  @Test("every command has a page that says each of its options")
  func pages() throws {
    let pages = try ManualPage.all()
    let root = try #require(pages.first { $0.name == "mlp" })
    let commands = RootCommand.configuration.subcommands.filter { $0.configuration.shouldDisplay }
    for command in commands {
      let name = command.configuration.commandName ?? ""
      let page = try #require(pages.first { $0.name == "mlp-\(name)" }, "\(name)")
      let help = command.helpMessage(includeHidden: false, columns: 200)
      let options = help.split(whereSeparator: { " ,\n[]()/".contains($0) })
        .filter { $0.hasPrefix("--") && $0.dropFirst(2).allSatisfy { $0.isLetter || $0 == "-" } }
      let source = page.source.replacing("\\-", with: "-")
      let missing = Set(options).filter { !source.contains($0) }
      #expect(missing.isEmpty, "\(name)")
      #expect(root.source.contains("mlp \(name)"))
    }
  }

  @Test("text is never taken for a request of man")
  func requests() throws {
    let known: Set = [".TH", ".SH", ".B", ".I", ".RI", ".TP", ".PP", ".nf", ".fi"]
    for page in try ManualPage.all() {
      let requests = page.source.split(separator: "\n").filter {
        $0.hasPrefix(".") || $0.hasPrefix("'")
      }
      .map { $0.prefix { $0 != " " } }
      #expect(Set(requests.map(String.init)).subtracting(known) == [], "\(page.name)")
    }
  }
}
