import ArgumentParser
import MLPKit

/// A command or an option that there is not.
///
/// The parser checks what is missing before it looks at what is too much: whoever misspells an option would
/// be told of something else.
struct UnknownWord {
  /// The sentence that says so.
  let problem: String

  /// The first word of a command line that is unknown; `nil` when all are known.
  init?(in arguments: [String]) {
    guard let problem = Self.problem(in: arguments) else { return nil }
    self.problem = problem
  }

  private static func problem(in arguments: [String]) -> String? {
    guard let first = arguments.first else { return nil }
    let commands = RootCommand.configuration.subcommands
    guard let command = commands.first(where: { $0.configuration.commandName == first }) else {
      guard !first.hasPrefix("-"), first != "help" else { return nil }
      let names = commands.compactMap { $0.configuration.commandName } + ["help"]
      return "Unknown command '\(terminalSafe(first))'." + suggestion(first, names)
    }
    let known = options(of: command)
    let words = arguments.dropFirst().split(separator: "--", omittingEmptySubsequences: false)
    for word in words.first ?? [] {
      let name = String(word.prefix { $0 != "=" })
      if name.hasPrefix("--"), !known.contains(name) {
        return "Unknown option '\(terminalSafe(name))'." + suggestion(name, known.sorted())
      }
    }
    return nil
  }

  /// What the parser says of the command line, with this instead of its first sentence.
  func correcting(_ text: String) -> String {
    let usage = text.split(separator: "\n").drop { !$0.hasPrefix("Usage:") }
    return (["Error: \(problem)"] + usage.map(String.init)).joined(separator: "\n")
  }

  /// The long options of a command, as its help names them.
  private static func options(of command: any ParsableCommand.Type) -> Set<String> {
    let help = RootCommand.helpMessage(for: command, includeHidden: true, columns: 1000)
    let words = help.split { !($0 == "-" || $0.isLetter || $0.isNumber) }
    return Set(words.lazy.filter { $0.hasPrefix("--") }.map(String.init)).union([
      "--help", "--help-hidden", "--version", "--experimental-dump-help",
      "--generate-completion-script",
    ])
  }

  private static func suggestion(_ word: String, _ names: [String]) -> String {
    let nearest = names.map { (name: $0, distance: distance(word, $0)) }
      .min { $0.distance < $1.distance }
    guard let nearest, nearest.distance <= max(1, word.count / 3) else { return "" }
    return " Did you mean '\(nearest.name)'?"
  }

  /// The smallest number of letters put in, left out or exchanged that makes one word the other.
  private static func distance(_ one: String, _ other: String) -> Int {
    let other = Array(other)
    var row = Array(0...other.count)
    for (index, letter) in one.enumerated() {
      var diagonal = row[0]
      row[0] = index + 1
      for column in other.indices {
        let above = row[column + 1]
        row[column + 1] = min(
          above + 1, row[column] + 1, diagonal + (letter == other[column] ? 0 : 1))
        diagonal = above
      }
    }
    return row[other.count]
  }
}
