import Files
import HDF5
import Networks
import StoredModels

/// A Keras file of any kind: HDF5, or an archive with HDF5 inside.
struct KerasFile: OpenedModel {
  /// The path as the caller gave it.
  let path: String
  /// Where the HDF5 file is: the file itself, or the member of an archive that holds the weights.
  let source: ModelSource
  /// What was read.
  private(set) var model: KerasModel

  /// The same model, told of as what is in another kind of file.
  ///
  /// - Parameter inventory: what is in that file, with the layers of this one.
  func described(as inventory: ModelInventory) -> KerasFile {
    var file = self
    file.model.inventory = inventory
    return file
  }

  var inventory: ModelInventory { model.inventory }
  var assumption: String? { model.assumption }
  var tellsItsArchitecture: Bool { model.hasOwnArchitecture }
  var provenance: ModelProvenance { model.ownAttributes.provenance }

  /// A network is flat: a Dense along one axis becomes one over all values.
  var extras: [String] {
    guard case .success(let plan) = model.plan else { return [] }
    return plan.steps.compactMap { step in
      guard case .dense(let name, let kernel, _) = step, kernel.repeats > 1 else { return nil }
      return
        "the axes of layer \(name.prefix(80)), which has the same \(kernel.rows)×\(kernel.columns) "
        + "weights at each of \(kernel.repeats) places (it becomes one Dense over all values)"
    }
  }

  var obstacle: NotRunnable? {
    if case .failure(let reason) = model.plan { reason } else { nil }
  }

  func network() throws(FileError) -> NeuralNetwork {
    try source.lendingRoot(path: path) { root throws(FileError) in
      try chain(from: root).network { tensor throws(FileError) in
        try reading { () throws(HDF5Error) in try tensor.numbers(root) }
      }
    }
  }

  func outline() throws(FileError) -> NetworkOutline {
    try source.lendingRoot(path: path) { root throws(FileError) in
      try chain(from: root).outline { tensor throws(FileError) in
        try reading { () throws(HDF5Error) in
          for tensor in tensor.tensors where try !KerasTensorData.isFinite(tensor, root) {
            return false
          }
          return true
        }
      }
    }
  }

  private func chain(
    from root: borrowing HDF5Group
  ) throws(FileError) -> StoredChain<KerasNumbersPlace> {
    let plan: KerasPlan
    do throws(NotRunnable) {
      plan = try model.plan.get()
    } catch {
      throw FileError(.unsupported, file: path, problem: error.description)
    }
    var chain = try reading { () throws(HDF5Error) in
      try KerasNetworkBuilder.chain(plan, from: root, file: path)
    }
    model.ownAttributes.apply(to: &chain)
    return chain
  }

  private func reading<Value>(
    _ body: () throws(HDF5Error) -> Value
  ) throws(FileError) -> Value {
    do throws(HDF5Error) {
      return try body()
    } catch {
      throw ModelFile.fileError(error, path)
    }
  }

  func forEachTensor(
    _ visit: (ModelInventory.TensorEntry, borrowing TensorValues<FileError>) throws(FileError) ->
      Void
  ) throws(FileError) {
    try source.forEachDataset(
      model.tensors.map { ($0.entry, $0.components) }, path: path, visit)
  }
}
