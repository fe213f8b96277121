import CHDF5

/// A group that the library has open: the only place of the package where objects are opened.
///
/// One component of a path at a time, hard links only, and the type of the object checked before it is
/// opened. Libraries that checked at each use instead needed one security fix per use.
struct LibraryGroup: ~Copyable {
  let handle: HDF5Handle
  /// The absolute HDF5 path.
  let path: String
  /// The file, against which claims are checked.
  let file: LibraryFile

  /// Whether a child exists, and what it is.
  ///
  /// - Throws: ``HDF5Error`` when the name is illegal or the link is not a hard link.
  func child(_ name: String) throws(HDF5Error) -> HDF5Group.Child {
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
  func group(_ name: String) throws(HDF5Error) -> LibraryGroup {
    switch try child(name) {
    case .group: break
    case .missing: throw refused(name, "is missing; a group was expected")
    case .dataset: throw refused(name, "is a dataset; a group was expected")
    case .other: throw refused(name, "is neither a group nor a dataset; a group was expected")
    }
    guard
      let id = unsafe HDF5Handle(H5Gopen2(handle.id, name, CHDF5_default()), closing: H5Gclose)
    else { throw damaged(name) }
    return LibraryGroup(handle: id, path: childPath(name), file: file)
  }

  /// Opens a child dataset; see ``LibraryDataset`` for what is checked.
  ///
  /// - Throws: ``HDF5Error`` when it is missing, not a dataset, or not a hard link.
  func dataset(_ name: String) throws(HDF5Error) -> LibraryDataset {
    switch try child(name) {
    case .dataset: break
    case .missing: throw refused(name, "is missing; a dataset was expected")
    case .group: throw refused(name, "is a group; a dataset was expected")
    case .other: throw refused(name, "is neither a group nor a dataset; a dataset was expected")
    }
    guard let id = unsafe HDF5Handle(H5Dopen2(handle.id, name, CHDF5_default()), closing: H5Dclose)
    else { throw damaged(name) }
    return try LibraryDataset(handle: id, path: childPath(name), file: file)
  }

  /// Reads a one-dimensional dataset of texts.
  ///
  /// - Throws: ``HDF5Error`` when it is missing, not one-dimensional text, too long, or not UTF-8.
  func textDataset(_ name: String) throws(HDF5Error) -> [String] {
    guard try child(name) == .dataset,
      let id = unsafe HDF5Handle(H5Dopen2(handle.id, name, CHDF5_default()), closing: H5Dclose)
    else { throw refused(name, "is missing; a dataset of texts was expected") }
    return try LibraryTexts.read(dataset: id, path: childPath(name), file: file)
  }

  /// Opens a dataset some groups below.
  ///
  /// - Parameter components: the names on the way; not empty.
  /// - Throws: ``HDF5Error`` as ``group(_:)`` and ``dataset(_:)`` do.
  func dataset(at components: [String]) throws(HDF5Error) -> LibraryDataset {
    guard let first = components.first else {
      throw HDF5Error(.badData, object: path, problem: "is a group; a dataset was expected")
    }
    if components.count == 1 { return try dataset(first) }
    return try group(first).dataset(at: Array(components.dropFirst()))
  }

  /// Opens a group some groups below; the group itself when `components` is empty.
  ///
  /// - Throws: ``HDF5Error`` as ``group(_:)`` does.
  func group(at components: [String]) throws(HDF5Error) -> LibraryGroup {
    guard let first = components.first else {
      guard let id = unsafe HDF5Handle(H5Gopen2(handle.id, ".", CHDF5_default()), closing: H5Gclose)
      else { throw HDF5Error(.badData, object: path, problem: HDF5Library.takeMessage()) }
      return LibraryGroup(handle: id, path: path, file: file)
    }
    return try group(first).group(at: Array(components.dropFirst()))
  }

  /// The names of the children, in the byte-wise order in which HDF5 keeps them.
  ///
  /// - Throws: ``HDF5Error`` when the group is damaged or has more than 100,000 children.
  func childNames() throws(HDF5Error) -> [String] {
    var info = H5G_info_t()
    guard unsafe H5Gget_info(handle.id, &info) >= 0 else {
      throw HDF5Error(.badData, object: path, problem: HDF5Library.takeMessage())
    }
    guard info.nlinks <= HDF5Group.largestChildCount else {
      throw HDF5Error(
        .badData, object: path,
        problem: "has \(info.nlinks) children; the limit is \(HDF5Group.largestChildCount)")
    }
    let names = NameList(limit: HDF5Group.largestChildCount, bytes: file.remainingText)
    let status = unsafe CHDF5_for_each_link(
      handle.id,
      { name, context in
        guard let name = unsafe name, let context = unsafe context else { return -1 }
        let names = unsafe Unmanaged<NameList>.fromOpaque(context).takeUnretainedValue()
        return names.append(unsafe String(cString: name)) ? 0 : -1
      }, Unmanaged.passUnretained(names).toOpaque())
    guard status >= 0 else {
      throw HDF5Error(
        .badData, object: path,
        problem: "has names that cannot be listed (\(HDF5Library.takeMessage()))")
    }
    try file.takeText(names.size, object: path)
    return names.names
  }

  /// The path of a child.
  func childPath(_ name: String) -> String { path == "/" ? "/\(name)" : "\(path)/\(name)" }

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

/// Names of children, as many as a file of its size can have.
private final class NameList {
  private(set) var names: [String] = []
  private(set) var size = 0
  private let limit: Int
  private let bytes: Int

  init(limit: Int, bytes: Int) {
    self.limit = limit
    self.bytes = bytes
  }

  /// Appends a name; `false` when it is one too many.
  func append(_ name: String) -> Bool {
    guard names.count < limit, size + name.utf8.count <= bytes else { return false }
    size += name.utf8.count
    names.append(name)
    return true
  }
}
