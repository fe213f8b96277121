import CHDF5

extension LibraryGroup {
  /// Whether the group has an attribute of this name; true as well when only damage keeps the library
  /// from telling, so that reading it says so.
  func hasAttribute(_ name: String) -> Bool {
    unsafe H5Aexists(handle.id, name) != 0
  }

  /// See ``HDF5Group/text(_:limit:)``.
  func text(_ name: String, limit: Int) throws(HDF5Error) -> String? {
    guard hasAttribute(name) else { return nil }
    let attribute = try LibraryAttribute(of: self, name)
    guard attribute.isText, attribute.count == 1, attribute.rank <= 1 else {
      throw attribute.error("is \(attribute.summary); one text was expected")
    }
    let text = try attribute.texts(limit: limit)[0]
    guard text.utf8.count <= limit else {
      throw attribute.error("is \(text.utf8.count) bytes long; the limit is \(limit)")
    }
    return text
  }

  /// See ``HDF5Group/texts(_:)``.
  func texts(_ name: String) throws(HDF5Error) -> [String]? {
    guard hasAttribute(name) else { return nil }
    let attribute = try LibraryAttribute(of: self, name)
    guard attribute.rank == 1 else {
      throw attribute.error(
        "is \(attribute.summary); a one-dimensional array of texts was expected")
    }
    if attribute.count == 0 { return [] }
    guard attribute.isText else {
      throw attribute.error(
        "is \(attribute.summary); a one-dimensional array of texts was expected")
    }
    return try attribute.texts()
  }

  /// See ``HDF5Group/numbers(_:)``.
  func numbers(_ name: String) throws(HDF5Error) -> [Double]? {
    guard hasAttribute(name) else { return nil }
    return try LibraryAttribute(of: self, name).numbers()
  }
}

extension LibraryGroup {
  /// See ``HDF5Group/attributeNames()``.
  func attributeNames() throws(HDF5Error) -> [String] {
    try LibraryAttribute.names(of: handle, path: path, file: file)
  }

  /// All attributes of the object some groups below, as they are stored; of this group when
  /// `components` is empty.
  func attributes(at components: [String]) throws(HDF5Error) -> [HDF5Attribute] {
    guard let last = components.last else {
      return try LibraryAttribute.all(of: handle, path: path, file: file)
    }
    let parent = try group(at: components.dropLast())
    guard try parent.child(last) == .dataset else {
      let group = try parent.group(last)
      return try LibraryAttribute.all(of: group.handle, path: group.path, file: file)
    }
    let path = parent.childPath(last)
    guard
      let id = unsafe HDF5Handle(
        H5Dopen2(parent.handle.id, last, CHDF5_default()), closing: H5Dclose)
    else { throw HDF5Error(.badData, object: path, problem: HDF5Library.takeMessage()) }
    return try LibraryAttribute.all(of: id, path: path, file: file)
  }

  /// See ``HDF5Group/allTexts(limit:)``.
  func allTexts(limit: Int) throws(HDF5Error) -> [(name: String, text: String)] {
    var found: [(name: String, text: String)] = []
    for name in try attributeNames() {
      let isText: Bool
      do {
        let attribute = try LibraryAttribute(of: self, name)
        isText = attribute.isText && attribute.count == 1 && attribute.rank <= 1
      }
      if isText, let text = try text(name, limit: limit) { found.append((name, text)) }
    }
    return found
  }
}

/// An open attribute whose size has been checked.
struct LibraryAttribute: ~Copyable {
  private let handle: HDF5Handle
  private let type: HDF5Handle
  private let object: String
  private let file: LibraryFile
  /// Where its elements are in the file; `nil` when its object keeps them in another way.
  private let place: HDF5ObjectHeader.Range?
  /// The number of elements.
  let count: Int
  /// The number of dimensions; 0 for a scalar.
  let rank: Int

  /// More elements than any real file's name lists have.
  static let largestCount = 100_000

  init(of group: borrowing LibraryGroup, _ name: String) throws(HDF5Error) {
    try self.init(of: group.handle, name, path: group.path, file: group.file)
  }

  init(
    of owner: borrowing HDF5Handle, _ name: String, path: String, file: LibraryFile
  ) throws(HDF5Error) {
    let object = "attribute \(name) of \(path)"
    func failure(_ problem: String) -> HDF5Error {
      HDF5Error(.badData, object: object, problem: problem)
    }
    guard
      let handle = unsafe HDF5Handle(
        H5Aopen(owner.id, name, CHDF5_default()), closing: H5Aclose),
      let type = HDF5Handle(H5Aget_type(handle.id), closing: H5Tclose),
      let space = HDF5Handle(H5Aget_space(handle.id), closing: H5Sclose)
    else { throw failure("is damaged (\(HDF5Library.takeMessage()))") }
    guard H5Sget_simple_extent_type(space.id) != H5S_NULL else {
      throw failure("is empty: its dataspace is null")
    }
    let count = H5Sget_simple_extent_npoints(space.id)
    let rank = H5Sget_simple_extent_ndims(space.id)
    guard rank >= 0, count >= 0, count <= Self.largestCount else {
      throw failure("has \(count) elements; the limit is \(Self.largestCount)")
    }
    let (bytes, overflow) = H5Tget_size(type.id).multipliedReportingOverflow(by: Int(count))
    guard !overflow, bytes <= file.size else {
      throw failure("claims \(bytes) bytes; the file has \(file.size)")
    }
    // The library copies as many bytes as the type says, whether the message has them or not.
    let header = try file.header(at: CHDF5_address(owner.id), object: path)
    let found = try header.attribute(name, object: object)
    if let found, found.count < bytes {
      throw failure("claims \(bytes) bytes; \(found.count) are stored")
    }
    self.handle = handle
    self.type = type
    self.object = object
    self.file = file
    place = found
    self.count = Int(count)
    self.rank = Int(rank)
  }

