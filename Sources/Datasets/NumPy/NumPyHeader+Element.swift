import Files

extension NumPyHeader {
  /// The type and byte order that ``descr`` names; nil when this package does not support it.
  var element: (type: ElementType, order: ByteOrder)? {
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
