import Files
import JSON
import Networks

/// A coefficient file that has been read and checked once; its numbers are read again on demand.
struct CoefficientModel: Sendable {
  /// The path as the caller gave it.
  let path: String
  /// The file: in memory, or open when it is large.
  let source: ModelSource
  /// The JSON header.
  let header: CoefficientHeader
  /// Where the payload begins.
  let payloadOffset: Int
  /// What was found in each tensor when the file was checked.
  let findings: [String: ByteFindings]

  /// Where the coefficients came from, in the writer's words.
  var provenance: ModelProvenance { header.provenance }
  /// What else the file holds that the network does not carry.
  var extras: [String] { header.extras }
  /// What the file says and the network does not carry.
  var note: String? {
    header.hasFeatureRanges
      ? "its input range differs from feature to feature: the inputs count as unbounded" : nil
  }

  /// A stream that begins at a tensor.
  private func stream(at tensor: CoefficientTensor) -> ByteStream {
    let place = payloadOffset + tensor.offset
    return switch source {
    case .memory(let bytes): ByteStream(bytes, file: path, from: place)
    case .file(let file): ByteStream(file, from: place)
    }
  }

  /// The values of a tensor, row-major.
  ///
  /// - Throws: `FileError`, also when they are not those that were checked.
  func values(of tensor: CoefficientTensor) throws(FileError) -> [Double] {
    guard tensor.byteCount <= FileBytes.defaultLimit else {
      throw FileError(
        .badData, file: path, object: "tensor \(tensor.name)",
        problem: "is too large to be held in memory: \(tensor.byteCount) bytes; the limit is "
          + "\(FileBytes.defaultLimit)")
    }
    var stream = stream(at: tensor)
    let values = try tensor.type.values(tensor.count, from: &stream)
    try checkUnchanged(tensor, stream.checksum)
    return values
  }

  /// Visits the values of a tensor a block at a time.
  ///
  /// - Throws: `FileError` as ``values(of:)`` does.
  func forEachBlock(
    of tensor: CoefficientTensor, _ visit: (Span<Double>) -> Void
  ) throws(FileError) {
    var stream = stream(at: tensor)
    var left = tensor.count
    while left > 0 {
      let block = try tensor.type.values(min(left, 1 << 15), from: &stream)
      visit(block.span)
      left -= block.count
    }
    try checkUnchanged(tensor, stream.checksum)
  }

  /// Bytes in memory stay what they are; a file may have been written to since it was checked.
  private func checkUnchanged(
    _ tensor: CoefficientTensor, _ checksum: CRC32
  ) throws(FileError) {
    guard findings[tensor.name]?.checksum == checksum else {
      throw FileError(
        .badData, file: path, object: "tensor \(tensor.name)",
        problem: "changed while the file was read")
    }
  }

  /// The network, with all its weights.
  ///
  /// - Throws: `FileError`, also when a parameter is not finite.
  func network() throws(FileError) -> NeuralNetwork {
    _ = try outline()
    return try CoefficientNetworkBuilder(self).network()
  }

  /// The network without the weights of its dense layers, which are not read.
  ///
  /// - Throws: `FileError` as ``network()`` does.
  func outline() throws(FileError) -> NetworkOutline {
    let outline = try CoefficientNetworkBuilder(self).outline()
    try checkFinite(outline)
    return outline
  }

  /// Every number of the file was seen; what layers make of theirs can be infinite all the same.
  private func checkFinite(_ outline: NetworkOutline) throws(FileError) {
    for layer in header.layers {
      guard case .dense = layer.kind else { continue }
      for (role, name) in layer.tensors where findings[name]?.holdsNonFinite == true {
        throw ModelFile.fileError(KerasNetworkBuilder.nonFinite(role, layer: layer.name), path)
      }
    }
    for case .other(let layer) in outline.steps {
      if let part = layer.nonFiniteParameter {
        throw ModelFile.fileError(KerasNetworkBuilder.nonFinite(part, layer: layer.name), path)
      }
    }
  }
}
