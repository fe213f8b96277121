import ArgumentParser
import MLPKit

/// The command `mlp demo`.
struct DemoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "The main job on models and data that ship with the package.",
    discussion: """
      Inspects and inverts the paper's two networks on MNIST and on 8×8 digits, and
      writes results and pictures.

      EXAMPLES
        mlp demo -o demo
      """)

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The folder for results and pictures.", valueName: "dir"))
  var output = "demo"

  @Option(
    help: ArgumentHelp(
      "The package's folder of models and data. Default: found beside the tool.", valueName: "dir"))
  var fixtures: String?

  @OptionGroup var common: CommonOptions
  @OptionGroup var writing: WritingOptions

  /// The networks of the demo; the filters are those of the paper's figures 3.3 and 3.4.
  private static let models = [
    ("mnist/slp", ["--filter", "top_and_bottom:0.05", "--filter", "middle:0.2"]),
    ("mnist/mlp", []),
    ("digits/slp", ["--filter", "top_and_bottom:0.05", "--filter", "middle:0.2"]),
    ("digits/mlp", []),
  ]

  func run() throws {
    common.apply()
    let console = Console.current
    let fixtures = try fixturesFolder()
    if !writing.dryRun { try OutputFiles.createDirectory(output) }
    var written: [String] = []
    for (name, filters) in Self.models {
      console.note("inverting \(name)")
      written += try runModel(
        name, at: "\(fixtures)/\(name).h5", filters: filters, fixtures: fixtures, console)
    }
    if common.json {
      console.print(["schema": 1, "files": .array(written.map { .string($0) })])
      return
    }
    console.print([
      "Open the all-methods.png files first; docs/results-format.md explains the .h5 files."
    ])
  }

  private func runModel(
    _ name: String, at path: String, filters: [String], fixtures: String, _ console: Console
  ) throws -> [String] {
    let model = try ModelFile.open(path)
    let network = try model.network()
    // The digits' own images, without labels, tell what a likely input is.
    let prior =
      name.hasPrefix("digits") ? ["--prior-data", "\(fixtures)/digits/images-idx3-ubyte.gz"] : []
    let flags = try InversionFlags.parse(filters + prior)
    let options = try flags.options(
      for: network, range: .standard, head: nil, console: console)
    let run = try InversionRun(model, network, flags: flags, options: options, console: console)
    let folder = "\(output)/\(name.map { $0 == "/" ? "-" : String($0) }.joined())"
    let results = "\(folder)/results.h5"
    if !writing.dryRun { try OutputFiles.createDirectory(folder) }
    let files =
      [OutputFile(path: results, bytes: try ResultsFile.encode(run.results, path: results))]
      + (try PictureFiles.make(run.results.pictures, directory: folder))
    try writing.write(files, console: console)
    if common.json { return files.map(\.path) }
    let summary = NetworkSummary(network, obstacle: nil)
    console.print(["\(name): \(summary.chain?.joined(separator: " → ") ?? "")"])
    if name.hasPrefix("digits") {
      console.print([try accuracy(of: network, fixtures: fixtures)])
    }
    console.print(InversionReport(results: run.results, seconds: run.seconds, path: results).lines)
    console.print([""] + files.map { "wrote \($0.path)" } + [""])
    return files.map(\.path)
  }

  private func accuracy(of network: Network, fixtures: String) throws -> String {
    let labeled = try DatasetReader.labeledSamples(
      images: "\(fixtures)/digits/images-idx3-ubyte.gz",
      labels: "\(fixtures)/digits/labels-idx1-ubyte.gz", scale: .standard)
    var report = EvaluationReport(classNames: labeled.classNames, head: network.head)
    report.add(logits: network.predict(labeled.samples).logits, labels: labeled.labels)
    return "on the 8×8 digits: \(report.lines[0])"
  }

  /// The package's `fixtures`: named, in the working folder, or above the tool itself.
  private func fixturesFolder() throws -> String {
    if let fixtures { return fixtures }
    var candidates = ["fixtures"]
    var folder = ExecutablePath.current
    while let slash = folder.lastIndex(of: "/") {
      folder = String(folder[..<slash])
      candidates.append("\(folder)/fixtures")
    }
    guard let found = candidates.first(where: { FileBytes.exists("\($0)/digits/mlp.h5") }) else {
      throw FileError(
        .cannotOpen, file: "fixtures",
        problem: "is not in this folder nor above the tool; --fixtures names the package's folder")
    }
    return found
  }
}
