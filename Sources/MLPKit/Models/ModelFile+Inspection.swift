public import Files
public import Formats
import Inversion
public import Networks
package import Reports
import StoredModels

extension ModelFile {
  /// A part of the inventory.
  ///
  /// - Parameters:
  ///   - names: the layers to show; all when there are none.
  ///   - limit: the most layers; `nil` for no limit.
  /// - Throws: `FileError` when a layer does not exist.
  public func inventory(
    showing names: [String], limit: Int? = nil
  ) throws(FileError) -> ModelInventory {
    var shown = inventory
    let known = Set(inventory.layers.map(\.name))
    for name in names where !known.contains(name) {
      throw FileError(
        .badData, file: path, object: "layer \(name)",
        problem: "does not exist; the layers are "
          + inventory.layers.map(\.name).prefix(20).joined(separator: ", "))
    }
    if !names.isEmpty { shown.layers.removeAll { !names.contains($0.name) } }
    if let limit { shown.layers = Array(shown.layers.prefix(limit)) }
    return shown
  }

  /// What is to be said of some layers; the tensors are read one at a time.
  ///
  /// - Parameters:
  ///   - inventory: the layers.
  ///   - spectrum: for which matrices singular values are computed.
  ///   - histogram: whether the distribution of a tensor is counted.
  /// - Throws: `FileError` when a tensor is damaged.
  package func inspection(
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

  /// The inputs of the model: as it says, or what its first layer tells of them, or assumed.
  ///
  /// - Throws: `FileError` when the model cannot be run: then it is not known what its inputs are.
  package func inputSpace() throws(FileError) -> InputSpace {
    if let obstacle {
      throw FileError(
        .unsupported, file: path, problem: "its inputs are not known: \(obstacle.description)")
    }
    return try outline().inputSpace
  }

  /// What can be done with the model: one that cannot be run is no error here, but an answer.
  ///
  /// - Throws: nothing but failures of the machine.
  package func networkSummary() throws(FileError) -> NetworkSummary {
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
