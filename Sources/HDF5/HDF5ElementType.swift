import CHDF5

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

  /// Recognizes the type of a dataset.
  ///
  /// - Throws: ``HDF5Error`` that names the type when it is not one of these.
  init(_ type: hid_t, path: String) throws(HDF5Error) {
    let size = H5Tget_size(type)
    switch H5Tget_class(type) {
    case H5T_FLOAT:
      switch size {
      case 4 where CHDF5_is_ieee(type) != 0: self = .float32
      case 8 where CHDF5_is_ieee(type) != 0: self = .float64
      case 2 where exponentBits(type) == 5: self = .float16
      case 2 where exponentBits(type) == 8: self = .bfloat16
      default:
        throw HDF5Error(
          .unsupported, object: path,
          problem: "has the element type float of \(size) bytes in a non-standard layout; "
            + "IEEE half, single or double precision was expected")
      }
    case H5T_OPAQUE where size == 2: self = .bfloat16
    case H5T_INTEGER:
      let signed = H5Tget_sign(type) == H5T_SGN_2
      switch size {
      case 1: self = signed ? .int8 : .uint8
      case 2: self = signed ? .int16 : .uint16
      case 4: self = signed ? .int32 : .uint32
      case 8: self = signed ? .int64 : .uint64
      default:
        throw HDF5Error(
          .unsupported, object: path, problem: "has the element type integer of \(size) bytes")
      }
    case let other:
      throw HDF5Error(
        .badData, object: path,
        problem: "has the element type \(className(other)); a number type was expected")
    }
  }
}

private func exponentBits(_ type: hid_t) -> Int {
  var sign = 0
  var exponentPosition = 0
  var exponentSize = 0
  var mantissaPosition = 0
  var mantissaSize = 0
  guard
    unsafe H5Tget_fields(
      type, &sign, &exponentPosition, &exponentSize, &mantissaPosition, &mantissaSize) >= 0
  else { return 0 }
  return exponentSize
}

private func className(_ type: H5T_class_t) -> String {
  switch type {
  case H5T_STRING: "string"
  case H5T_BITFIELD: "bit field"
  case H5T_OPAQUE: "opaque"
  case H5T_COMPOUND: "compound"
  case H5T_REFERENCE: "reference"
  case H5T_ENUM: "enumeration"
  case H5T_VLEN: "variable-length sequence"
  case H5T_ARRAY: "array"
  case H5T_TIME: "time"
  default: "unknown"
  }
}
