import CHDF5

/// Attributes of a group that is being built.
extension HDF5GroupBuilder {
  /// Writes a scalar text attribute: variable-length, UTF-8.
  ///
  /// - Throws: ``HDF5Error`` of kind `cannotWrite`.
  package func setAttribute(_ name: String, _ text: String) throws(HDF5Error) {
    try Self.setText(handle, name, text, path: path)
  }

  /// Writes a scalar float64 attribute.
  ///
  /// - Throws: ``HDF5Error`` of kind `cannotWrite`.
  package func setAttribute(_ name: String, _ value: Double) throws(HDF5Error) {
    try setAttribute(name, [value], shape: [], CHDF5_ieee_f64le(), CHDF5_native_double())
  }

  /// Writes a one-dimensional float64 attribute.
  ///
  /// - Throws: ``HDF5Error`` of kind `cannotWrite`.
  package func setAttribute(_ name: String, _ values: [Double]) throws(HDF5Error) {
    try setAttribute(
      name, values, shape: [values.count], CHDF5_ieee_f64le(), CHDF5_native_double())
  }

  /// Writes a scalar int64 attribute.
  ///
  /// - Throws: ``HDF5Error`` of kind `cannotWrite`.
  package func setAttribute(_ name: String, _ value: Int) throws(HDF5Error) {
    try setAttribute(name, [value], shape: [], CHDF5_std_i64le(), CHDF5_native_int64())
  }

  /// Writes a one-dimensional int64 attribute.
  ///
  /// - Throws: ``HDF5Error`` of kind `cannotWrite`.
  package func setAttribute(_ name: String, _ values: [Int]) throws(HDF5Error) {
    try setAttribute(
      name, values, shape: [values.count], CHDF5_std_i64le(), CHDF5_native_int64())
  }

  /// Writes a one-dimensional text attribute: variable-length, UTF-8.
  ///
  /// - Throws: ``HDF5Error`` of kind `cannotWrite`.
  package func setAttribute(_ name: String, _ texts: [String]) throws(HDF5Error) {
    let type = try textType(name)
    try unsafe withTextPointers(texts) { pointers throws(HDF5Error) in
      try unsafe setAttribute(name, pointers, shape: [texts.count], type.id, type.id)
    }
  }

  /// Writes a scalar text attribute labelled ASCII: variable-length, as Keras writes its own.
  ///
  /// h5py before version 3 gives such text to Keras as it wants it; with the UTF-8 label it does not.
  ///
  /// - Throws: ``HDF5Error`` of kind `cannotWrite`.
  package func setAttribute(_ name: String, ascii text: String) throws(HDF5Error) {
    try Self.setText(handle, name, text, path: path, characterSet: H5T_CSET_ASCII)
  }

  /// Writes a one-dimensional text attribute of fixed length: ASCII, padded with NUL.
  ///
  /// This is the only array of texts that every h5py reads; an empty one is an empty float64 array,
  /// as NumPy makes it.
  ///
  /// - Parameters:
  ///   - name: the attribute.
  ///   - texts: the elements, together less than 64 KiB when each is as long as the longest.
  /// - Throws: ``HDF5Error`` of kind `cannotWrite`.
  package func setAttribute(_ name: String, fixedLength texts: [String]) throws(HDF5Error) {
    if texts.isEmpty { return try setAttribute(name, [Double]()) }
    let elements = texts.map { Array($0.utf8) }
    let size = max(elements.lazy.map(\.count).max() ?? 1, 1)
    guard let type = HDF5Handle(H5Tcopy(CHDF5_c_s1()), closing: H5Tclose),
      H5Tset_size(type.id, size) >= 0, H5Tset_strpad(type.id, H5T_STR_NULLPAD) >= 0
    else { throw HDF5Builder.failure("attribute \(name) of \(path)") }
    let bytes = elements.flatMap { $0 + [UInt8](repeating: 0, count: size - $0.count) }
    try setAttribute(name, bytes, shape: [texts.count], type.id, type.id)
  }

  private func setAttribute<Element>(
    _ name: String, _ values: [Element], shape: [Int], _ stored: hid_t, _ memory: hid_t
  ) throws(HDF5Error) {
    guard let space = HDF5Handle(dataspace(shape), closing: H5Sclose),
      let attribute = unsafe HDF5Handle(
        H5Acreate2(handle.id, name, stored, space.id, CHDF5_default(), CHDF5_default()),
        closing: H5Aclose)
    else { throw HDF5Builder.failure("attribute \(name) of \(path)") }
    if values.isEmpty { return }
    guard
      unsafe values.withUnsafeBytes({ unsafe H5Awrite(attribute.id, memory, $0.baseAddress) }) >= 0
    else { throw HDF5Builder.failure("attribute \(name) of \(path)") }
  }

  static func setText(
    _ object: borrowing HDF5Handle, _ name: String, _ text: String, path: String,
    characterSet: H5T_cset_t = H5T_CSET_UTF8
  ) throws(HDF5Error) {
    let type = try textType(name, characterSet)
    guard let space = HDF5Handle(H5Screate(H5S_SCALAR), closing: H5Sclose),
      let attribute = unsafe HDF5Handle(
        H5Acreate2(object.id, name, type.id, space.id, CHDF5_default(), CHDF5_default()),
        closing: H5Aclose)
    else { throw HDF5Builder.failure("attribute \(name) of \(path)") }
    try unsafe withTextPointers([text]) { pointers throws(HDF5Error) in
      let status = unsafe pointers.withUnsafeBytes {
        unsafe H5Awrite(attribute.id, type.id, $0.baseAddress)
      }
      guard status >= 0 else { throw HDF5Builder.failure("attribute \(name) of \(path)") }
    }
  }
}
