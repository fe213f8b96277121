/// Texts of variable length, read without the library.
///
/// An element is a reference: a length, and an object in a heap. The library allocates what the first says
/// and copies what the second has, and takes the object's number for an index into an array. Here all of it
/// has to fit. Format: HDF5 File Format Specification, version 3.0, III.E and IV.A.2.d.
struct HDF5GlobalHeaps {
  private let source: HDF5Bytes
  private let base: Int
  private var window: HDF5Window
  /// The objects of the heaps seen so far: by the heap's address, then by number.
  private var heaps: [UInt64: [UInt64: HDF5ObjectHeader.Range]] = [:]

  /// The bytes of a reference: length, address, number.
  static let referenceSize = 16

  init(_ source: HDF5Bytes, base: Int) {
    self.source = source
    self.base = base
    window = HDF5Window(source, length: 4096)
  }

  /// Reads the reference at `place`, and what it refers to.
  ///
  /// - Parameters:
  ///   - place: a place in the file with ``referenceSize`` bytes behind it.
  ///   - object: whose element it is, for messages.
  /// - Returns: where the text is; `nil` for a text that was never written, or is empty.
  /// - Throws: ``HDF5Error`` when there is no such object, or it has another length.
  mutating func text(
    at place: Int, object: String
  ) throws(HDF5Error) -> HDF5ObjectHeader.Range? {
    guard let length = try window.number(at: place, size: 4),
      let address = try window.number(at: place + 4),
      let number = try window.number(at: place + 12, size: 4)
    else { throw damaged(object, "ends behind the end of the file") }
    if length == 0 { return nil }
    if heaps[address] == nil { heaps[address] = try objects(at: address, object) }
    guard let found = heaps[address]?[number], number > 0 else {
      throw damaged(
        object, "refers to object \(number) of the heap at \(address), which does not exist")
    }
    guard found.count == Int(length) else {
      throw damaged(object, "claims a text of \(length) bytes; \(found.count) are stored")
    }
    return found
  }

  /// The objects of the heap at an address, by number.
  private mutating func objects(
    at address: UInt64, _ object: String
  ) throws(HDF5Error) -> [UInt64: HDF5ObjectHeader.Range] {
    guard address <= UInt64(source.count - base),
      let start = Int(exactly: address).map({ base + $0 }),
      try window.number(at: start, size: 4) == HDF5MetadataCheck.Signature.heap.number,
      try window.byte(at: start + 4) == 1, let size = try window.number(at: start + 8),
      size <= UInt64(source.count - start)
    else { throw damaged(object, "refers to a heap at \(address), where none is") }
    var objects: [UInt64: HDF5ObjectHeader.Range] = [:]
    var place = start + 16
    let end = start + Int(size)
    while end - place >= 16 {
      let number = try window.number(at: place, size: 2) ?? 0
      let size = try window.number(at: place + 8) ?? 0
      // Number 0 is the free space, which is the last.
      guard number != 0, size <= UInt64(end - place - 16) else { break }
      let range = HDF5ObjectHeader.Range(start: place + 16, count: Int(size))
      guard objects.updateValue(range, forKey: number) == nil else {
        throw damaged(object, "refers to the heap at \(address), which has an object twice")
      }
      place = range.start + (range.count + 7) / 8 * 8
    }
    return objects
  }

  private func damaged(_ object: String, _ problem: String) -> HDF5Error {
    HDF5Error(.badData, object: object, problem: "is damaged: it \(problem)")
  }
}
