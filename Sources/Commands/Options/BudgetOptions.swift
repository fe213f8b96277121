import ArgumentParser
import MLPKit

/// What a command may use; for every command the same.
struct BudgetOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Memory to use at most, such as 500M or 2G; past it the exit code is 75. "
        + "(default: all there is here, \(Budget.text(Budget().memory)))",
      valueName: "size"))
  var maxMemory: MemorySize?

  @Option(
    help: ArgumentHelp(
      "Seconds to take at most; past them the exit code is 75. (default: no limit)",
      valueName: "seconds"))
  var timeout: Double?

  /// Refuses a time that is none.
  func validate() throws {
    if let timeout, !timeout.isFinite || timeout <= 0 {
      throw ValidationError("--timeout: \(timeout) is not a number of seconds above 0")
    }
  }

  /// The budget for sizes that files claim.
  var budget: Budget { Budget(memory: maxMemory?.bytes) }

  /// Bounds this process, which runs one command: past the bounds it ends.
  func boundProcess() {
    let budget = budget
    Interruptions.endProcess(
      above: budget.memory, status: ExitStatus.budget.rawValue,
      saying: "mlp: needs more memory than the \(Budget.text(budget.memory)) that it may use "
        + "(--max-memory), or than the system gives")
    if let timeout {
      Interruptions.endProcess(
        after: timeout, status: ExitStatus.budget.rawValue,
        saying: "mlp: did not come to an end within \(NumberText.short(timeout)) s (--timeout)")
    }
  }
}

/// A size of memory: a number and perhaps K, M, G or T, each 1024 of the one before.
struct MemorySize: ExpressibleByArgument, Equatable {
  /// How many bytes.
  let bytes: Int

  /// Reads `2G`, `1.5GB`, `512MiB`, `1000000`.
  init?(argument: String) {
    var text = argument.uppercased()
    if text.hasSuffix("IB") { text.removeLast(2) } else if text.hasSuffix("B") { text.removeLast() }
    let units: [Character] = ["K", "M", "G", "T"]
    var factor = 1.0
    if let last = text.last, let power = units.firstIndex(of: last) {
      factor = (0...power).reduce(1) { product, _ in product * 1024 }
      text.removeLast()
    }
    // A digit first: what else begins a number, such as a sign or "inf", begins no size.
    guard text.first?.isNumber == true, let number = Double(text) else { return nil }
    let size = (number * factor).rounded(.up)
    guard size >= 1, size < 0x1p62 else { return nil }
    bytes = Int(size)
  }
}

/// A command with the options that all commands have.
protocol CommonCommand: ParsableCommand {
  /// These options.
  var common: CommonOptions { get }
}
