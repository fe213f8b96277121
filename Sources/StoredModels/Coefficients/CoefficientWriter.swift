package import Files
import JSON
package import Networks
package import Numerics

/// Writes networks as plain-binary coefficients, `.mlpc`.
package enum CoefficientWriter {
  /// Builds the complete bytes of a file.
  ///
  /// Tensors keep the element types they came with; where one would round a value, its tensor is written
  /// as float64. The same network gives the same bytes: no time and no program is stored.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - provenance: where it comes from.
  ///   - selfTest: inputs, `[rows × inputs]`, that are stored with the network's outputs for them;
  ///     readers run them again.
  ///   - path: the file's name for messages; nothing is written.
  /// - Throws: `FileError` of kind `unsupported` when the network cannot be described: a parameter is not
  ///   finite, classes have the same name, or the description is too large.
  package static func encode(
    _ network: NeuralNetwork, provenance: ModelProvenance = ModelProvenance(),
    selfTest: Matrix? = nil, path: String
  ) throws(FileError) -> [UInt8] {
    for case .layerNormalization(let layer) in network.layers
    where layer.statistic != .standard || !layer.isWhole {
      throw FileError(
        .unsupported, file: path, object: "layer \(layer.name)",
        problem: "is a \(layer.className), for which .mlpc has no layer; .keras has one")
    }
    var document = CoefficientDocument(network)
    if let selfTest { document.addSelfTest(selfTest, network.predict(selfTest).outputs) }
    let text = Array(
      document.json(network, provenance: provenance).serialized(pretty: false).utf8)
    do throws(CoefficientError) {
      guard text.count <= CoefficientPreamble.headerLimit else {
        throw .unsupported(
          nil,
          "the network takes a JSON header of \(text.count) bytes; "
            + "\(CoefficientPreamble.headerLimit) are allowed")
      }
      // What cannot be read must not be written.
      _ = try CoefficientHeader(text, payloadCount: document.payloadCount)
    } catch {
      throw FileError(
        .unsupported, file: path, object: error.object,
        problem: "cannot be written as .mlpc: \(error.problem)")
    }
    let offset = CoefficientTensor.aligned(CoefficientPreamble.size + text.count)
    var bytes = [UInt8](repeating: 0, count: offset)
    bytes.reserveCapacity(offset + document.payloadCount)
    document.appendPayload(to: &bytes)
    var checksum = CRC32()
    checksum.update(bytes[offset...])
    let preamble = CoefficientPreamble(
      headerCount: text.count, payloadOffset: offset, payloadCount: document.payloadCount,
      headerChecksum: CRC32(text).value, payloadChecksum: checksum.value)
    let start = preamble.bytes + text
    bytes.replaceSubrange(..<start.count, with: start)
    return bytes
  }
}
