import CHDF5
import Numerics

/// Datasets of a given precision.
extension HDF5GroupBuilder {
  /// How bfloat16, which HDF5 before 2.0 does not know, is stored.
  package enum BFloat16Storage: Sendable, Equatable {
    /// A float of 16 bits whose exponent has 8: every HDF5 library can convert it.
    case float
    /// Two opaque bytes and the attribute `dtype`: what Keras 3 expects in its own layout.
    case opaque
  }

  /// Writes a dataset in exactly the wanted precision, row-major, little-endian.
  ///
  /// - Parameters:
  ///   - name: the dataset.
  ///   - values: as many as `shape` says.
  ///   - elementType: the type in the file.
  ///   - shape: the extents; empty for a scalar.
  ///   - bfloat16: how to store bfloat16.
  /// - Throws: ``HDF5Error`` of kind `cannotWrite`; also when the type cannot hold a value exactly.
  package func write(
    _ name: String, _ values: [Double], as elementType: HDF5ElementType, shape: [Int],
    bfloat16: BFloat16Storage = .float
  ) throws(HDF5Error) {
    guard values.allSatisfy(elementType.represents) else {
      throw HDF5Error(
        .cannotWrite, object: childPath(name),
        problem: "has a value that \(elementType.rawValue) does not represent")
    }
    switch elementType {
    case .float64: try write(name, values, shape: shape)
    case .float32:
      try write(
        name, values.map(Float.init), stored: CHDF5_ieee_f32le(), memory: CHDF5_native_float(),
        shape, [])
    case .float16:
      let type = try Self.smallFloat(exponentBits: 5, path: childPath(name))
      try writeBits(name, values.compactMap(HalfPrecision.bits), type, shape)
    case .bfloat16:
      let bits = values.compactMap(HalfPrecision.brainBits)
      switch bfloat16 {
      case .float:
        try writeBits(
          name, bits, try Self.smallFloat(exponentBits: 8, path: childPath(name)), shape)
      case .opaque:
        guard let type = HDF5Handle(H5Tcreate(H5T_OPAQUE, 2), closing: H5Tclose) else {
          throw HDF5Builder.failure(childPath(name))
        }
        try writeBits(name, bits, type, shape)
        try markAsBFloat16(name)
      }
    case .int8, .int16, .int32, .int64, .uint8, .uint16, .uint32, .uint64:
      guard let type = HDF5Handle(H5Tcopy(CHDF5_std_i64le()), closing: H5Tclose),
        H5Tset_size(type.id, elementType.size) >= 0,
        H5Tset_sign(type.id, elementType.rawValue.hasPrefix("u") ? H5T_SGN_NONE : H5T_SGN_2) >= 0
      else { throw HDF5Builder.failure(childPath(name)) }
      try write(name, values, stored: type.id, memory: CHDF5_native_double(), shape, [])
    }
  }

  private func writeBits(
    _ name: String, _ bits: [UInt16], _ type: borrowing HDF5Handle, _ shape: [Int]
  ) throws(HDF5Error) {
    try write(name, bits.map(\.littleEndian), stored: type.id, memory: type.id, shape, [])
  }

  private func markAsBFloat16(_ name: String) throws(HDF5Error) {
    guard
      let dataset = unsafe HDF5Handle(
        H5Dopen2(handle.id, name, CHDF5_default()), closing: H5Dclose)
    else { throw HDF5Builder.failure(childPath(name)) }
    try Self.setText(dataset, "dtype", HDF5ElementType.bfloat16.rawValue, path: childPath(name))
  }

  /// A little-endian float of 16 bits: sign, exponent, mantissa.
  private static func smallFloat(exponentBits: Int, path: String) throws(HDF5Error) -> HDF5Handle {
    let mantissaBits = 15 - exponentBits
    // The fields must lie inside the old size when they are set, and inside the new one afterwards.
    guard let type = HDF5Handle(H5Tcopy(CHDF5_ieee_f32le()), closing: H5Tclose),
      H5Tset_fields(type.id, 15, mantissaBits, exponentBits, 0, mantissaBits) >= 0,
      H5Tset_size(type.id, 2) >= 0,
      H5Tset_ebias(type.id, 1 << (exponentBits - 1) - 1) >= 0
    else { throw HDF5Builder.failure(path) }
    return type
  }
}
