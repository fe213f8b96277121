import Numerics

/// The header of an IDX file (LeCun's MNIST format): 0, 0, type, rank, then the dimensions.
struct IDXHeader: Equatable {
  /// The type of each number; all are big-endian.
  var type: ElementType
  /// The dimensions as 32-bit big-endian numbers, slowest first.
  var shape: [Int]

  /// Bytes before the data.
  var size: Int { 4 + 4 * shape.count }

  /// The dimensions as they would be were the header little-endian.
  var swappedShape: [Int] { shape.map { Int(UInt32(truncatingIfNeeded: $0).byteSwapped) } }

  /// The type for a code of the format's third byte.
  static func type(code: UInt8) -> ElementType? {
    switch code {
    case 0x08: .uint8
    case 0x09: .int8
    case 0x0B: .int16
    case 0x0C: .int32
    case 0x0D: .float32
    case 0x0E: .float64
    default: nil
    }
  }

  /// Whether `bytes` begin as a file whose first number was written little-endian.
  static func isSwapped(_ bytes: [UInt8]) -> Bool {
    bytes.count >= 4 && bytes[2] == 0 && bytes[3] == 0 && type(code: bytes[1]) != nil
      && 1...4 ~= bytes[0]
  }
}
