/// A number's type in a binary file: IDX and NumPy have these between them.
enum ElementType: Sendable, Equatable {
  case bool
  case uint8, uint16, uint32, uint64
  case int8, int16, int32, int64
  case float16, float32, float64

  /// Bytes in the file for each number.
  var size: Int {
    switch self {
    case .bool, .uint8, .int8: 1
    case .uint16, .int16, .float16: 2
    case .uint32, .int32, .float32: 4
    case .uint64, .int64, .float64: 8
    }
  }

  /// Bytes in memory for each number; see ``DataArray/Storage``.
  var storedSize: Int {
    switch self {
    case .uint8: 1
    case .float16, .float32: 4
    default: 8
    }
  }
}

/// The order of the bytes of a number.
enum ByteOrder: Sendable, Equatable {
  case littleEndian, bigEndian
}