  /// The names of all attributes of an object.
  static func names(
    of owner: borrowing HDF5Handle, path: String, file: LibraryFile
  ) throws(HDF5Error) -> [String] {
    let limit = HDF5Group.largestAttributeCount
    let count = H5Aget_num_attrs(owner.id)
    guard count >= 0 else {
      throw HDF5Error(.badData, object: path, problem: HDF5Library.takeMessage())
    }
    guard count <= limit else {
      throw HDF5Error(
        .badData, object: path, problem: "has \(count) attributes; the limit is \(limit)")
    }
    var names: [String] = []
    for index in 0..<UInt64(count) {
      // HDF5's own limit for the name of an attribute is 64 KiB.
      var buffer = [CChar](repeating: 0, count: 1 << 16)
      let length = unsafe H5Aget_name_by_idx(
        owner.id, ".", H5_INDEX_NAME, H5_ITER_NATIVE, index, &buffer, buffer.count,
        CHDF5_default())
      guard length >= 0 else {
        throw HDF5Error(.badData, object: path, problem: HDF5Library.takeMessage())
      }
      let bytes = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
      try file.takeText(bytes.count, object: path)
      names.append(String(decoding: bytes, as: UTF8.self))
    }
    return names
  }

  /// All attributes of an object, as they are stored.
  static func all(
    of owner: borrowing HDF5Handle, path: String, file: LibraryFile
  ) throws(HDF5Error) -> [HDF5Attribute] {
    var all: [HDF5Attribute] = []
    for name in try names(of: owner, path: path, file: file) {
      let attribute = try LibraryAttribute(of: owner, name, path: path, file: file)
      all.append(
        HDF5Attribute(
          name: name, shape: try attribute.shape(), contents: try attribute.contents()))
    }
    return all
  }

  private func shape() throws(HDF5Error) -> [Int] {
    guard rank > 0 else { return [] }
    var extents = [hsize_t](repeating: 0, count: rank)
    guard let space = HDF5Handle(H5Aget_space(handle.id), closing: H5Sclose),
      unsafe H5Sget_simple_extent_dims(space.id, &extents, nil) == Int32(rank)
    else { throw error("is damaged (\(HDF5Library.takeMessage()))") }
    // Their product is at most the largest count, or 0, whatever the others are then.
    return extents.map { Int(clamping: $0) }
  }

  private func contents() throws(HDF5Error) -> HDF5Attribute.Contents {
    if isText { return .texts(try texts()) }
    guard let (type, _) = try? HDF5ElementType.recognize(self.type.id, path: object) else {
      return .other
    }
    var bytes = [UInt8](repeating: 0, count: count * type.size)
    // With the file's own type nothing is converted.
    if !bytes.isEmpty, unsafe H5Aread(handle.id, self.type.id, &bytes) < 0 {
      throw error("cannot be read: \(HDF5Library.takeMessage())")
    }
    return .numbers(type, bytes)
  }

  /// Whether the elements are strings, of fixed or variable length.
  var isText: Bool { H5Tget_class(type.id) == H5T_STRING }

  /// What it is, for a message.
  var summary: String {
    let what = isText ? "text" : "numbers or other non-text"
    return rank == 0 ? "one scalar (\(what))" : "an array of \(count) (\(what), rank \(rank))"
  }

  func error(_ problem: String) -> HDF5Error {
    HDF5Error(.badData, object: object, problem: problem)
  }

  /// All elements as texts, which may have `limit` bytes together.
  func texts(limit: Int = .max) throws(HDF5Error) -> [String] {
    guard let space = HDF5Handle(H5Aget_space(handle.id), closing: H5Sclose) else {
      throw error("is damaged (\(HDF5Library.takeMessage()))")
    }
    return try unsafe LibraryTexts.read(
      type: type, space: space, count: count, file: file, place: place, limit: limit,
      object: object
    ) { unsafe H5Aread(handle.id, type.id, $0) }
  }

  /// All elements as Doubles.
  func numbers() throws(HDF5Error) -> [Double] {
    let kind = H5Tget_class(type.id)
    guard kind == H5T_FLOAT || kind == H5T_INTEGER else {
      throw error("is \(summary); numbers were expected")
    }
    var values = [Double](repeating: 0, count: count)
    if !values.isEmpty, unsafe H5Aread(handle.id, CHDF5_native_double(), &values) < 0 {
      throw error("cannot be read: \(HDF5Library.takeMessage())")
    }
    return values
  }
}
