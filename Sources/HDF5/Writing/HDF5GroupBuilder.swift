import CHDF5
import Numerics

/// A group of a file that is being built.
package struct HDF5GroupBuilder: ~Copyable {
  let handle: HDF5Handle
  let path: String

  init(handle: consuming HDF5Handle, path: String) {
    self.handle = handle
    self.path = path
  }

  /// Creates a child group and lends it to `body`.
  ///
  /// - Throws: ``HDF5Error`` of kind `cannotWrite`.
  package func group(
    _ name: String, _ body: (borrowing HDF5GroupBuilder) throws(HDF5Error) -> Void
  ) throws(HDF5Error) {
    let child = childPath(name)
    guard let creation = HDF5Handle(H5Pcreate(CHDF5_group_create()), closing: H5Pclose),
      H5Pset_obj_track_times(creation.id, false) >= 0,
      let id = unsafe HDF5Handle(
        H5Gcreate2(handle.id, name, CHDF5_default(), creation.id, CHDF5_default()),
        closing: H5Gclose)
    else { throw HDF5Builder.failure(child) }
    try body(HDF5GroupBuilder(handle: id, path: child))
  }

  /// Writes a float64 dataset, row-major.
  ///
  /// - Parameters:
  ///   - name: the dataset.
  ///   - values: as many as `shape` says.
  ///   - shape: the extents; empty for a scalar.
  ///   - attributes: fixed-length text attributes of the dataset, such as HDF5's IMAGE convention.
  /// - Throws: ``HDF5Error`` of kind `cannotWrite`.
  package func write(
    _ name: String, _ values: [Double], shape: [Int], attributes: [(String, String)] = []
  ) throws(HDF5Error) {
    try write(
      name, values, stored: CHDF5_ieee_f64le(), memory: CHDF5_native_double(), shape, attributes)
  }

  /// Writes a uint8 dataset, row-major; see ``write(_:_:shape:attributes:)``.
  ///
  /// - Throws: ``HDF5Error`` of kind `cannotWrite`.
  package func write(
    _ name: String, _ values: [UInt8], shape: [Int], attributes: [(String, String)] = []
  ) throws(HDF5Error) {
    try write(
      name, values, stored: CHDF5_std_u8le(), memory: CHDF5_native_uint8(), shape, attributes)
  }

  /// Writes an int64 dataset, row-major; see ``write(_:_:shape:attributes:)``.
  ///
  /// - Throws: ``HDF5Error`` of kind `cannotWrite`.
  package func write(_ name: String, _ values: [Int], shape: [Int]) throws(HDF5Error) {
    try write(name, values, stored: CHDF5_std_i64le(), memory: CHDF5_native_int64(), shape, [])
  }

  /// Writes a one-dimensional dataset of variable-length UTF-8 texts.
  ///
  /// - Throws: ``HDF5Error`` of kind `cannotWrite`.
  package func write(_ name: String, _ texts: [String]) throws(HDF5Error) {
    let type = try textType(name)
    try unsafe withTextPointers(texts) { pointers throws(HDF5Error) in
      try unsafe write(name, pointers, stored: type.id, memory: type.id, [texts.count], [])
    }
  }

  func childPath(_ name: String) -> String { path == "/" ? "/\(name)" : "\(path)/\(name)" }

  func write<Element>(
    _ name: String, _ values: [Element], stored: hid_t, memory: hid_t, _ shape: [Int],
    _ attributes: [(String, String)]
  ) throws(HDF5Error) {
    let child = childPath(name)
    precondition(
      values.count == Shape(shape)?.count, "\(child): \(values.count) values for \(shape)")
    guard let space = HDF5Handle(dataspace(shape), closing: H5Sclose),
      let creation = HDF5Handle(H5Pcreate(CHDF5_dataset_create()), closing: H5Pclose),
      H5Pset_obj_track_times(creation.id, false) >= 0,
      let dataset = unsafe HDF5Handle(
        H5Dcreate2(
          handle.id, name, stored, space.id, CHDF5_default(), creation.id, CHDF5_default()),
        closing: H5Dclose)
    else { throw HDF5Builder.failure(child) }
    if !values.isEmpty {
      let status = unsafe values.withUnsafeBytes {
        unsafe H5Dwrite(
          dataset.id, memory, CHDF5_all(), CHDF5_all(), CHDF5_default(), $0.baseAddress)
      }
      guard status >= 0 else { throw HDF5Builder.failure(child) }
    }
    for (attribute, text) in attributes {
      try Self.setFixedText(dataset, attribute, text, path: child)
    }
  }

  /// Fixed-length text, which is what readers of HDF5's IMAGE convention expect.
  private static func setFixedText(
    _ object: borrowing HDF5Handle, _ name: String, _ text: String, path: String
  ) throws(HDF5Error) {
    let characters = Array(text.utf8CString)
    guard let type = HDF5Handle(H5Tcopy(CHDF5_c_s1()), closing: H5Tclose),
      H5Tset_size(type.id, characters.count) >= 0,
      let space = HDF5Handle(H5Screate(H5S_SCALAR), closing: H5Sclose),
      let attribute = unsafe HDF5Handle(
        H5Acreate2(object.id, name, type.id, space.id, CHDF5_default(), CHDF5_default()),
        closing: H5Aclose),
      unsafe H5Awrite(attribute.id, type.id, characters) >= 0
    else { throw HDF5Builder.failure("attribute \(name) of \(path)") }
  }

  func dataspace(_ shape: [Int]) -> hid_t {
    if shape.isEmpty { return H5Screate(H5S_SCALAR) }
    return unsafe H5Screate_simple(Int32(shape.count), shape.map(UInt64.init), nil)
  }
}
