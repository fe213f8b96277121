import ArgumentParser
import Formats
import MLPKit

/// The command `mlp demo`.
struct DemoCommand: CommonCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "The main job on models and data that ship with the package.",
    discussion: """
      Trains the paper's two networks on 8×8 digits, unless DIR/digits-slp/model.h5
      and DIR/digits-mlp/model.h5 are there already; takes the two on MNIST as they
      ship, because MNIST's images do not. Inspects and inverts all four by every
      method and filter, and writes results, pictures and HTML reports.

      --force replaces results, pictures and reports; a model that is there is kept
      and used. Remove it to have it trained again.

      EXAMPLES
        mlp demo -o demo
      """)

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The folder for models, results and reports.", valueName: "dir"))
  var output = "demo"

  @Option(
    help: ArgumentHelp(
      "The package's folder of models and data. Default: found beside the tool.", valueName: "dir"))
  var fixtures: String?

  @OptionGroup var common: CommonOptions
  @OptionGroup var writing: WritingOptions

  func run() throws {
    common.apply()
    let console = Console.current
    let fixtures = try fixturesFolder()
    let images = "\(fixtures)/digits/images-idx3-ubyte.gz"
    let digits = try DemoTraining(
      images: images, labels: "\(fixtures)/digits/labels-idx1-ubyte.gz")
    let networks = DemoNetwork.all(images: images)
    // The folders of what is not there are made later.
    var planned = PlannedFiles(writing)
    for path in networks.flatMap(outputs) where FileBytes.exists(path) { planned.write(path) }
    try planned.check()
    if !writing.dryRun { try OutputFiles.createDirectory(output) }
    var written: [String] = []
    for network in networks {
      if !writing.dryRun { try OutputFiles.createDirectory(folder(network)) }
      written += try run(network, digits: digits, fixtures: fixtures, console)
    }
    if common.json {
      console.print(["schema": 1, "files": .array(written.map { .string($0) })])
    } else if !writing.dryRun {
      console.print(whereToLook(networks))
    }
  }

  private func folder(_ network: DemoNetwork, _ inversion: DemoNetwork.Inversion? = nil) -> String {
    let name = inversion?.name ?? ""
    return "\(output)/\(network.name)\(name.isEmpty ? "" : "/\(name)")"
  }

  private func outputs(_ network: DemoNetwork) -> [String] {
    ["\(folder(network))/model.html"]
      + network.inversions.flatMap { inversion in
        ["results.h5", "report.html", "all-methods.png"].map {
          "\(folder(network, inversion))/\($0)"
        }
      }
  }

  private func run(
    _ demo: DemoNetwork, digits: DemoTraining, fixtures: String, _ console: Console
  ) throws -> [String] {
    var text = [demo.name]
    var written: [String] = []
    let model: ModelFile
    if let preset = demo.preset {
      let path = "\(folder(demo))/model.h5"
      if FileBytes.exists(path) {
        text.append("\(terminalSafe(path)) is there: not trained again")
        model = try ModelFile.open(path)
      } else {
        console.note("training \(demo.name)")
        let trained = try digits.train(preset, path: path, console: console)
        try write([OutputFile(path: path, bytes: trained.bytes)], console, &written)
        text.append("trained as mlp train --preset \(preset.rawValue): \(trained.summary)")
        model = try ModelFile(path: path, bytes: trained.bytes)
      }
    } else {
      text.append("as it ships with the package: MNIST's images, to train on, do not")
      model = try ModelFile.open("\(fixtures)/\(demo.file)")
    }
    let runnable = try RunnableModel(model)
    let network = runnable.network
    if demo.preset != nil { text += try digits.accuracy(of: runnable) }
    let inspection = try model.inspection(
      of: model.inventory, spectrum: .affordable, histogram: { _ in false })
    text += [""] + inspection.lines
    try write(
      [OutputFile(path: "\(folder(demo))/model.html", bytes: try ReportFile.make(model))], console,
      &written)
    for inversion in demo.inversions {
      console.note("inverting \(demo.name), \(inversion.title)")
      let results = try invert(model, network, inversion, demo, console, &written)
      text += ["", "inverted \(inversion.title)", ""] + MethodSummary(results: results).lines
    }
    if !common.json { console.print(text + [""]) }
    return written
  }

  private func invert(
    _ model: ModelFile, _ network: NeuralNetwork, _ inversion: DemoNetwork.Inversion,
    _ demo: DemoNetwork, _ console: Console, _ written: inout [String]
  ) throws -> InversionResults {
    let flags = try InvertCommand.parse([demo.name, "-o", "-"] + inversion.flags).flags
    let range = network.inputRange.flatMap { ScaleRange($0) } ?? .standard
    let run = try flags.inversion(
      of: model, network, range: range, common: nil, head: nil, data: nil, console: console)
    let folder = folder(demo, inversion)
    let path = "\(folder)/results.h5"
    let bytes = try ResultsFile.encode(run.results, path: path)
    let report = try ReportFile.make(
      run.results, path: path, sha256: FileDigest.sha256(bytes))
    try write(
      [
        OutputFile(path: path, bytes: bytes),
        OutputFile(path: "\(folder)/report.html", bytes: report),
      ] + (try PictureFiles.make(run.results, directory: folder)), console, &written)
    return run.results
  }

  /// Writes files of one folder, which is made first; the folder above it is there.
  private func write(
    _ files: [OutputFile], _ console: Console, _ written: inout [String]
  ) throws {
    if !writing.dryRun, let path = files.first?.path, let slash = path.lastIndex(of: "/") {
      try OutputFiles.createDirectory(String(path[..<slash]))
    }
    try writing.write(files, console: console)
    written += files.map(\.path)
  }

  private func whereToLook(_ networks: [DemoNetwork]) -> [String] {
    let output = terminalSafe(output)
    var lines = ["Look first at these, in a browser:"]
    lines += networks.map { "  \(terminalSafe(folder($0)))/report.html" }
    lines += [
      "Then, in the same folders: model.html, what the network is; all-methods.png, all pictures;",
      "results.h5, all numbers (docs/results-format.md); covariance and data-free, other choices.",
      "The trained networks are \(output)/digits-slp/model.h5 and \(output)/digits-mlp/model.h5.",
    ]
    return lines
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
    guard let found = candidates.first(where: { FileBytes.exists("\($0)/mnist/mlp.h5") }) else {
      throw FileError(
        .cannotOpen, file: "fixtures",
        problem: "is not in this folder nor above the tool; --fixtures names the package's folder")
    }
    return found
  }
}
