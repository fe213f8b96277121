/// The type of a number in a binary file, in NumPy's spelling.
package enum ElementType: String, Sendable, Equatable, CaseIterable {
  /// Truth values, a byte each.
  case bool
  /// Unsigned integers.
  case uint8, uint16, uint32, uint64
  /// Signed integers.
  case int8, int16, int32, int64
  /// IEEE 754 numbers; bfloat16 is the upper half of a binary32.
  case float16, bfloat16, float32, float64

  /// Bytes of one number.
  package var size: Int {
    switch self {
    case .bool, .uint8, .int8: 1
    case .uint16, .int16, .float16, .bfloat16: 2
    case .uint32, .int32, .float32: 4
    case .uint64, .int64, .float64: 8
    }
  }

  /// Whether it is a floating-point type.
  package var isFloat: Bool {
    switch self {
    case .float16, .bfloat16, .float32, .float64: true
    default: false
    }
  }

  /// Whether every number of the type is exactly a `Float`.
  package var isSinglePrecision: Bool {
    switch self {
    case .float64, .int32, .int64, .uint32, .uint64: false
    default: true
    }
  }

  /// The type and byte order that NumPy's array protocol names, such as `<f8`.
  ///
  /// - Returns: `nil` for types that are no numbers, or none of these.
  package static func named(_ descr: String) -> (type: ElementType, order: ByteOrder)? {
    let order: ByteOrder
    switch descr.first {
    case "<": order = .littleEndian
    case ">": order = .bigEndian
    // "|" means that order does not apply: only a single byte can have it.
    case "|" where descr.last == "1": order = .littleEndian
    default: return nil
    }
    let type: ElementType
    switch descr.dropFirst() {
    case "b1": type = .bool
    case "u1": type = .uint8
    case "u2": type = .uint16
    case "u4": type = .uint32
    case "u8": type = .uint64
    case "i1": type = .int8
    case "i2": type = .int16
    case "i4": type = .int32
    case "i8": type = .int64
    case "f2": type = .float16
    case "f4": type = .float32
    case "f8": type = .float64
    default: return nil
    }
    return (type, order)
  }
}

/// The order of the bytes of a number.
package enum ByteOrder: Sendable, Equatable {
  case littleEndian, bigEndian
}
