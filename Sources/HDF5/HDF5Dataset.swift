import CHDF5
import Numerics

/// A dataset that is open for reading.
///
/// Opening one reads no element. In this order it is made sure that the data lie inside the file's own
/// bytes (no external storage, no virtual dataset), that no unknown filter is needed, that the elements
/// are numbers, and that the shape is possible and matches what is stored. The order matters: asking a
/// virtual dataset for its shape already opens other files.
package struct HDF5Dataset: ~Copyable {
  let handle: HDF5Handle
  /// The absolute HDF5 path.
  package let path: String
  /// The extents; empty for a scalar.
  package let shape: [Int]
  /// The type of the stored elements.
  package let elementType: HDF5ElementType
  /// The extents of a chunk; empty when the elements lie one behind the other.
  let chunkShape: [Int]
  let decoding: HDF5Decoding
  /// The number of elements.
  package let count: Int

  init(handle: consuming HDF5Handle, path: String, fileSize: Int) throws(HDF5Error) {
    let storage = try HDF5Storage(of: handle, path: path)
    guard let type = HDF5Handle(H5Dget_type(handle.id), closing: H5Tclose) else {
      throw HDF5Error(.badData, object: path, problem: HDF5Library.takeMessage())
    }
    let elementType = try HDF5ElementType(type.id, path: path)
    let shape = try Self.readShape(handle, path: path)
    // An extent of 0 makes any claim fit what is stored.
    guard let known = Shape(shape.map { Int(exactly: $0) ?? -1 }) else {
      throw HDF5Error(
        .badData, object: path,
        problem: "claims the impossible shape [\(shape.map(String.init).joined(separator: ", "))]")
    }
    try storage.check(
      handle, shape: shape, elementSize: elementType.size, path: path, fileSize: fileSize)
    self.handle = handle
    self.path = path
    (self.shape, count) = (known.extents, known.count)
    self.elementType = elementType
    // No chunk is larger than the limit that was just checked.
    chunkShape = storage.chunkShape.map { Int(clamping: $0) }
    decoding = HDF5Decoding(elementType, type)
  }

  private static func readShape(
    _ handle: borrowing HDF5Handle, path: String
  ) throws(HDF5Error) -> [UInt64] {
    guard let space = HDF5Handle(H5Dget_space(handle.id), closing: H5Sclose) else {
      throw HDF5Error(.badData, object: path, problem: HDF5Library.takeMessage())
    }
    let rank = H5Sget_simple_extent_ndims(space.id)
    guard H5Sget_simple_extent_type(space.id) != H5S_NULL, rank >= 0, rank <= 32 else {
      throw HDF5Error(.badData, object: path, problem: "has no shape: its dataspace is null")
    }
    var shape = [UInt64](repeating: 0, count: Int(rank))
    if rank > 0, unsafe H5Sget_simple_extent_dims(space.id, &shape, nil) < 0 {
      throw HDF5Error(.badData, object: path, problem: HDF5Library.takeMessage())
    }
    return shape
  }

  /// All elements as integers, row-major; floats are truncated.
  ///
  /// - Throws: ``HDF5Error`` when a chunk is damaged or its checksum is wrong.
  package func integers() throws(HDF5Error) -> [Int] {
    var values = [Int](repeating: 0, count: count)
    try read(into: &values, as: CHDF5_native_int64())
    return values
  }

  /// All elements as bytes, row-major.
  ///
  /// - Throws: ``HDF5Error`` when the elements are not 8-bit unsigned integers, or are damaged.
  package func bytes() throws(HDF5Error) -> [UInt8] {
    guard elementType == .uint8 else {
      throw HDF5Error(
        .badData, object: path, problem: "has the element type \(elementType); uint8 was expected")
    }
    var values = [UInt8](repeating: 0, count: count)
    try read(into: &values, as: CHDF5_native_uint8())
    return values
  }

  private func read<Element>(into values: inout [Element], as type: hid_t) throws(HDF5Error) {
    guard !values.isEmpty else { return }
    let status = unsafe values.withUnsafeMutableBytes {
      unsafe H5Dread(
        handle.id, type, CHDF5_all(), CHDF5_all(), CHDF5_default(), $0.baseAddress)
    }
    guard status >= 0 else {
      throw HDF5Error(
        .badData, object: path, problem: "cannot be read: \(HDF5Library.takeMessage())")
    }
  }
}
