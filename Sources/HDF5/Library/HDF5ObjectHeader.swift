/// The messages of an object, read without the library.
///
/// The library trusts their sizes; here an attribute that claims more than its message has is found out
/// before the library copies it. Format: HDF5 File Format Specification, version 3.0, IV.A.1.
struct HDF5ObjectHeader {
  /// Some bytes of the file.
  struct Range: Equatable {
    var start: Int
    var count: Int
  }

  private struct Message {
    var type: Int
    var isShared: Bool
    var range: Range
  }

  private var attributes: [Message] = []
  private var window: HDF5Window

  private static let attributeType = 0x0C
  private static let continuationType = 0x10
  /// More messages than the number of them can say.
  private static let largestMessageCount = 1 << 16

  /// - Parameters:
  ///   - source: the file.
  ///   - base: where address 0 is.
  ///   - address: where the header begins.
  ///   - object: the object, for messages.
  /// - Throws: ``HDF5Error`` when a size or place is impossible.
  init(
    _ source: HDF5Bytes, base: Int, address: UInt64, object: String
  ) throws(HDF5Error) {
    window = HDF5Window(source, length: 1024)
    func damaged() -> HDF5Error {
      HDF5Error(
        .badData, object: object,
        problem: "is damaged: its header leads to bytes that the file does not have")
    }
    func range(_ address: UInt64?, _ count: UInt64?) throws(HDF5Error) -> Range {
      guard let address, let count, address <= UInt64(source.count - base),
        count <= UInt64(source.count - base) - address
      else { throw damaged() }
      return Range(start: base + Int(address), count: Int(count))
    }
    let start = try range(address, 16).start
    let isNew = try window.number(at: start, size: 4) == Self.signature("OHDR")
    var layout = (headerSize: 8, hasOrder: false)
    var blocks: [Range]
    if isNew {
      let flags = try window.byte(at: start + 5) ?? 0
      let width = 1 << Int(flags & 3)
      var place = start + 6
      if flags & 0x20 != 0 { place += 16 }
      if flags & 0x10 != 0 { place += 4 }
      let size = try window.number(at: place, size: width)
      blocks = [try range(UInt64(place + width - base), size)]
      layout = (flags & 4 == 0 ? 4 : 6, flags & 4 != 0)
    } else {
      let size = try window.number(at: start + 8, size: 4)
      blocks = [try range(address + 16, size)]
    }
    var count = 0
    var next = 0
    while next < blocks.count {
      let block = blocks[next]
      next += 1
      var place = block.start
      let end = block.start + block.count
      while end - place >= layout.headerSize {
        count += 1
        guard count <= Self.largestMessageCount else { throw damaged() }
        let type = try window.number(at: place, size: isNew ? 1 : 2)
        let size = try window.number(at: place + (isNew ? 1 : 2), size: 2)
        let flags = try window.byte(at: place + (isNew ? 3 : 4))
        guard let type, let size, let flags, Int(size) <= end - place - layout.headerSize else {
          throw damaged()
        }
        let content = Range(start: place + layout.headerSize, count: Int(size))
        place = content.start + content.count
        switch Int(type) {
        case Self.attributeType:
          attributes.append(Message(type: Int(type), isShared: flags & 2 != 0, range: content))
        case Self.continuationType:
          var inner = try range(
            try window.number(at: content.start), try window.number(at: content.start + 8))
          // A signature before, a checksum behind.
          if isNew { inner = Range(start: inner.start + 4, count: max(0, inner.count - 8)) }
          blocks.append(inner)
        default: break
        }
      }
    }
  }

  /// Where the elements of an attribute are.
  ///
  /// - Parameters:
  ///   - name: the attribute.
  ///   - object: the attribute, for messages.
  /// - Returns: all bytes that the message has for them; `nil` when the attribute or its type is kept
  ///   elsewhere.
  /// - Throws: ``HDF5Error`` when the parts of the message do not fit into it.
  func attribute(_ name: String, object: String) throws(HDF5Error) -> Range? {
    var window = window
    let wanted = Array(name.utf8)
    for message in attributes {
      let start = message.range.start
      if message.isShared { continue }
      guard message.range.count >= 8, let version = try window.byte(at: start),
        let flags = try window.byte(at: start + 1),
        let nameSize = try window.number(at: start + 2, size: 2),
        let typeSize = try window.number(at: start + 4, size: 2),
        let spaceSize = try window.number(at: start + 6, size: 2)
      else { continue }
      let padding = version == 1 ? 7 : 0
      func padded(_ size: UInt64) -> Int { (Int(size) + padding) & ~padding }
      let head = version >= 3 ? 9 : 8
      let used = head + padded(nameSize) + padded(typeSize) + padded(spaceSize)
      guard used <= message.range.count else {
        throw HDF5Error(
          .badData, object: object, problem: "is damaged: its parts are longer than itself")
      }
      var isWanted = Int(nameSize) > wanted.count
      for (index, byte) in (wanted + [0]).enumerated() where isWanted {
        isWanted = try window.byte(at: start + head + index) == byte
      }
      guard isWanted else { continue }
      // Version 1 has no flags; a shared type or dataspace is somewhere else.
      if version > 1, flags & 3 != 0 { return nil }
      return Range(start: start + used, count: message.range.count - used)
    }
    return nil
  }

  private static func signature(_ letters: String) -> UInt64 {
    letters.utf8.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}
