import Files
import HDF5
import Networks
import StoredModels

/// A results file, as far as it is looked at like a model: its datasets can be inspected.
struct ResultsContents: OpenedModel {
  /// The path as the caller gave it.
  let path: String
  /// The file.
  let source: ModelSource
  /// Its numeric datasets.
  let datasets: [ResultsDataset]

  var inventory: ModelInventory { ResultsInventory.make(datasets) }

  var obstacle: NotRunnable? {
    NotRunnable(
      layer: nil, className: nil, reason: "the file holds results of an inversion, not a model")
  }

  func network() throws(FileError) -> NeuralNetwork { throw noModel }

  func outline() throws(FileError) -> NetworkOutline { throw noModel }

  private var noModel: FileError {
    FileError(.unsupported, file: path, problem: "holds no model")
  }

  func forEachTensor(
    _ visit: (ModelInventory.TensorEntry, borrowing TensorValues<FileError>) throws(FileError) ->
      Void
  ) throws(FileError) {
    try source.forEachDataset(datasets.map { ($0.entry, $0.components) }, path: path, visit)
  }
}
