import CHDF5

/// A group that is open for reading: the only place of the package where objects are opened.
///
/// One component of a path at a time, hard links only, and the type of the object checked before it is
/// opened. Libraries that checked at each use instead needed one security fix per use.
package struct HDF5Group: ~Copyable {
  let handle: HDF5Handle
  /// The absolute HDF5 path.
  package let path: String
  /// The size of the file in bytes, against which claims are checked.
  let fileSize: Int

  /// What stands behind a name.
  package enum Child: Sendable, Equatable {
    /// A group.
    case group
    /// A dataset.
    case dataset
    /// Nothing.
    case missing
    /// A named datatype or an object of an unknown kind.
    case other
  }

  /// Whether a child exists, and what it is.
  ///
  /// - Throws: ``HDF5Error`` when the name is illegal or the link is not a hard link.
  package func child(_ name: String) throws(HDF5Error) -> Child {
    try checkName(name)
    switch unsafe H5Lexists(handle.id, name, CHDF5_default()) {
    case 0: return .missing
    case 1...: break
    default: throw damaged(name)
    }
    switch unsafe CHDF5_link_type(handle.id, name) {
    case Int32(H5L_TYPE_HARD.rawValue): break
    case Int32(H5L_TYPE_SOFT.rawValue):
      throw refused(name, "is a soft link; links are not followed: copy the object with h5copy")
    case Int32(H5L_TYPE_EXTERNAL.rawValue):
      throw refused(name, "is an external link into another file; it is not followed")
    case let type where type >= 0: throw refused(name, "is a link of the unknown type \(type)")
    default: throw damaged(name)
    }
    switch unsafe CHDF5_object_type(handle.id, name) {
    case Int32(H5O_TYPE_GROUP.rawValue): return .group
    case Int32(H5O_TYPE_DATASET.rawValue): return .dataset
    case 0...: return .other
    default: throw damaged(name)
    }
  }

  /// Opens a child group.
  ///
  /// - Throws: ``HDF5Error`` when it is missing, not a group, or not a hard link.
  package func group(_ name: String) throws(HDF5Error) -> HDF5Group {
    switch try child(name) {
    case .group: break
    case .missing: throw refused(name, "is missing; a group was expected")
    case .dataset: throw refused(name, "is a dataset; a group was expected")
    case .other: throw refused(name, "is neither a group nor a dataset; a group was expected")
    }
    guard
      let id = unsafe HDF5Handle(H5Gopen2(handle.id, name, CHDF5_default()), closing: H5Gclose)
    else { throw damaged(name) }
    return HDF5Group(handle: id, path: childPath(name), fileSize: fileSize)
  }

  /// Opens a child dataset; see ``HDF5Dataset`` for what is checked.
  ///
  /// - Throws: ``HDF5Error`` when it is missing, not a dataset, or not a hard link.
  package func dataset(_ name: String) throws(HDF5Error) -> HDF5Dataset {
    switch try child(name) {
    case .dataset: break
    case .missing: throw refused(name, "is missing; a dataset was expected")
    case .group: throw refused(name, "is a group; a dataset was expected")
    case .other: throw refused(name, "is neither a group nor a dataset; a dataset was expected")
    }
    let dataset = try open(name, CHDF5_default())
    let size = dataset.chunkShape.reduce(dataset.elementType.size, *)
    if dataset.chunkShape.isEmpty || size <= HDF5Library.chunkCacheSize { return dataset }
    // A chunk is decoded once although it is read in pieces, if the cache holds it. The cache belongs
    // to the open dataset, so that has to be closed first.
    _ = consume dataset
    guard let access = HDF5Handle(H5Pcreate(CHDF5_dataset_access()), closing: H5Pclose),
      H5Pset_chunk_cache(access.id, 521, size, 1) >= 0
    else { throw damaged(name) }
    return try open(name, access.id)
  }

  private func open(_ name: String, _ access: hid_t) throws(HDF5Error) -> HDF5Dataset {
    guard let id = unsafe HDF5Handle(H5Dopen2(handle.id, name, access), closing: H5Dclose) else {
      throw damaged(name)
    }
    return try HDF5Dataset(handle: id, path: childPath(name), fileSize: fileSize)
  }

  /// Reads a one-dimensional dataset of texts.
  ///
  /// - Throws: ``HDF5Error`` when it is missing, not one-dimensional text, too long, or not UTF-8.
  package func textDataset(_ name: String) throws(HDF5Error) -> [String] {
    guard try child(name) == .dataset,
      let id = unsafe HDF5Handle(H5Dopen2(handle.id, name, CHDF5_default()), closing: H5Dclose)
    else { throw refused(name, "is missing; a dataset of texts was expected") }
    return try HDF5Texts.read(dataset: id, path: childPath(name), fileSize: fileSize)
  }

  /// Opens a dataset some groups below.
  ///
  /// - Parameter components: the names on the way; not empty.
  /// - Throws: ``HDF5Error`` as ``group(_:)`` and ``dataset(_:)`` do.
  package func dataset(at components: [String]) throws(HDF5Error) -> HDF5Dataset {
    guard let first = components.first else {
      throw HDF5Error(.badData, object: path, problem: "is a group; a dataset was expected")
    }
    if components.count == 1 { return try dataset(first) }
    return try group(first).dataset(at: Array(components.dropFirst()))
  }

  /// Opens a group some groups below; the group itself when `components` is empty.
  ///
  /// - Throws: ``HDF5Error`` as ``group(_:)`` does.
  package func group(at components: [String]) throws(HDF5Error) -> HDF5Group {
    guard let first = components.first else {
      guard let id = unsafe HDF5Handle(H5Gopen2(handle.id, ".", CHDF5_default()), closing: H5Gclose)
      else { throw HDF5Error(.badData, object: path, problem: HDF5Library.takeMessage()) }
      return HDF5Group(handle: id, path: path, fileSize: fileSize)
    }
    return try group(first).group(at: Array(components.dropFirst()))
  }

  /// The names of the children, in the byte-wise order in which HDF5 keeps them.
  ///
  /// - Throws: ``HDF5Error`` when the group is damaged or has more than 100,000 children.
  package func childNames() throws(HDF5Error) -> [String] {
    var info = H5G_info_t()
    guard unsafe H5Gget_info(handle.id, &info) >= 0 else {
      throw HDF5Error(.badData, object: path, problem: HDF5Library.takeMessage())
    }
    guard info.nlinks <= 100_000 else {
      throw HDF5Error(
        .badData, object: path, problem: "has \(info.nlinks) children; the limit is 100000")
    }
    var names: [String] = []
    for index in 0..<info.nlinks {
      var buffer = [CChar](repeating: 0, count: 1024)
      let length = unsafe H5Lget_name_by_idx(
        handle.id, ".", H5_INDEX_NAME, H5_ITER_INC, index, &buffer, buffer.count, CHDF5_default())
      guard length >= 0 else {
        throw HDF5Error(.badData, object: path, problem: HDF5Library.takeMessage())
      }
      if length >= buffer.count {
        buffer = [CChar](repeating: 0, count: length + 1)
        unsafe H5Lget_name_by_idx(
          handle.id, ".", H5_INDEX_NAME, H5_ITER_INC, index, &buffer, buffer.count, CHDF5_default())
      }
      let bytes = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
      names.append(String(decoding: bytes, as: UTF8.self))
    }
    return names
  }

  /// The path of a child.
  package func childPath(_ name: String) -> String { path == "/" ? "/\(name)" : "\(path)/\(name)" }

  private func checkName(_ name: String) throws(HDF5Error) {
    if name.isEmpty || name == "." || name.utf8.contains(UInt8(ascii: "/")) || name.utf8.contains(0)
    {
      throw refused(name, "is not a legal name for an object")
    }
  }

  private func refused(_ name: String, _ problem: String) -> HDF5Error {
    HDF5Error(.badData, object: childPath(name), problem: problem)
  }

  private func damaged(_ name: String) -> HDF5Error {
    refused(name, "is damaged, or claims an impossible size (\(HDF5Library.takeMessage()))")
  }
}

/// The components of an HDF5 path, as the library itself splits it: empty ones and `.` do not count.
package func hdf5PathComponents(_ path: String) -> [String] {
  path.utf8.split(separator: UInt8(ascii: "/")).map { String($0) ?? "" }.filter { $0 != "." }
}
