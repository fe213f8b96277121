package import Files
package import Networks

/// A model file of some format, read and checked but for the values of its tensors.
///
/// One conformer for each way to keep a model; ``ModelFile`` holds one and asks it everything. A format that
/// has nothing but arrays and a chain made of them needs no type of its own: it gives an ``ArrayModel``.
package protocol OpenedModel: Sendable {
  /// What is in the file.
  var inventory: ModelInventory { get }
  /// Why the model cannot be run; `nil` when it can, or seems to until its numbers are read.
  var obstacle: NotRunnable? { get }
  /// What was assumed because the file does not say it, or what of it is not used; `nil` for nothing.
  var assumption: String? { get }
  /// Whether the file says itself what the architecture is, so that hints were not looked at.
  var tellsItsArchitecture: Bool { get }
  /// Where the model comes from, as far as the file says it.
  var provenance: ModelProvenance { get }
  /// What the file holds that a network does not carry: a few words each.
  var extras: [String] { get }

  /// The network, with all its weights. Asked for when there is no ``obstacle`` only; that its numbers are
  /// finite is checked by the caller.
  ///
  /// - Throws: `FileError`: `badData` when a tensor is damaged, `unsupported` when it turns out only now
  ///   that the model cannot be run.
  func network() throws(FileError) -> NeuralNetwork

  /// The network without the weights of its dense layers, in bounded memory: every number is read and
  /// checked, none is kept. Asked for when there is no ``obstacle`` only.
  ///
  /// - Throws: `FileError` as ``network()`` does, and when a number is NaN or infinite.
  func outline() throws(FileError) -> NetworkOutline

  /// Visits every tensor, one at a time, in the order of the inventory.
  ///
  /// - Parameter visit: receives the tensor's entry and its values, which are read when it asks for them.
  /// - Throws: `FileError` of kind `badData` when a tensor is damaged, or what `visit` throws.
  func forEachTensor(
    _ visit: (ModelInventory.TensorEntry, borrowing TensorValues<FileError>) throws(FileError) ->
      Void
  ) throws(FileError)
}

extension OpenedModel {
  package var assumption: String? { nil }
  package var tellsItsArchitecture: Bool { true }
  package var provenance: ModelProvenance { ModelProvenance() }
  package var extras: [String] { [] }
}
