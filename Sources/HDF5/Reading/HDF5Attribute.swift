import Isolation

/// An attribute as it is stored, of whatever type.
package struct HDF5Attribute: Sendable, Equatable {
  /// What an attribute holds.
  package enum Contents: Sendable, Equatable {
    /// Texts, of fixed or variable length.
    case texts([String])
    /// Numbers as the file has them, row-major.
    case numbers(HDF5ElementType, [UInt8])
    /// Something else, such as a compound or an enumeration, which is not read.
    case other
  }

  /// The name.
  package var name: String
  /// The extents; empty for a scalar.
  package var shape: [Int]
  /// What it holds.
  package var contents: Contents

  static func all(
    _ session: HDF5Session, _ components: [String]
  ) throws(HDF5Error) -> [HDF5Attribute] {
    let all = try session.ask(HDF5Request(.attributes, components)) {
      reader throws(MessageReader.Malformed) in
      try reader.list(upTo: HDF5Group.largestAttributeCount) {
        reader throws(MessageReader.Malformed) in try HDF5Attribute(&reader)
      }
    }
    return all.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  func write(to writer: inout MessageWriter) {
    writer.append(name)
    writer.append(list: shape) { $0.append($1) }
    switch contents {
    case .texts(let texts):
      writer.append(1 as UInt8)
      writer.append(list: texts) { $0.append($1) }
    case .numbers(let type, let bytes):
      writer.append(2 as UInt8)
      writer.append(type.rawValue)
      writer.append(bytes)
    case .other: writer.append(3 as UInt8)
    }
  }

  private init(_ reader: inout MessageReader) throws(MessageReader.Malformed) {
    name = try reader.text()
    shape = try reader.list(upTo: HDF5Layout.highestRank) {
      reader throws(MessageReader.Malformed) in try reader.count(upTo: .max)
    }
    switch try reader.byte() {
    case 1:
      contents = .texts(
        try reader.list(upTo: LibraryAttribute.largestCount) {
          reader throws(MessageReader.Malformed) in try reader.text()
        })
    case 2:
      guard let type = HDF5ElementType(rawValue: try reader.text()) else {
        throw MessageReader.Malformed()
      }
      contents = .numbers(type, try reader.block())
    case 3: contents = .other
    default: throw MessageReader.Malformed()
    }
  }

  /// An attribute that the library has read.
  init(name: String, shape: [Int], contents: Contents) {
    self.name = name
    self.shape = shape
    self.contents = contents
  }
}
