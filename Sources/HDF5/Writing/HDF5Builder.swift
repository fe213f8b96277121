import CHDF5

/// Builds complete HDF5 files in memory.
///
/// The library never writes the final file: on a full disk it reports success and leaves zeros behind.
/// No times are stored, so the same contents give the same bytes.
package enum HDF5Builder {
  /// Builds a file and returns its bytes.
  ///
  /// - Parameter body: what to put under the root group; it must not open another HDF5 file.
  /// - Throws: ``HDF5Error`` of kind `cannotWrite`, or what `body` throws.
  package static func image(
    _ body: (borrowing HDF5GroupBuilder) throws(HDF5Error) -> Void
  ) throws(HDF5Error) -> [UInt8] {
    try HDF5Library.withLock { () throws(HDF5Error) -> [UInt8] in try build(body) }
  }

  /// Does what ``image(_:)`` does, for a caller that has the library's lock.
  static func build(
    _ body: (borrowing HDF5GroupBuilder) throws(HDF5Error) -> Void
  ) throws(HDF5Error) -> [UInt8] {
    guard let access = HDF5Handle(H5Pcreate(CHDF5_file_access()), closing: H5Pclose),
      let creation = HDF5Handle(H5Pcreate(CHDF5_file_create()), closing: H5Pclose),
      // 64 kB at a time, and no copy on disk.
      H5Pset_fapl_core(access.id, 1 << 16, false) >= 0,
      H5Pset_obj_track_times(creation.id, false) >= 0,
      let file = unsafe HDF5Handle(
        H5Fcreate("image", CHDF5_truncate(), creation.id, access.id), closing: H5Fclose)
    else { throw HDF5Builder.failure("/") }
    do {
      guard
        let root = unsafe HDF5Handle(H5Gopen2(file.id, "/", CHDF5_default()), closing: H5Gclose)
      else { throw HDF5Builder.failure("/") }
      try body(HDF5GroupBuilder(handle: root, path: "/"))
    }
    return try bytes(of: file)
  }

  private static func bytes(of file: borrowing HDF5Handle) throws(HDF5Error) -> [UInt8] {
    guard H5Fflush(file.id, H5F_SCOPE_GLOBAL) >= 0 else { throw failure("/") }
    let size = H5Fget_file_image(file.id, nil, 0)
    guard size > 0 else { throw failure("/") }
    var bytes = [UInt8](repeating: 0, count: size)
    let written = unsafe bytes.withUnsafeMutableBytes {
      unsafe H5Fget_file_image(file.id, $0.baseAddress, size)
    }
    guard written == size else { throw failure("/") }
    return bytes
  }

  static func failure(_ path: String) -> HDF5Error {
    HDF5Error(
      .cannotWrite, object: path, problem: "cannot be written: \(HDF5Library.takeMessage())")
  }
}
