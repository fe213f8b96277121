import CHDF5

extension HDF5ElementType {
  /// Recognizes the type of a dataset, and its byte order.
  ///
  /// - Throws: ``HDF5Error`` that names the type when it is not one of these in its usual layout.
  static func recognize(
    _ type: hid_t, path: String
  ) throws(HDF5Error) -> (elementType: HDF5ElementType, isBigEndian: Bool) {
    let size = H5Tget_size(type)
    let isBigEndian = H5Tget_order(type) == H5T_ORDER_BE
    switch H5Tget_class(type) {
    case H5T_FLOAT:
      switch size {
      case 4 where CHDF5_is_ieee(type) != 0: return (.float32, isBigEndian)
      case 8 where CHDF5_is_ieee(type) != 0: return (.float64, isBigEndian)
      case 2 where CHDF5_short_float_order(type, 5) != 0: return (.float16, isBigEndian)
      case 2 where CHDF5_short_float_order(type, 8) != 0: return (.bfloat16, isBigEndian)
      default:
        throw HDF5Error(
          .unsupported, object: path,
          problem: "has the element type float of \(size) bytes in a non-standard layout; "
            + "IEEE half, single or double precision was expected")
      }
    case H5T_OPAQUE where size == 2: return (.bfloat16, false)
    case H5T_INTEGER:
      let types: [HDF5ElementType] =
        H5Tget_sign(type) == H5T_SGN_2
        ? [.int8, .int16, .int32, .int64] : [.uint8, .uint16, .uint32, .uint64]
      guard let elementType = types.first(where: { $0.size == size }),
        H5Tget_precision(type) == 8 * size
      else {
        throw HDF5Error(
          .unsupported, object: path,
          problem: "has the element type integer of \(size) bytes with \(H5Tget_precision(type)) "
            + "bits; 8, 16, 32 or 64 bits were expected")
      }
      return (elementType, isBigEndian)
    case let other:
      throw HDF5Error(
        .badData, object: path,
        problem: "has the element type \(className(other)); a number type was expected")
    }
  }
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
