import ArgumentParser
import MLPKit

/// The command `mlp verify`.
struct VerifyCommand: CommonCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Recompute everything that a results file says of itself.",
    discussion: """
      Compares the digest of the file's contents, runs every stored input forward,
      measures the inverse matrices, repeats the methods that need no search, and
      proves the lower bounds again. Prints a line for everything that does not
      hold; the exit code is 1 when there is any, or when the model is not the one
      that the results are of.

      EXAMPLES
        mlp verify inverse.h5 model.h5
        mlp verify inverse.h5 model.h5 --prior-data images.npy
        mlp verify inverse.h5 model.h5 --json
      """)

  @Argument(help: "A results file of mlp invert; - for standard input.")
  var results: String

  @OptionGroup var model: ModelOptions
  @OptionGroup var last: LastActivationAlias

  @Option(
    help: ArgumentHelp(
      "The images that invert had as --prior-data: what depends on them is recomputed, too.",
      valueName: "file"))
  var priorData: String?

  @Option(
    help: ArgumentHelp("The images that invert had as --background-images.", valueName: "file"))
  var backgroundImages: String?

  @Option(
    help: ArgumentHelp("The file that invert had as --reference.", valueName: "file"))
  var reference: String?

  @OptionGroup var table: TableOptions
  @OptionGroup var scaling: ScaleOptions
  @OptionGroup var common: CommonOptions

  func run() throws {
    common.apply()
    let console = Console.current
    let read = [results, model.model] + [priorData, backgroundImages, reference].compactMap { $0 }
    guard read.count(where: { $0 == "-" }) <= 1 else {
      throw UsageError("-: only one file can come from standard input")
    }
    let stored = try ResultsFile.read(results)
    let file = try model.open(lastActivation: last.name, console: console)
    let verification = try Verification(
      of: stored, at: results, with: file, data: try data(of: stored, for: file))
    let report = VerificationReport(verification, of: results, with: model.model)
    if common.json {
      console.print(report.json)
    } else {
      console.print(report.lines)
    }
    if !verification.holds { throw NegativeResults() }
  }

  /// The data files, read as `invert` does.
  private func data(
    of stored: InversionResults, for model: ModelFile
  ) throws -> InversionData? {
    var files = InversionFiles()
    files.priorImages = priorData
    files.backgroundImages = backgroundImages
    files.references = reference
    // Those of another model would only be in the way of saying so.
    guard !files.all.isEmpty, try model.sha256() == stored.modelSHA256 else { return nil }
    files.priorLayout = table.layout(.nothing, isCSV: true, for: nil)
    let classes = stored.parameters.first { $0.name == "classes" }?.value
    files.priorClasses = classes == "all" ? nil : TargetFlags.classNames(classes)
    let network = try model.network()
    return try files.read(for: network, range: scaling.range(of: network))
  }
}
