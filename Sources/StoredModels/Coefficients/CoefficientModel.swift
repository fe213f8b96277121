package import Files
import JSON
package import Networks

/// A coefficient file that has been read and checked once; its numbers are read again on demand.
package struct CoefficientModel: OpenedModel {
  /// The path as the caller gave it.
  package let path: String
  /// The file: in memory, or open when it is large.
  package let source: ModelSource
  /// The JSON header.
  package let header: CoefficientHeader
  /// Where the payload begins.
  package let payloadOffset: Int
  /// What was found in each tensor when the file was checked.
  package let findings: [String: ByteFindings]

  /// Layers that do not fit together are found when the file is opened.
  package var obstacle: NotRunnable? { nil }
  package var provenance: ModelProvenance { header.provenance }
  package var extras: [String] { header.extras }

  /// A stream that begins at a tensor.
  private func stream(at tensor: CoefficientTensor) -> ByteStream {
    source.stream(from: payloadOffset + tensor.offset, path: path)
  }

  /// The values of a tensor, row-major.
  ///
  /// - Throws: `FileError`, also when they are not those that were checked.
  package func values(of tensor: CoefficientTensor) throws(FileError) -> [Double] {
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
  package func forEachBlock(
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

  package func network() throws(FileError) -> NeuralNetwork {
    // What is not finite was found when the file was checked, and need not be read first.
    let chain = try CoefficientChainBuilder(self).chain()
    _ = try outline(of: chain)
    return try chain.network { tensor throws(FileError) in try values(of: tensor) }
  }

  package func outline() throws(FileError) -> NetworkOutline {
    try outline(of: CoefficientChainBuilder(self).chain())
  }

  /// Every number of the file was seen; what layers make of theirs can be infinite all the same.
  private func outline(
    of chain: StoredChain<CoefficientTensor>
  ) throws(FileError) -> NetworkOutline {
    try chain.outline { tensor throws(FileError) in
      findings[tensor.name]?.holdsNonFinite != true
    }
  }
}
