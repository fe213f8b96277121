import MLPKit
import Synchronization

/// Where a command's results and messages go: the only place of the package that prints.
///
/// Results are kept until the command has succeeded, so that a failure prints none; messages appear at
/// once.
final class Console: Sendable {
  /// The console of the running command.
  @TaskLocal static var current = Console()

  private struct State {
    var isQuiet = false
    var results: [UInt8] = []
    var notes: Set<String> = []
  }

  private let state = Mutex(State())
  private let writeOutput: @Sendable ([UInt8]) throws -> Void
  private let writeError: @Sendable ([UInt8]) throws -> Void
  private let hasTerminal: Bool
  private let isColored: Bool

  /// Whether notes are silenced.
  var isQuiet: Bool {
    get { state.withLock(\.isQuiet) }
    set { state.withLock { $0.isQuiet = newValue } }
  }

  /// A console that writes to the given sinks; by default to the standard streams, without progress.
  init(
    output: @escaping @Sendable ([UInt8]) throws -> Void = { try StandardStream.output.write($0) },
    error: @escaping @Sendable ([UInt8]) throws -> Void = { try StandardStream.error.write($0) },
    hasTerminal: Bool = false, isColored: Bool = false
  ) {
    self.hasTerminal = hasTerminal
    self.isColored = isColored
    writeOutput = output
    writeError = error
  }

  /// Adds lines to the results; signs of verdicts have colors on a terminal that shows them.
  func print(_ lines: [String]) {
    let bytes = lines.flatMap { Array(((isColored ? Self.colored($0) : $0) + "\n").utf8) }
    state.withLock { $0.results += bytes }
  }

  /// A line with its signs in green and red.
  static func colored(_ line: String) -> String {
    line.map { character in
      switch character {
      case "✓": "\u{1B}[32m✓\u{1B}[0m"
      case "✗": "\u{1B}[31m✗\u{1B}[0m"
      default: String(character)
      }
    }.joined()
  }

  /// Adds a JSON document to the results.
  func print(_ document: JSONValue) {
    print(document.serialized(pretty: true) + "\n")
  }

  /// Adds text to the results as it is.
  func print(_ text: String) {
    state.withLock { $0.results += Array(text.utf8) }
  }

  /// Adds bytes to the results.
  ///
  /// - Throws: `FileError` when they would go to a terminal.
  func print(binary bytes: [UInt8]) throws {
    try checkBinaryOutput()
    state.withLock { $0.results += bytes }
  }

  /// Makes sure that bytes can be printed.
  ///
  /// - Throws: `FileError` when they would go to a terminal.
  func checkBinaryOutput() throws {
    if StandardStream.output.isTerminal {
      throw FileError(
        .cannotCreate, file: "-", problem: "is a terminal, and the output is binary; redirect it")
    }
  }

  /// Tells the user something that is not a result, once; `--quiet` silences it.
  func note(_ text: String) {
    let isNew = state.withLock { !$0.isQuiet && $0.notes.insert(text).inserted }
    if isNew { message("note: \(text)") }
  }

  /// Writes one line to standard error, with everything dangerous in it escaped.
  func message(_ text: String) {
    // A message that cannot be delivered has nobody to be reported to.
    try? writeError(Array("mlp: \(terminalSafe(text))\n".utf8))
  }

  /// Whether progress is shown: on a terminal that can move its cursor, unless notes are silenced.
  var drawsProgress: Bool { hasTerminal && !isQuiet }

  /// Draws on the terminal; for progress, which makes its own control characters.
  func draw(_ text: String) {
    if hasTerminal { try? writeError(Array(text.utf8)) }
  }

  /// Writes text that was made by the argument parser, lines and all.
  ///
  /// - Throws: `FileError` when the stream cannot take it.
  func usage(_ text: String, isError: Bool) throws {
    if text.isEmpty { return }
    if isError {
      try writeError(Array("\(text)\n".utf8))
    } else {
      try writeOutput(Array("\(text)\n".utf8))
    }
  }

  /// Delivers the results.
  ///
  /// - Throws: `FileError` when standard output cannot take them.
  func flush() throws {
    let results = state.withLock { state in
      defer { state.results = [] }
      return state.results
    }
    if !results.isEmpty { try writeOutput(results) }
  }
}
