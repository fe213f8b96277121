import Isolation

/// A group that is open for reading.
///
/// Every object is opened by the one place that knows how, ``LibraryGroup``, which the session asks.
package struct HDF5Group: ~Copyable {
  let session: HDF5Session
  let components: [String]

  /// What stands behind a name.
  package enum Child: UInt8, Sendable, Equatable {
    /// Nothing.
    case missing
    /// A group.
    case group
    /// A dataset.
    case dataset
    /// A named datatype or an object of an unknown kind.
    case other
  }

  /// More children than any real group has.
  static let largestChildCount = 100_000

  /// More attributes than any group has of which all are wanted.
  static let largestAttributeCount = 1000

  /// The absolute HDF5 path.
  package var path: String { "/" + components.joined(separator: "/") }

  /// The path of a child.
  package func childPath(_ name: String) -> String { path == "/" ? "/\(name)" : "\(path)/\(name)" }

  /// Whether a child exists, and what it is.
  ///
  /// - Throws: ``HDF5Error`` when the name is illegal or the link is not a hard link.
  package func child(_ name: String) throws(HDF5Error) -> Child {
    try session.ask(HDF5Request(.child, components, name: name)) {
      reader throws(MessageReader.Malformed) in
      guard let child = Child(rawValue: try reader.byte()) else { throw MessageReader.Malformed() }
      return child
    }
  }

  /// Opens a child group.
  ///
  /// - Throws: ``HDF5Error`` when it is missing, not a group, or not a hard link.
  package func group(_ name: String) throws(HDF5Error) -> HDF5Group {
    try group(at: [name])
  }

  /// Opens a group some groups below; the group itself when `names` is empty.
  ///
  /// - Throws: ``HDF5Error`` as ``group(_:)`` does.
  package func group(at names: [String]) throws(HDF5Error) -> HDF5Group {
    let components = components + names
    if !names.isEmpty { try session.ask(HDF5Request(.group, components)) { _ in } }
    return HDF5Group(session: session, components: components)
  }

  /// Opens a child dataset; see ``HDF5Dataset`` for what is checked.
  ///
  /// - Throws: ``HDF5Error`` when it is missing, not a dataset, or not a hard link.
  package func dataset(_ name: String) throws(HDF5Error) -> HDF5Dataset {
    try dataset(at: [name])
  }

  /// Opens a dataset some groups below.
  ///
  /// - Parameter names: the names on the way; not empty.
  /// - Throws: ``HDF5Error`` as ``group(_:)`` and ``dataset(_:)`` do.
  package func dataset(at names: [String]) throws(HDF5Error) -> HDF5Dataset {
    guard !names.isEmpty else {
      throw HDF5Error(.badData, object: path, problem: "is a group; a dataset was expected")
    }
    return try HDF5Dataset(session, components + names)
  }

  /// Reads a one-dimensional dataset of texts.
  ///
  /// - Throws: ``HDF5Error`` when it is missing, not one-dimensional text, too long, or not UTF-8.
  package func textDataset(_ name: String) throws(HDF5Error) -> [String] {
    try session.ask(HDF5Request(.textDataset, components + [name])) {
      reader throws(MessageReader.Malformed) in try Self.texts(&reader)
    }
  }

  /// The names of the children, in the byte-wise order in which HDF5 keeps them.
  ///
  /// - Throws: ``HDF5Error`` when the group is damaged or has more than 100,000 children.
  package func childNames() throws(HDF5Error) -> [String] {
    try session.ask(HDF5Request(.childNames, components)) {
      reader throws(MessageReader.Malformed) in try Self.texts(&reader)
    }
  }

  /// Whether the group has an attribute of this name; true as well when only damage keeps the library
  /// from telling, so that reading it says so.
  package func hasAttribute(_ name: String) -> Bool {
    let answer: Bool? = try? session.ask(
      HDF5Request(.hasAttribute, components, name: name)
    ) { reader throws(MessageReader.Malformed) in try reader.byte() != 0 }
    return answer ?? true
  }

  /// A scalar text attribute, or `nil` when there is none.
  ///
  /// Text is UTF-8 whatever the file's character-set label says, as h5py and Keras write it.
  ///
  /// - Parameters:
  ///   - name: the attribute.
  ///   - limit: the longest text accepted, in bytes.
  /// - Throws: ``HDF5Error`` when it is not one text, too long, or not UTF-8.
  package func text(_ name: String, limit: Int = 1 << 20) throws(HDF5Error) -> String? {
    try session.ask(HDF5Request(.text, components, name: name, count: limit)) {
      reader throws(MessageReader.Malformed) in
      guard try reader.byte() != 0 else { return nil }
      let text = try reader.text()
      guard text.utf8.count <= limit else { throw MessageReader.Malformed() }
      return text
    }
  }

  /// A one-dimensional text attribute, or `nil` when there is none.
  ///
  /// An empty array of any type is an empty list: that is how h5py writes one.
  ///
  /// - Throws: ``HDF5Error`` when it is not one-dimensional text, too long, or not UTF-8.
  package func texts(_ name: String) throws(HDF5Error) -> [String]? {
    try session.ask(HDF5Request(.texts, components, name: name)) {
      reader throws(MessageReader.Malformed) in
      try reader.byte() == 0 ? nil : try Self.texts(&reader)
    }
  }

  /// A numeric attribute's values, scalar or array, or `nil` when there is none.
  ///
  /// - Throws: ``HDF5Error`` when it is not numeric or too long.
  package func numbers(_ name: String) throws(HDF5Error) -> [Double]? {
    try session.ask(HDF5Request(.numbers, components, name: name)) {
      reader throws(MessageReader.Malformed) in
      guard try reader.byte() != 0 else { return nil }
      return try reader.list(upTo: LibraryAttribute.largestCount) {
        reader throws(MessageReader.Malformed) in Double(bitPattern: try reader.number())
      }
    }
  }

  /// The names of the attributes, in the order in which they were made.
  ///
  /// - Throws: ``HDF5Error`` when the group is damaged or has more than 1000.
  package func attributeNames() throws(HDF5Error) -> [String] {
    try session.ask(HDF5Request(.attributeNames, components)) {
      reader throws(MessageReader.Malformed) in try Self.texts(&reader)
    }
  }

  /// All attributes that are one text, in the order in which they were made; others are left out.
  ///
  /// - Parameter limit: the longest text accepted, in bytes.
  /// - Throws: ``HDF5Error`` when an attribute is damaged, or a text too long or not UTF-8.
  package func allTexts(limit: Int) throws(HDF5Error) -> [(name: String, text: String)] {
    try session.ask(HDF5Request(.allTexts, components, count: limit)) {
      reader throws(MessageReader.Malformed) in
      try reader.list(upTo: Self.largestAttributeCount) {
        reader throws(MessageReader.Malformed) in
        (name: try reader.text(), text: try reader.text())
      }
    }
  }

  /// All attributes as they are stored, in the byte-wise order of their names.
  ///
  /// - Throws: ``HDF5Error`` when the group is damaged or has more than 1000, or one of them is damaged.
  package func attributes() throws(HDF5Error) -> [HDF5Attribute] {
    try HDF5Attribute.all(session, components)
  }

  /// All attributes of a child, of whatever kind; see ``attributes()``.
  ///
  /// - Throws: ``HDF5Error`` as ``attributes()`` does, or when there is no such group or dataset.
  package func attributes(of child: String) throws(HDF5Error) -> [HDF5Attribute] {
    try HDF5Attribute.all(session, components + [child])
  }

  private static func texts(
    _ reader: inout MessageReader
  ) throws(MessageReader.Malformed) -> [String] {
    try reader.list(upTo: largestChildCount) { reader throws(MessageReader.Malformed) in
      try reader.text()
    }
  }
}

/// The components of an HDF5 path, as the library itself splits it: empty ones and `.` do not count.
package func hdf5PathComponents(_ path: String) -> [String] {
  path.utf8.split(separator: UInt8(ascii: "/")).map { String($0) ?? "" }.filter { $0 != "." }
}
