import ArgumentParser
import MLPKit

/// The manual page of a command, in the language of man(7).
struct ManualPage {
  /// The name of the page: `mlp`, `mlp-inspect`.
  let name: String
  /// The text of the page.
  let source: String

  /// The pages of `mlp` and its commands, made from what the argument parser knows of them.
  ///
  /// - Throws: `JSONError` when the parser describes itself in another way than it did.
  static func all() throws -> [ManualPage] {
    let definition = try JSONParser.parse(Array(RootCommand._dumpHelp().utf8))
    guard let root = definition["command"] else { return [] }
    let commands = (root["subcommands"]?.arrayValue ?? []).filter {
      $0["shouldDisplay"] == true && $0["commandName"] != "help"
    }
    let names = commands.compactMap { $0["commandName"]?.stringValue }
    let first = ManualPage(
      root, name: "mlp", related: names.map { "mlp-\($0)" }, commands: commands)
    let others = zip(commands, names).map { command, name in
      ManualPage(command, name: "mlp-\(name)", related: ["mlp"], commands: [])
    }
    return [first] + others
  }

  private init(
    _ command: JSONValue, name: String, related: [String], commands: [JSONValue]
  ) {
    self.name = name
    let spoken = name.split(separator: "-").joined(separator: " ")
    let abstract = command["abstract"]?.stringValue ?? ""
    let arguments = (command["arguments"]?.arrayValue ?? []).filter {
      $0["shouldDisplay"] == true
    }
    let positional = arguments.filter { $0["kind"] == "positional" }
    let options = arguments.filter { $0["kind"] != "positional" }
    var page = [
      ".TH \(Self.escaped(name.uppercased())) 1 \"\" \"MLPKit \(MLPKitRelease.version)\"",
      ".SH NAME", "\(Self.escaped(name)) \\- \(Self.escaped(Self.withoutPeriod(abstract)))",
      ".SH SYNOPSIS", ".B \(Self.escaped(spoken))",
    ]
    page += positional.map { Self.synopsis($0) }
    page.append(commands.isEmpty ? ".RI [ options ]" : ".I command\n.RI [ arguments ]")
    let discussion = command["discussion"]?.stringValue ?? ""
    let (text, sections) = Self.sections(of: discussion)
    if !text.isEmpty { page += [".SH DESCRIPTION"] + Self.paragraphs(text) }
    if !commands.isEmpty {
      page.append(".SH COMMANDS")
      for item in commands {
        let title = "mlp \(item["commandName"]?.stringValue ?? "")"
        page += [
          ".TP", ".B \(Self.escaped(title))", Self.escaped(item["abstract"]?.stringValue ?? ""),
        ]
      }
    }
    if !positional.isEmpty { page += [".SH ARGUMENTS"] + positional.flatMap(Self.entry) }
    var titles: [String] = []
    for option in options {
      let title = option["sectionTitle"]?.stringValue ?? "Options"
      if !titles.contains(title) { titles.append(title) }
    }
    for title in titles {
      page.append(".SH \"\(Self.escaped(title.uppercased()))\"")
      page += options.filter { ($0["sectionTitle"]?.stringValue ?? "Options") == title }
        .flatMap(Self.entry)
    }
    for section in sections {
      page += [".SH \(Self.escaped(section.title))", ".nf"]
      page += section.lines.map(Self.escaped) + [".fi"]
    }
    page += [
      ".SH SEE ALSO", related.map { "\\fB\(Self.escaped($0))\\fR(1)" }.joined(separator: ", "),
    ]
    source = page.joined(separator: "\n") + "\n"
  }

  // MARK: - Parts

  /// An argument as it stands in the synopsis.
  private static func synopsis(_ argument: JSONValue) -> String {
    let name = escaped(argument["valueName"]?.stringValue ?? "")
    let dots = argument["isRepeating"] == true ? " ..." : ""
    return argument["isOptional"] == true ? ".RI [ \(name) ]\(dots)" : ".I \(name)\(dots)"
  }

  /// An argument with what is said of it.
  private static func entry(_ argument: JSONValue) -> [String] {
    let value = argument["valueName"]?.stringValue ?? ""
    let names = (argument["names"]?.arrayValue ?? []).compactMap { name -> String? in
      guard let text = name["name"]?.stringValue else { return nil }
      return name["kind"] == "long" ? "--\(text)" : "-\(text)"
    }
    let takesValue = argument["kind"] == "option"
    // Short names first, as in --help.
    let sorted = names.filter { !$0.hasPrefix("--") } + names.filter { $0.hasPrefix("--") }
    let head =
      sorted.isEmpty
      ? "\\fI\(escaped(value))\\fR"
      : sorted.map { "\\fB\(escaped($0))\\fR" }.joined(separator: ", ")
        + (takesValue ? " \\fI\(escaped(value))\\fR" : "")
    var text = escaped(argument["abstract"]?.stringValue ?? "")
    if let values = argument["allValues"]?.arrayValue?.compactMap(\.stringValue), !values.isEmpty {
      text += " One of: " + escaped(values.joined(separator: ", ")) + "."
    }
    if let value = argument["defaultValue"]?.stringValue, !value.isEmpty {
      text += " Default: \(escaped(value))."
    }
    return [".TP", head, text]
  }

  /// The text of a discussion before its first heading, and what stands under headings of capitals.
  private static func sections(
    of discussion: String
  ) -> (text: [Substring], sections: [(title: String, lines: [String])]) {
    var text: [Substring] = []
    var sections: [(title: String, lines: [String])] = []
    for line in discussion.split(separator: "\n", omittingEmptySubsequences: false) {
      let isHeading =
        line.count > 2 && line.allSatisfy { $0.isUppercase || $0 == " " } && line.first != " "
      if isHeading {
        sections.append((String(line), []))
      } else if sections.isEmpty {
        text.append(line)
      } else if !line.isEmpty {
        sections[sections.count - 1].lines.append(String(line))
      }
    }
    while text.last?.isEmpty == true { text.removeLast() }
    return (text, sections)
  }

  /// Lines of text with a paragraph where one is empty.
  private static func paragraphs(_ lines: [Substring]) -> [String] {
    lines.map { $0.isEmpty ? ".PP" : escaped(String($0)) }
  }

  private static func withoutPeriod(_ text: String) -> String {
    text.hasSuffix(".") ? String(text.dropLast()) : text
  }

  /// Text in which nothing is taken for a request or a font.
  private static func escaped(_ text: String) -> String {
    var result = ""
    for (offset, character) in text.enumerated() {
      switch character {
      case "\\": result += "\\e"
      case "-": result += "\\-"
      case ".", "'": result += offset == 0 ? "\\&\(character)" : String(character)
      case "\n": result += " "
      default: result.append(character)
      }
    }
    return result
  }
}
