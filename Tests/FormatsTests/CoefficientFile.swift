import Files

@testable import Formats

/// A coefficient file made by hand, sum by sum, for what no writer would write.
///
/// The checksums here are computed bit by bit, not by the package's own code.
struct CoefficientFile {
  /// A network 2 → 2 (relu) → 1 (sigmoid): its weights are 1, 2, 3, 4 and 5, 6, its biases 7, 8 and 9.
  static let layers = #"""
    "layers":[{"name":"a","type":"dense","units":2,"weight":"w0","bias":"b0","activation":{"name":"relu"}},\#
    {"name":"b","type":"dense","units":1,"weight":"w1","bias":"b1","activation":{"name":"sigmoid"}}]
    """#
  static let tensors = #"""
    "tensors":{"w0":{"dtype":"f64","shape":[2,2],"offset":0,"nbytes":32},\#
    "b0":{"dtype":"f64","shape":[2],"offset":64,"nbytes":16},\#
    "w1":{"dtype":"f64","shape":[2,1],"offset":128,"nbytes":16},\#
    "b1":{"dtype":"f64","shape":[1],"offset":192,"nbytes":8}}
    """#
  static let input = #""input":{"size":2,"range":[-1,1]}"#

  var header =
    #"{"format":"mlpc",\#(input),\#(layers),"classes":["no","yes"],\#(tensors),"requires":[]}"#
  var payload: [UInt8] = {
    var bytes = [UInt8](repeating: 0, count: 200)
    for (place, values) in [(0, [1.0, 2, 3, 4]), (64, [7, 8]), (128, [5, 6]), (192, [9])] {
      for (index, value) in values.enumerated() {
        for byte in 0..<8 {
          bytes[place + 8 * index + byte] = UInt8(
            truncatingIfNeeded: value.bitPattern >> (8 * UInt64(byte)))
        }
      }
    }
    return bytes
  }()
  /// Changes the preamble before its own checksum is computed.
  var changePreamble: @Sendable (inout [UInt8]) -> Void = { _ in }
  /// Extra zeros before the payload.
  var extraPadding = 0

  /// The whole file.
  var bytes: [UInt8] {
    let text = Array(header.utf8)
    let offset = (64 + text.count + 63) / 64 * 64 + extraPadding
    var preamble: [UInt8] = [
      0x89, 0x4D, 0x4C, 0x50, 0x0D, 0x0A, 0x1A, 0x0A, 1, 0, 0, 0, 4, 3, 2, 1,
    ]
    for (number, size) in [
      (text.count, 8), (offset, 8), (payload.count, 8), (Int(Self.checksum(text)), 4),
      (Int(Self.checksum(payload)), 4), (0, 8), (0, 4),
    ] {
      preamble += (0..<size).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }
    changePreamble(&preamble)
    let own = Int(Self.checksum(preamble))
    preamble += (0..<4).map { UInt8(truncatingIfNeeded: own >> (8 * $0)) }
    let start = preamble + text
    return start + [UInt8](repeating: 0, count: offset - start.count) + payload
  }

  /// Opens the file from memory.
  func open() throws(FileError) -> ModelFile { try ModelFile(path: "m.mlpc", bytes: bytes) }

  /// The same with a part of the header replaced.
  func replacing(_ part: String, _ other: String) -> CoefficientFile {
    var file = self
    let pieces = header.split(separator: part, omittingEmptySubsequences: false)
    precondition(pieces.count > 1, "\(part) is not in the header")
    file.header = pieces.joined(separator: other)
    return file
  }

  /// CRC-32 by its definition.
  static func checksum(_ bytes: [UInt8]) -> UInt32 {
    var remainder: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      remainder ^= UInt32(byte)
      for _ in 0..<8 {
        remainder = remainder & 1 == 1 ? remainder >> 1 ^ 0xEDB8_8320 : remainder >> 1
      }
    }
    return ~remainder
  }
}
