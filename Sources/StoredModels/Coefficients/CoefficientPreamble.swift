import Files

/// The first 64 bytes of a coefficient file; see `docs/coefficients-format.md`.
package struct CoefficientPreamble: Equatable {
  /// `\x89MLP\r\n\x1a\n`: like PNG's, it shows text-mode transfers and the loss of the eighth bit.
  package static let magic: [UInt8] = [0x89, 0x4D, 0x4C, 0x50, 0x0D, 0x0A, 0x1A, 0x0A]
  /// Bytes of the preamble.
  package static let size = 64
  /// The version that is written, and the only major one that is read.
  package static let version: (major: Int, minor: Int) = (1, 0)
  /// Every tensor begins at a multiple of it, counted from the payload.
  package static let alignment = 64
  /// The largest JSON header, in bytes.
  package static let headerLimit = 16 << 20
  private static let endianTag: [UInt8] = [4, 3, 2, 1]

  /// The length of the JSON header in bytes.
  package var headerCount: Int
  /// Where the payload begins.
  package var payloadOffset: Int
  /// The length of the payload in bytes.
  package var payloadCount: Int
  /// The CRC-32 of the JSON header.
  package var headerChecksum: UInt32
  /// The CRC-32 of the payload.
  package var payloadChecksum: UInt32

  /// Creates a preamble that is to be written.
  package init(
    headerCount: Int, payloadOffset: Int, payloadCount: Int, headerChecksum: UInt32,
    payloadChecksum: UInt32
  ) {
    self.headerCount = headerCount
    (self.payloadOffset, self.payloadCount) = (payloadOffset, payloadCount)
    (self.headerChecksum, self.payloadChecksum) = (headerChecksum, payloadChecksum)
  }

  /// Whether a file that begins so is one, or was one before a transfer damaged it.
  package static func isRecognized(_ start: [UInt8]) -> Bool {
    let letters = start.dropFirst().prefix(3)
    if start.count >= 4, start[0] == 0x89 || start[0] == 0x09 { return letters == magic[1...3] }
    return !start.isEmpty && start.count < 4 && magic.starts(with: start)
  }

  /// The preamble's bytes, with its own checksum.
  package var bytes: [UInt8] {
    var bytes = Self.magic
    bytes += Self.littleEndian(Self.version.major, 2) + Self.littleEndian(Self.version.minor, 2)
    bytes += Self.endianTag
    for number in [headerCount, payloadOffset, payloadCount] {
      bytes += Self.littleEndian(number, 8)
    }
    bytes += Self.littleEndian(Int(headerChecksum), 4) + Self.littleEndian(Int(payloadChecksum), 4)
    bytes += [UInt8](repeating: 0, count: 12)
    return bytes + Self.littleEndian(Int(CRC32(bytes).value), 4)
  }

  private static func littleEndian(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
}

extension CoefficientPreamble {
  /// Reads and checks a preamble.
  ///
  /// - Parameters:
  ///   - bytes: the first 64 bytes, or the whole file when it is shorter.
  ///   - fileCount: the size of the file.
  /// - Throws: ``CoefficientError``: every field has its own.
  package init(_ bytes: [UInt8], fileCount: Int) throws(CoefficientError) {
    try Self.checkMagic(bytes)
    guard bytes.count >= Self.size else {
      throw .badData(
        "preamble", "is truncated: the file has \(bytes.count) of its \(Self.size) bytes")
    }
    let tag = Array(bytes[12..<16])
    if tag == Self.endianTag.reversed() {
      throw .badData(
        "preamble", "the file is byte-swapped (big-endian); little-endian numbers were expected")
    }
    guard tag == Self.endianTag else {
      throw .badData("preamble", "the endian tag is \(Self.hexadecimal(tag)), not 04030201")
    }
    let stored = Self.number(bytes[60..<64])
    let computed = CRC32(Array(bytes[..<60])).value
    guard stored == UInt64(computed) else {
      throw .badData(
        "preamble", "its checksum is wrong: CRC-32 \(stored) is stored, its bytes give \(computed)")
    }
    let major = Self.number(bytes[8..<10])
    guard major == UInt64(Self.version.major) else {
      throw .unsupported(
        "preamble",
        "is of version \(major).\(Self.number(bytes[10..<12])), which needs a newer reader; "
          + "this one reads version \(Self.version.major)")
    }
    let (header, offset) = (Self.number(bytes[16..<24]), Self.number(bytes[24..<32]))
    let payload = Self.number(bytes[32..<40])
    try Self.checkPlaces(header, offset, payload, UInt64(fileCount))
    headerCount = Int(header)
    payloadOffset = Int(offset)
    payloadCount = Int(payload)
    headerChecksum = UInt32(truncatingIfNeeded: Self.number(bytes[40..<44]))
    payloadChecksum = UInt32(truncatingIfNeeded: Self.number(bytes[44..<48]))
  }

  private static func checkMagic(_ bytes: [UInt8]) throws(CoefficientError) {
    let start = bytes.prefix(magic.count)
    if start.elementsEqual(magic) { return }
    guard bytes.count >= magic.count || !magic.starts(with: bytes) else {
      throw .badData(
        "preamble", "is truncated: the file has \(bytes.count) of its \(size) bytes")
    }
    throw .badData(
      "preamble",
      "the magic bytes are damaged: \(hexadecimal(Array(start))) instead of "
        + "\(hexadecimal(magic)); a text-mode transfer changes them so: copy in binary mode")
  }

  private static func checkPlaces(
    _ header: UInt64, _ offset: UInt64, _ payload: UInt64, _ file: UInt64
  ) throws(CoefficientError) {
    guard header >= 2, header <= UInt64(headerLimit) else {
      throw .badData(
        "preamble", "the JSON header has a size of \(header) bytes; 2 to \(headerLimit) are allowed"
      )
    }
    guard header <= file - UInt64(size) else {
      throw .badData(
        "preamble",
        "the file is truncated: it has \(file) bytes, its JSON header ends at "
          + "\(UInt64(size) + header)")
    }
    guard offset >= UInt64(size) + header else {
      throw .badData(
        "preamble",
        "the payload at \(offset) begins inside the JSON header, which ends at "
          + "\(UInt64(size) + header)")
    }
    guard offset % UInt64(alignment) == 0 else {
      throw .badData("preamble", "the payload at \(offset) is not at a multiple of \(alignment)")
    }
    guard offset <= file else {
      throw .badData(
        "preamble",
        "the file is truncated: it has \(file) bytes, its payload begins at \(offset)")
    }
    let available = file - offset
    if payload > available {
      throw .badData(
        "preamble", "the file is truncated: \(available) of \(payload) bytes of payload are there")
    }
    if payload < available {
      throw .badData("preamble", "\(available - payload) trailing bytes follow the payload")
    }
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  private static func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
