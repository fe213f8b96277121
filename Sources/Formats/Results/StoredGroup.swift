import HDF5

/// What a group of an HDF5 file is to hold, as plain values: the same description is written and then
/// compared with what reads back, so that nothing is left out of the comparison.
struct StoredGroup: Sendable {
  /// The value of an attribute.
  enum Attribute: Sendable {
    case text(String)
    case integers([Int], isScalar: Bool)
    case numbers([Double], isScalar: Bool)

    /// One whole number.
    static func integer(_ value: Int) -> Attribute { .integers([value], isScalar: true) }
    /// One number.
    static func number(_ value: Double) -> Attribute { .numbers([value], isScalar: true) }
  }

  /// The contents of a dataset, row-major.
  enum Dataset: Sendable {
    case numbers([Double], shape: [Int])
    case integers([Int], shape: [Int])
    case texts([String])
    /// Gray pictures, `[pictures × height × width]`, marked as such after HDF5's IMAGE convention.
    case pictures([UInt8], shape: [Int])
  }

  /// A group inside another.
  struct Child {
    var name: String
    var group: StoredGroup
  }

  /// The attributes, in their order.
  var attributes: [(name: String, value: Attribute)] = []
  /// The datasets, in their order.
  var datasets: [(name: String, value: Dataset)] = []
  /// The groups inside, in their order.
  var groups: [Child] = []

  /// What marks a dataset as a gray picture whose first row is the top.
  static let pictureMarks = [
    ("CLASS", "IMAGE"), ("IMAGE_VERSION", "1.2"), ("IMAGE_SUBCLASS", "IMAGE_GRAYSCALE"),
    ("DISPLAY_ORIGIN", "UL"),
  ]

  /// The names of datasets and groups, in the order in which HDF5 keeps them.
  var childNames: [String] {
    (datasets.map(\.name) + groups.map(\.name)).sorted(by: Self.isBefore)
  }

  /// Adds an attribute.
  mutating func set(_ name: String, _ value: Attribute) { attributes.append((name, value)) }

  /// Adds a dataset.
  mutating func add(_ name: String, _ value: Dataset) { datasets.append((name, value)) }

  /// Adds a group.
  mutating func add(_ name: String, _ group: StoredGroup) {
    groups.append(Child(name: name, group: group))
  }

  /// The bytes of an HDF5 file with this as its root, read back and compared.
  ///
  /// - Throws: `HDF5Error` of kind `cannotWrite` when libhdf5 fails, or anything reads back different.
  func image() throws(HDF5Error) -> [UInt8] {
    let bytes = try HDF5Builder.image { root throws(HDF5Error) in try write(to: root) }
    _ = try HDF5File.reading(
      bytes, isolation: .inProcess, wrapping: { $0 }
    ) { root throws(HDF5Error) -> Bool in
      try compare(with: root)
      return true
    }
    return bytes
  }

  private func write(to target: borrowing HDF5GroupBuilder) throws(HDF5Error) {
    for (name, value) in attributes {
      switch value {
      case .text(let text): try target.setAttribute(name, text)
      case .integers(let values, isScalar: false): try target.setAttribute(name, values)
      case .integers(let values, isScalar: true): try target.setAttribute(name, values[0])
      case .numbers(let values, isScalar: false): try target.setAttribute(name, values)
      case .numbers(let values, isScalar: true): try target.setAttribute(name, values[0])
      }
    }
    for (name, value) in datasets {
      switch value {
      case .numbers(let values, let shape): try target.write(name, values, shape: shape)
      case .integers(let values, let shape): try target.write(name, values, shape: shape)
      case .texts(let texts): try target.write(name, texts)
      case .pictures(let bytes, let shape):
        try target.write(name, bytes, shape: shape, attributes: Self.pictureMarks)
      }
    }
    for child in groups {
      try target.group(child.name) { inner throws(HDF5Error) in try child.group.write(to: inner) }
    }
  }

  /// - Throws: `HDF5Error` of kind `cannotWrite` when anything differs in any bit.
  private func compare(with stored: borrowing HDF5Group) throws(HDF5Error) {
    try expect(try stored.childNames() == childNames, stored.path)
    try expect(try stored.attributeNames().count == attributes.count, stored.path)
    for (name, value) in attributes {
      let isSame =
        switch value {
        case .text(let text): try stored.text(name) == text
        case .integers(let values, _): try stored.numbers(name) == values.map(Double.init)
        case .numbers(let values, _): Self.areSame(try stored.numbers(name) ?? [], values)
        }
      try expect(isSame, "attribute \(name) of \(stored.path)")
    }
    for (name, value) in datasets {
      let path = stored.childPath(name)
      switch value {
      case .texts(let texts): try expect(try stored.textDataset(name) == texts, path)
      case .numbers(let values, let shape):
        let read = try stored.dataset(name).doubles()
        try expect(Self.areSame(read, values), path)
        try expect(try stored.dataset(name).shape == shape, path)
      case .integers(let values, let shape):
        try expect(try stored.dataset(name).doubles() == values.map(Double.init), path)
        try expect(try stored.dataset(name).shape == shape, path)
      case .pictures(let bytes, let shape):
        let dataset = try stored.dataset(name)
        try expect(try dataset.bytes() == bytes, path)
        try expect(dataset.shape == shape, path)
        for (mark, text) in Self.pictureMarks { try expect(try dataset.text(mark) == text, path) }
      }
    }
    for child in groups { try child.group.compare(with: try stored.group(child.name)) }
  }

  private func expect(_ isSame: Bool, _ object: String) throws(HDF5Error) {
    guard !isSame else { return }
    throw HDF5Error(
      .cannotWrite, object: object, problem: "reads back different from what was written")
  }

  private static func areSame(_ first: [Double], _ second: [Double]) -> Bool {
    first.elementsEqual(second) { $0.bitPattern == $1.bitPattern }
  }

  /// The order in which HDF5 keeps names: by their bytes.
  static func isBefore(_ first: String, _ second: String) -> Bool {
    first.utf8.lexicographicallyPrecedes(second.utf8)
  }
}
