import ArgumentParser
import MLPKit

/// The command `mlp inspect`.
struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Show what a model file holds: layers, weights, statistics.",
    discussion: """
      EXAMPLES
        mlp inspect model.h5
        mlp inspect model.h5 --layer dense_1 --histogram
        mlp inspect model.h5 --json | jq .network
      """)

  @OptionGroup var model: ModelOptions

  @OptionGroup var last: LastActivationAlias

  @OptionGroup var common: CommonOptions

  @Option(help: ArgumentHelp("Show only this layer; repeatable.", valueName: "name"))
  var layer: [String] = []

  @Flag(help: "Show the distribution of each tensor's values.")
  var histogram = false

  @Option(help: ArgumentHelp("Show at most this many layers.", valueName: "n"))
  var limit: Int?

  @Flag(
    inversion: .prefixedNo, exclusivity: .chooseLast,
    help: """
      Compute singular values of all matrices, or of none; without either, of those that take less \
      than about two seconds.
      """)
  var spectrum: Bool?

  func validate() throws {
    if let limit, limit < 1 { throw ValidationError("--limit: \(limit) is not a positive number") }
  }

  func run() throws {
    common.apply()
    let model = try self.model.open(lastActivation: last.name, console: Console.current)
    let inventory = try shownInventory(of: model)
    let asked: TensorReport.SpectrumChoice =
      switch spectrum {
      case nil: .affordable
      case true?: .all
      case false?: .none
      }
    let report = try model.inspection(
      of: inventory, spectrum: asked, histogram: { _ in histogram })
    if common.json {
      Console.current.print(report.json)
    } else {
      Console.current.print(report.lines)
    }
  }

  private func shownInventory(of model: ModelFile) throws -> ModelInventory {
    var inventory = model.inventory
    let names = Set(inventory.layers.map(\.name))
    for name in layer where !names.contains(name) {
      throw FileError(
        .badData, file: model.path, object: "layer \(name)",
        problem:
          "does not exist; the layers are \(inventory.layers.map(\.name).prefix(20).joined(separator: ", "))"
      )
    }
    if !layer.isEmpty { inventory.layers.removeAll { !layer.contains($0.name) } }
    if let limit { inventory.layers = Array(inventory.layers.prefix(limit)) }
    return inventory
  }
}

extension ModelFile {
  /// What is to be said of some layers; the tensors are read one at a time.
  ///
  /// - Parameters:
  ///   - inventory: the layers.
  ///   - spectrum: for which matrices singular values are computed.
  ///   - histogram: whether the distribution of a tensor is counted.
  /// - Throws: `FileError` when a tensor is damaged.
  func inspection(
    of inventory: ModelInventory, spectrum: TensorReport.SpectrumChoice,
    histogram: (ModelInventory.TensorEntry) -> Bool
  ) throws(FileError) -> InspectionReport {
    let shown = Set(inventory.layers.flatMap(\.tensors).map(\.path))
    var tensors: [String: TensorReport] = [:]
    try forEachTensor { entry, values throws(FileError) in
      guard shown.contains(entry.path) else { return }
      // Of a results file only the inverse matrices are matrices to anybody.
      let isMatrix = self.inventory.format != .results || entry.role == "pseudo_inverse"
      tensors[entry.path] = try TensorReport(
        entry, values: values, histogram: histogram(entry), spectrum: isMatrix ? spectrum : .none)
    }
    return InspectionReport(
      file: path, inventory: inventory, parameterCount: self.inventory.parameterCount,
      omittedLayers: self.inventory.layers.count - inventory.layers.count, tensors: tensors,
      network: try networkSummary())
  }

  /// What can be done with the model: one that cannot be run is no error here, but an answer.
  ///
  /// - Throws: nothing but failures of the machine.
  func networkSummary() throws(FileError) -> NetworkSummary {
    if let obstacle { return NetworkSummary(obstacle: obstacle.description) }
    let network: NetworkOutline
    do throws(FileError) {
      network = try outline()
    } catch {
      guard error.kind == .badData || error.kind == .unsupported else { throw error }
      return NetworkSummary(
        obstacle: error.object.map { "\($0): \(error.problem)" } ?? error.problem)
    }
    if network.head == .softmax, network.outputs == 1 {
      return NetworkSummary(
        network, obstacle: "a softmax over one class is always 1: every input is perfect")
    }
    return NetworkSummary(network, obstacle: AnalyticalMethod().obstacle(for: network)?.description)
  }
}
