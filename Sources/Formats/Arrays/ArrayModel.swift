import Files
import Networks
import Numerics
import StoredModels

/// A model of any format whose tensors are arrays in a file or in memory.
///
/// A reader fills it in: it needs no type of its own for what can be said of an opened model.
struct ArrayModel: OpenedModel {
  var inventory: ModelInventory
  /// How to run it, or why not.
  var chain: Result<StoredChain<StoredArray>, NotRunnable>
  /// The arrays of the inventory, by the path of their entry.
  var arrays: [String: StoredArray]
  var assumption: String?
  /// Hints may have been used.
  var tellsItsArchitecture: Bool { false }
  var provenance = ModelProvenance()
  var extras: [String] = []

  /// Creates a model.
  ///
  /// - Parameters:
  ///   - inventory: what is in the file.
  ///   - chain: how to run it, or why not.
  ///   - arrays: those of the inventory, in any order; each is found by its name.
  init(
    _ inventory: ModelInventory, chain: Result<StoredChain<StoredArray>, NotRunnable>,
    arrays: [StoredArray]
  ) {
    self.inventory = inventory
    self.chain = chain
    self.arrays = Dictionary(arrays.map { ($0.name, $0) }) { first, _ in first }
  }

  var obstacle: NotRunnable? {
    if case .failure(let obstacle) = chain { obstacle } else { nil }
  }

  func network() throws(FileError) -> NeuralNetwork {
    try runnable().network { array throws(FileError) in try array.values() }
  }

  func outline() throws(FileError) -> NetworkOutline {
    try runnable().outline { array throws(FileError) in try array.isFinite() }
  }

  private func runnable() throws(FileError) -> StoredChain<StoredArray> {
    switch chain {
    case .success(let chain): return chain
    case .failure(let obstacle):
      throw FileError(.unsupported, file: "", problem: obstacle.description)
    }
  }

  func forEachTensor(
    _ visit: (ModelInventory.TensorEntry, borrowing TensorValues<FileError>) throws(FileError) ->
      Void
  ) throws(FileError) {
    for entry in inventory.layers.flatMap(\.tensors) {
      guard let array = arrays[entry.path] else { continue }
      let values = TensorValues<FileError>(
        count: array.count, isSinglePrecision: array.type.isSinglePrecision,
        blocks: { visit throws(FileError) in try array.forEachBlock(visit) },
        all: { () throws(FileError) in try array.values() })
      try visit(entry, values)
    }
  }
}
