import Networks

/// Weights from NumPy's own files, all in memory.
struct NumPyModel: Sendable {
  /// What is in the file.
  let inventory: ModelInventory
  /// The network, whose activations the user named.
  let network: NeuralNetwork
  /// The values of each array.
  let values: [String: [Double]]
  /// What was assumed.
  let note: String?
}
