import Files
import HDF5

/// The SHA-256 over everything that a results file holds: what is in it, not how HDF5 keeps it.
///
/// `docs/results-format.md` describes it so that others can compute it.
struct ContentFingerprint: ~Copyable {
  /// The attribute of the root that has it, and which alone it does not cover.
  static let attributeName = "content_sha256"

  private let digest = SHA256()

  /// That of a file.
  ///
  /// - Throws: `HDF5Error` when an object is damaged, or a link leads elsewhere.
  static func of(_ root: borrowing HDF5Group) throws(HDF5Error) -> String {
    let fingerprint = ContentFingerprint()
    try fingerprint.add(root)
    return fingerprint.digest.finish()
  }

  /// That of a file that is to be written.
  static func of(_ root: StoredGroup) -> String {
    let fingerprint = ContentFingerprint()
    fingerprint.add(root, path: "/")
    return fingerprint.digest.finish()
  }

  // MARK: Parts

  /// What something is, and where: fields that end with a zero byte.
  private func begin(
    _ kind: String, _ path: String, name: String = "", type: String = "", shape: [Int] = []
  ) {
    let extents = shape.map(String.init).joined(separator: ",")
    add([kind, path, name, type, extents])
  }

  private func add(_ texts: [String]) {
    digest.add(texts.flatMap { Array($0.utf8) + [0] }[...])
  }

  private func add(_ numbers: [Double]) {
    var bytes: [UInt8] = []
    bytes.append(littleEndian: numbers, as: \.bitPattern)
    digest.add(bytes[...])
  }

  private func add(_ numbers: [Int]) {
    var bytes: [UInt8] = []
    bytes.append(littleEndian: numbers) { Int64($0) }
    digest.add(bytes[...])
  }

  private static func isLeftOut(_ name: String, of path: String) -> Bool {
    path == "/" && name == attributeName
  }

  private static func childPath(_ name: String, of path: String) -> String {
    path == "/" ? "/\(name)" : "\(path)/\(name)"
  }

  // MARK: Files

  private func add(_ group: borrowing HDF5Group) throws(HDF5Error) {
    begin("group", group.path)
    add(try group.attributes(), of: group.path)
    for name in try group.childNames() {
      switch try group.child(name) {
      case .group: try add(try group.group(name))
      case .dataset: try add(dataset: name, of: group)
      case .missing, .other: begin("other", group.childPath(name))
      }
    }
  }

  private func add(
    dataset name: String, of group: borrowing HDF5Group
  ) throws(HDF5Error) {
    let path = group.childPath(name)
    if let texts = try? group.textDataset(name) {
      begin("dataset", path, type: "text", shape: [texts.count])
      add(texts)
    } else {
      let dataset = try group.dataset(name)
      begin("dataset", path, type: dataset.elementType.rawValue, shape: dataset.shape)
      digest.add(try dataset.storedBytes()[...])
    }
    add(try group.attributes(of: name), of: path)
  }

  private func add(_ attributes: [HDF5Attribute], of path: String) {
    for attribute in attributes where !Self.isLeftOut(attribute.name, of: path) {
      func begin(type: String) {
        self.begin("attribute", path, name: attribute.name, type: type, shape: attribute.shape)
      }
      switch attribute.contents {
      case .texts(let texts):
        begin(type: "text")
        add(texts)
      case .numbers(let type, let bytes):
        begin(type: type.rawValue)
        digest.add(bytes[...])
      case .other: begin(type: "other")
      }
    }
  }

  // MARK: What is to be written

  private func add(_ group: StoredGroup, path: String) {
    begin("group", path)
    for (name, value) in group.attributes.sorted(by: { StoredGroup.isBefore($0.name, $1.name) })
    where !Self.isLeftOut(name, of: path) {
      func begin(type: String, _ count: Int, isScalar: Bool) {
        self.begin("attribute", path, name: name, type: type, shape: isScalar ? [] : [count])
      }
      switch value {
      case .text(let text):
        begin(type: "text", 1, isScalar: true)
        add([text])
      case .integers(let values, let isScalar):
        begin(type: "int64", values.count, isScalar: isScalar)
        add(values)
      case .numbers(let values, let isScalar):
        begin(type: "float64", values.count, isScalar: isScalar)
        add(values)
      }
    }
    for name in group.childNames {
      let child = Self.childPath(name, of: path)
      for inner in group.groups where inner.name == name { add(inner.group, path: child) }
      for inner in group.datasets where inner.name == name { add(inner.value, path: child) }
    }
  }

  private func add(_ dataset: StoredGroup.Dataset, path: String) {
    switch dataset {
    case .numbers(let values, let shape):
      begin("dataset", path, type: "float64", shape: shape)
      add(values)
    case .integers(let values, let shape):
      begin("dataset", path, type: "int64", shape: shape)
      add(values)
    case .texts(let texts):
      begin("dataset", path, type: "text", shape: [texts.count])
      add(texts)
    case .pictures(let bytes, let shape):
      begin("dataset", path, type: "uint8", shape: shape)
      digest.add(bytes[...])
      for (name, text) in StoredGroup.pictureMarks.sorted(by: { StoredGroup.isBefore($0.0, $1.0) })
      {
        begin("attribute", path, name: name, type: "text")
        add([text])
      }
    }
  }
}
