import Isolation

/// A question about an open HDF5 file, as it goes to whoever runs the library.
struct HDF5Request: Sendable, Equatable {
  /// What can be asked.
  enum Operation: UInt8, Sendable, CaseIterable {
    /// To open the file.
    case open = 1
    /// What stands behind a name in a group.
    case child
    /// Whether a group can be opened.
    case group
    /// The names of a group's children.
    case childNames
    /// Whether a group has an attribute.
    case hasAttribute
    /// A group's attribute that is one text of at most `count` bytes.
    case text
    /// A group's attribute that is a list of texts.
    case texts
    /// A group's attribute that is numbers.
    case numbers
    /// The names of a group's attributes.
    case attributeNames
    /// All of a group's attributes that are one text of at most `count` bytes.
    case allTexts
    /// All attributes of a group or dataset, as they are stored.
    case attributes
    /// What a dataset says about itself.
    case dataset
    /// A dataset's attribute that is one text.
    case datasetText
    /// A dataset of texts.
    case textDataset
    /// `count` chunks of a dataset, or fewer, from the chunk `first` on, as they are stored.
    case chunks
  }

  var operation: Operation
  /// The group or dataset, component by component from the root.
  var path: [String]
  /// A child or an attribute.
  var name = ""
  var first = 0
  var count = 0

  /// Both sides come from the same source, but a message that is none should not look like one.
  static let version: UInt8 = 1
  private static let deepest = 4096

  /// The object that the question is about, for messages.
  var object: String {
    let path = "/" + path.joined(separator: "/")
    return switch operation {
    case .open: "HDF5 superblock"
    case .child: path == "/" ? "/\(name)" : "\(path)/\(name)"
    case .hasAttribute, .text, .texts, .numbers, .datasetText: "attribute \(name) of \(path)"
    case .group, .childNames, .attributeNames, .allTexts, .attributes, .dataset, .textDataset,
      .chunks:
      path
    }
  }

  /// The question as a message.
  var message: [UInt8] {
    var writer = MessageWriter()
    writer.append(Self.version)
    writer.append(operation.rawValue)
    writer.append(list: path) { $0.append($1) }
    writer.append(name)
    writer.append(first)
    writer.append(count)
    return writer.bytes
  }

  init(
    _ operation: Operation, _ path: [String] = [], name: String = "", first: Int = 0,
    count: Int = 0
  ) {
    self.operation = operation
    self.path = path
    self.name = name
    self.first = first
    self.count = count
  }

  /// Reads a message.
  ///
  /// - Throws: `MessageReader.Malformed` when it is no question.
  init(message: [UInt8]) throws(MessageReader.Malformed) {
    var reader = MessageReader(message)
    guard try reader.byte() == Self.version,
      let operation = Operation(rawValue: try reader.byte())
    else { throw MessageReader.Malformed() }
    self.operation = operation
    path = try reader.list(upTo: Self.deepest) { reader throws(MessageReader.Malformed) in
      try reader.text()
    }
    name = try reader.text()
    first = try reader.count(upTo: .max)
    count = try reader.count(upTo: .max)
    try reader.end()
  }
}

/// The answers that more than one request has.
enum HDF5Answer {
  private static let done: UInt8 = 0
  private static let failed: UInt8 = 1
  /// Longer names and reasons are cut: a message is for people.
  private static let longestText = 1 << 12

  /// An answer with what was asked for.
  static func success(_ write: (inout MessageWriter) -> Void = { _ in }) -> [UInt8] {
    var writer = MessageWriter()
    writer.append(HDF5Request.version)
    writer.append(done)
    write(&writer)
    return writer.bytes
  }

  /// An answer that says why there is none.
  static func failure(_ error: HDF5Error) -> [UInt8] {
    var writer = MessageWriter()
    writer.append(HDF5Request.version)
    writer.append(failed)
    writer.append(error.kind.code)
    writer.append(cut(error.object))
    writer.append(cut(error.problem))
    return writer.bytes
  }

  private static func cut(_ text: String) -> String {
    text.utf8.count <= longestText ? text : String(text.prefix(longestText / 8)) + "…"
  }

  /// Reads an answer up to the place where what was asked for begins.
  ///
  /// - Returns: the error, when the answer is one.
  /// - Throws: `MessageReader.Malformed` when it is no answer.
  static func begin(
    _ reader: inout MessageReader
  ) throws(MessageReader.Malformed) -> HDF5Error? {
    guard try reader.byte() == HDF5Request.version else { throw MessageReader.Malformed() }
    switch try reader.byte() {
    case done: return nil
    case failed:
      guard let kind = HDF5Error.Kind(code: try reader.byte()) else {
        throw MessageReader.Malformed()
      }
      let error = HDF5Error(kind, object: try reader.text(), problem: try reader.text())
      try reader.end()
      return error
    default: throw MessageReader.Malformed()
    }
  }
}

extension HDF5Error.Kind {
  /// The kinds that reading has, in the order of their codes.
  private static let codes: [HDF5Error.Kind] = [.badData, .unsupported, .cannotRead, .outOfBudget]

  fileprivate var code: UInt8 { UInt8(Self.codes.firstIndex(of: self) ?? 0) }

  fileprivate init?(code: UInt8) {
    guard Self.codes.indices.contains(Int(code)) else { return nil }
    self = Self.codes[Int(code)]
  }
}
