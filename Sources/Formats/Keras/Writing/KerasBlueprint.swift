import Files
import HDF5
import JSON
import Networks

/// What a Keras file will hold: layers with legal names, configurations and weights.
struct KerasBlueprint: Sendable {
  /// The name of the input, which is a layer to Keras.
  let inputName: String
  /// The layers behind the input.
  let layers: [KerasWrittenLayer]
  /// What reading the file back must give.
  let expected: NeuralNetwork
  /// What this package adds to the file.
  let ownAttributes: KerasOwnAttributes
  /// The Keras version the file claims, which decides what `hard_sigmoid` means.
  let kerasVersion: String
  /// What the user should know, a sentence each.
  let notes: [String]

  /// The shape of a sample, without the batch axis.
  var inputShape: [Int] { expected.inputShape }

  /// The element type of the input: as precise as the first layer that has weights.
  var inputType: HDF5ElementType {
    layers.first { $0.elementType != nil }?.elementType == .float64 ? .float64 : .float32
  }

  /// Plans a file.
  ///
  /// - Throws: `FileError` of kind `unsupported` that names the layer which this kind of file cannot say.
  init(
    _ network: NeuralNetwork, provenance: ModelProvenance, kind: KerasFileKind,
    path: String
  ) throws(FileError) {
    for layer in network.layers {
      if let part = layer.nonFiniteParameter {
        throw FileError(
          .unsupported, file: path, object: "layer \(layer.name)",
          problem: "its \(part) hold NaN or infinite values; such a model is not written")
      }
    }
    var builder = KerasBlueprintBuilder(network, kind: kind, path: path)
    try builder.addLayers()
    kerasVersion = builder.kerasVersion
    inputName = builder.names.newName("input_1")
    expected = try builder.expectedNetwork()
    ownAttributes = KerasOwnAttributes(expected, provenance: provenance)
    layers = builder.layersWithElementTypes()
    notes = builder.notes()
  }
}
