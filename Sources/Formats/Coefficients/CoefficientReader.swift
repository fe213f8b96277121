import Files
import Networks

/// Reads coefficient files in one pass: each byte is read once, and checked while it is.
enum CoefficientReader {
  /// Reads a file without having it whole in memory.
  ///
  /// - Parameters:
  ///   - file: the file.
  ///   - limit: the largest size accepted, in bytes.
  /// - Throws: `FileError`.
  static func read(
    _ file: OpenFile, limit: Int = FileBytes.defaultLimit
  ) throws(FileError) -> CoefficientModel {
    guard file.size <= limit else {
      throw FileError(
        .badData, file: file.path,
        problem: "is too large: \(file.size) bytes; the limit is \(limit)")
    }
    var stream = ByteStream(file)
    return try read(&stream)
  }

  /// Reads a file that is in memory.
  static func read(_ bytes: [UInt8], file: String) throws(FileError) -> CoefficientModel {
    var stream = ByteStream(bytes, file: file)
    return try read(&stream)
  }

  private static func read(_ stream: inout ByteStream) throws(FileError) -> CoefficientModel {
    let first = try stream.bytes(min(stream.count, CoefficientPreamble.size))
    let (preamble, header, text) = try start(&stream, first)
    try skipPadding(&stream, preamble.payloadOffset, "the padding behind the JSON header")
    stream.checksum = CRC32()
    var tensors: [(tensor: CoefficientTensor, values: [Double])] = []
    for tensor in header.tensors {
      try skipPadding(
        &stream, preamble.payloadOffset + tensor.offset, "the padding before tensor \(tensor.name)")
      tensors.append((tensor, try tensor.type.values(tensor.count, from: &stream)))
    }
    let checksum = stream.checksum.value
    guard checksum == preamble.payloadChecksum else {
      throw FileError(
        .badData, file: stream.file, object: "payload",
        problem: "its checksum is wrong: CRC-32 \(preamble.payloadChecksum) is stored, "
          + "its bytes give \(checksum)")
    }
    do throws(CoefficientError) {
      let builder = CoefficientNetworkBuilder(header, tensors)
      let network = try builder.network()
      try builder.check(network)
      return CoefficientModel(
        start: first + text, payloadOffset: preamble.payloadOffset, tensors: tensors,
        inventory: builder.inventory(), network: network, provenance: header.provenance,
        extras: header.extras,
        isKnownFinite: !stream.hasNonFiniteDoubles
          && header.tensors.allSatisfy { $0.type == .float64 },
        note: header.hasFeatureRanges
          ? "its input range differs from feature to feature: the inputs count as unbounded" : nil)
    } catch {
      throw error.inFile(stream.file)
    }
  }

  /// The preamble and the JSON header.
  private static func start(
    _ stream: inout ByteStream, _ first: [UInt8]
  ) throws(FileError) -> (CoefficientPreamble, CoefficientHeader, text: [UInt8]) {
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
      return (
        preamble, try CoefficientHeader(text, payloadCount: preamble.payloadCount), text
      )
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
