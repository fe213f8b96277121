/// The element types of datasets that are numbers to us.
package enum HDF5ElementType: String, Sendable, Equatable {
  /// IEEE 754 binary16.
  case float16
  /// The upper half of an IEEE binary32; HDF5 before 2.0 knows it only as two opaque bytes.
  case bfloat16
  /// IEEE 754 binary32.
  case float32
  /// IEEE 754 binary64.
  case float64
  /// Signed integers.
  case int8, int16, int32, int64
  /// Unsigned integers.
  case uint8, uint16, uint32, uint64

  /// Whether it is a floating-point type.
  package var isFloat: Bool { rawValue.contains("float") }

  /// Bytes of one element.
  package var size: Int {
    switch self {
    case .int8, .uint8: 1
    case .float16, .bfloat16, .int16, .uint16: 2
    case .float32, .int32, .uint32: 4
    case .float64, .int64, .uint64: 8
    }
  }
}
