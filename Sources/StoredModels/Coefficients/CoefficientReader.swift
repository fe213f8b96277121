package import Files

/// Reads coefficient files once from front to back, checks every byte, and keeps no numbers.
package enum CoefficientReader {
  /// Reads and checks a file.
  ///
  /// - Parameters:
  ///   - source: the file.
  ///   - path: its name for messages.
  /// - Throws: `FileError`.
  package static func read(_ source: ModelSource, path: String) throws(FileError)
    -> CoefficientModel
  {
    var stream = source.stream(path: path)
    let (preamble, header) = try start(&stream)
    try skipPadding(&stream, preamble.payloadOffset, "the padding behind the JSON header")
    stream.checksum = CRC32()
    var findings: [String: ByteFindings] = [:]
    for tensor in header.tensors {
      try skipPadding(
        &stream, preamble.payloadOffset + tensor.offset, "the padding before tensor \(tensor.name)")
      findings[tensor.name] = try stream.examine(tensor.byteCount, as: tensor.type.numbers)
    }
    let checksum = stream.checksum.value
    guard checksum == preamble.payloadChecksum else {
      throw FileError(
        .badData, file: stream.file, object: "payload",
        problem: "its checksum is wrong: CRC-32 \(preamble.payloadChecksum) is stored, "
          + "its bytes give \(checksum)")
    }
    let model = CoefficientModel(
      path: path, source: source, header: header, payloadOffset: preamble.payloadOffset,
      findings: findings)
    let chain = try CoefficientChainBuilder(model).chain()
    // Layers that do not fit together are found now, and not when the numbers are wanted.
    _ = try chain.fitted()
    try CoefficientSelfTestRun(model, chain).check()
    if case .file(let file) = source { try file.checkUnchanged() }
    return model
  }

  /// The preamble and the JSON header.
  private static func start(
    _ stream: inout ByteStream
  ) throws(FileError) -> (CoefficientPreamble, CoefficientHeader) {
    let first = try stream.bytes(min(stream.count, CoefficientPreamble.size))
    do throws(CoefficientError) {
      let preamble = try CoefficientPreamble(first, fileCount: stream.count)
      let text: [UInt8]
      do throws(FileError) {
        text = try stream.bytes(preamble.headerCount)
      } catch {
        throw CoefficientError(error.kind, nil, error.problem)
      }
      let checksum = CRC32(text).value
      guard checksum == preamble.headerChecksum else {
        throw .badData(
          "JSON header",
          "its checksum is wrong: CRC-32 \(preamble.headerChecksum) is stored, "
            + "its bytes give \(checksum)")
      }
      return (preamble, try CoefficientHeader(text, payloadCount: preamble.payloadCount))
    } catch {
      throw error.inFile(stream.file)
    }
  }

  private static func skipPadding(
    _ stream: inout ByteStream, _ end: Int, _ name: String
  ) throws(FileError) {
    while stream.position < end {
      let start = stream.position
      let bytes = try stream.bytes(min(end - start, 1 << 16))
      if let place = bytes.firstIndex(where: { $0 != 0 }) {
        throw FileError(
          .badData, file: stream.file, object: "byte \(start + place)",
          problem: "\(name) is not zero")
      }
    }
  }
}
