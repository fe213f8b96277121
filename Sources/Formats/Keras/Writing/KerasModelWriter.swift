package import Files
import HDF5
package import Networks

/// Writes networks as Keras files.
package enum KerasModelWriter {
  /// Builds the complete bytes of a Keras file, and reads them back to be sure of them.
  ///
  /// Weights are stored in the element types they came with, bit for bit. The same network gives the same
  /// bytes: no time is stored.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - kind: the kind of file.
  ///   - path: the file's name for messages; nothing is written.
  ///   - provenance: where it comes from.
  /// - Throws: `FileError`: `unsupported` with the layer's name when Keras has no way to say what it does,
  ///   `inputOutput` when a library fails.
  package static func encode(
    _ network: NeuralNetwork, as kind: KerasFileKind, path: String,
    provenance: ModelProvenance = ModelProvenance()
  ) throws(FileError) -> ModelEncoding {
    let blueprint = try KerasBlueprint(
      network, provenance: provenance, kind: kind, path: path)
    let bytes: [UInt8]
    switch kind {
    case .model:
      bytes = try image(path) { () throws(HDF5Error) in try KerasLegacyWriter.model(blueprint) }
      try KerasWrittenCheck.compareModel(bytes, with: blueprint, path: path)
    case .legacyWeights:
      bytes = try image(path) { () throws(HDF5Error) in try KerasLegacyWriter.weights(blueprint) }
      try KerasWrittenCheck.compareLegacyWeights(bytes, with: blueprint, path: path)
    case .weights:
      bytes = try image(path) { () throws(HDF5Error) in try KerasObjectWriter.weights(blueprint) }
      try KerasWrittenCheck.compareWeights(bytes, with: blueprint, path: path)
    case .archive:
      let weights = try image(path) { () throws(HDF5Error) in
        try KerasObjectWriter.weights(blueprint)
      }
      try KerasWrittenCheck.compareWeights(weights, with: blueprint, path: path)
      let members = KerasArchiveWriter.members(blueprint, weights: weights)
      bytes = try ZipArchive.write(members, file: path)
      try KerasWrittenCheck.compareArchive(bytes, with: members, path: path)
      try KerasWrittenCheck.compareModel(bytes, with: blueprint, path: path)
    }
    return ModelEncoding(bytes: bytes, notes: blueprint.notes)
  }

  private static func image(
    _ path: String, _ body: () throws(HDF5Error) -> [UInt8]
  ) throws(FileError) -> [UInt8] {
    do throws(HDF5Error) {
      return try body()
    } catch {
      throw ModelFile.fileError(error, path)
    }
  }
}
