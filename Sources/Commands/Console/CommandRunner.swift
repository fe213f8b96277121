import ArgumentParser
import MLPKit
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Runs the command line.
package enum CommandRunner {
  /// Runs the process's own arguments and ends the process with the command's exit code.
  package static func runProcess() -> Never {
    Interruptions.endProcessOnSignals()
    let isDumb = unsafe getenv("TERM").map { unsafe String(cString: $0) } == "dumb"
    let isPlain = unsafe getenv("NO_COLOR").map { unsafe $0.pointee != 0 } ?? false
    let console = Console(
      hasTerminal: StandardStream.error.isTerminal && !isDumb,
      isColored: StandardStream.output.isTerminal && !isDumb && !isPlain)
    // Everything is written; the ends of the libraries, some of which wait for threads, are not for a process that
    // may have run out of memory.
    let arguments = Array(CommandLine.arguments.dropFirst())
    _exit(
      TextTable.$terminalWidth.withValue(StandardStream.output.width ?? 80) {
        run(arguments, console: console, ownsProcess: true)
      })
  }

  /// Runs a command and returns its exit code and what it printed.
  ///
  /// For tests and for programs that use the tool as a library; messages do not reach the terminal.
  ///
  /// - Parameter arguments: the arguments without the program's name.
  /// - Returns: the exit code, standard output and standard error.
  package static func capture(
    _ arguments: [String]
  ) -> (status: Int32, output: String, error: String) {
    final class Sink: Sendable {
      private let bytes = Mutex<[UInt8]>([])
      func append(_ more: [UInt8]) { bytes.withLock { $0 += more } }
      var text: String { String(decoding: bytes.withLock { $0 }, as: UTF8.self) }
    }
    let output = Sink()
    let error = Sink()
    let status = run(
      arguments, console: Console(output: { output.append($0) }, error: { error.append($0) }))
    return (status, output.text, error.text)
  }

  /// Runs a command.
  ///
  /// - Parameters:
  ///   - arguments: the arguments without the program's name.
  ///   - console: where results and messages go.
  ///   - ownsProcess: whether the process is there for this command only, and may end when a budget runs out.
  /// - Returns: the exit code.
  static func run(_ arguments: [String], console: Console, ownsProcess: Bool = false) -> Int32 {
    do {
      var status = ExitStatus.done
      try Console.$current.withValue(console) {
        let command = try RootCommand.parseAsRoot(arguments)
        let options = (command as? any CommonCommand)?.common.budget
        if ownsProcess { options?.boundProcess() }
        do {
          try Budget.$current.withValue(options?.budget ?? Budget()) {
            try run(command)
          }
        } catch is NegativeResults {
          status = .negative
        }
      }
      try console.flush()
      return status.rawValue
    } catch let error as FileError {
      return fail(error, console)
    } catch let error as UsageError {
      return fail(error, console)
    } catch let error as BudgetError {
      return fail(error, console)
    } catch let error as Interrupted {
      return 128 + error.signal
    } catch let error as NegativeAnswer {
      console.message(error.description)
      return ExitStatus.negative.rawValue
    } catch {
      return parserOrInternal(error, arguments, console: console)
    }
  }

  /// Runs a command, which reads files in a child process, or for a measurement (`Benchmarks/containment.py`) not.
  private static func run(_ command: any ParsableCommand) throws {
    var command = command
    if unsafe getenv("MLPKIT_READ_IN_PROCESS") != nil {
      try ModelFile.readingInProcess { try command.run() }
    } else {
      try ModelFile.keepingProcess { try command.run() }
    }
  }

  private static func fail(
    _ error: some Error & CustomStringConvertible, _ console: Console
  ) -> Int32 {
    console.message(error.description)
    return ExitStatus(error).rawValue
  }

  /// Help, version, usage errors and early exits come out of the parser as errors too.
  private static func parserOrInternal(
    _ error: any Error, _ arguments: [String], console: Console
  ) -> Int32 {
    let code = RootCommand.exitCode(for: error)
    // The parser gives 1 to every error that is not its own.
    if code.rawValue == 1, !(error is ExitCode) {
      console.message("internal error: \(error); please report it")
      return ExitStatus.internalError.rawValue
    }
    var text = RootCommand.fullMessage(for: error)
    if text == RootCommand.configuration.version, arguments.contains("--verbose") {
      text +=
        "\nproducts: own kernels for \(Kernels.instructionSet)\nfactorizations: \(LAPACK.description)"
    }
    guard code.isSuccess else {
      if let unknown = UnknownWord(in: arguments) { text = unknown.correcting(text) }
      // What cannot be told has nobody to be told to; the exit code says it.
      try? console.usage(text, isError: true)
      return code.rawValue
    }
    do {
      try console.usage(text, isError: false)
      return code.rawValue
    } catch let error as FileError {
      return fail(error, console)
    } catch {
      return ExitStatus.internalError.rawValue
    }
  }
}
