import CHDF5

/// Looks for damage on which libhdf5 loops or recurses without end, before the library sees the file.
///
/// No call of the library can be guarded against these: they happen inside the opening of an object or
/// the reading of an attribute, in 1.10 and in 1.14 alike. Two structures are walked wherever their
/// signatures stand: nodes of B-trees (version 1), whose children must be one level lower, and global
/// heaps, whose objects must fit one behind the other. Format: HDF5 File Format Specification, version
/// 3.0, III.A.1 and III.E.
struct HDF5MetadataCheck {
  private let bytes: [UInt8]
  /// Where address 0 is: the signature's place.
  private let base: Int

  private static let treeSignature = Array("TREE".utf8)
  private static let heapSignature = Array("GCOL".utf8)

  init(_ bytes: [UInt8], base: Int) {
    self.bytes = bytes
    self.base = base
  }

  /// - Throws: ``HDF5Error`` that names the place of the damage.
  func run() throws(HDF5Error) {
    // Addresses of another width are so rare that no writer of models has ever used them.
    guard hasEightByteAddresses else { return }
    for place in places(of: Self.treeSignature) { try checkTreeNode(at: place) }
    for place in places(of: Self.heapSignature) { try checkHeap(at: place) }
  }

  private var hasEightByteAddresses: Bool {
    guard base + 16 <= bytes.count else { return false }
    let sizes = bytes[base + 8] <= 1 ? base + 13 : base + 9
    return bytes[sizes] == 8 && bytes[sizes + 1] == 8
  }

  /// A node of level n has children of level n − 1, so a walk down must end.
  ///
  /// Only a child of the same or a higher level is refused: a name or a weight may spell the signature,
  /// but its bytes do not lead to another node of the kind.
  private func checkTreeNode(at place: Int) throws(HDF5Error) {
    guard place + 24 <= bytes.count else { return }
    let kind = bytes[place + 4]
    let level = bytes[place + 5]
    let entries = Int(bytes[place + 6]) | Int(bytes[place + 7]) << 8
    guard kind <= 1, level > 0 else { return }
    // Group nodes have keys of 8 bytes. Chunk nodes have 8 more for each axis, and only the dataset
    // knows how many those are.
    let keySizes = kind == 0 ? [8] : Array(stride(from: 24, through: 8 * 34, by: 8))
    for keySize in keySizes {
      for entry in 0..<entries {
        let pointer = place + 24 + entry * (keySize + 8) + keySize
        guard let child = address(at: pointer) else { break }
        guard stands(Self.treeSignature, at: child), child + 6 <= bytes.count,
          bytes[child + 4] == kind, bytes[child + 5] >= level
        else { continue }
        throw HDF5Error(
          .badData, object: "B-tree node at byte \(place)",
          problem:
            "is damaged: a child is not a node of the level below; following it could go on for ever"
        )
      }
    }
  }

  /// Objects stand one behind the other; each has a header of 16 bytes and a size.
  private func checkHeap(at place: Int) throws(HDF5Error) {
    guard place + 16 <= bytes.count, bytes[place + 4] == 1,
      bytes[(place + 5)..<(place + 8)].allSatisfy({ $0 == 0 })
    else { return }
    let size = number(at: place + 8)
    guard size >= 16, size <= UInt64(bytes.count - place) else {
      throw damagedHeap(place, "claims \(size) bytes")
    }
    var cursor = place + 16
    let end = place + Int(size)
    while end - cursor >= 16 {
      let isFreeSpace = bytes[cursor] == 0 && bytes[cursor + 1] == 0
      let size = number(at: cursor + 8)
      // Free space counts its own header, an object does not and is padded to 8 bytes.
      let room = UInt64(end - cursor)
      guard size <= room, isFreeSpace ? size >= 16 : (size + 7) / 8 * 8 + 16 <= room else {
        throw damagedHeap(place, "has an object of \(size) bytes where \(room) are left")
      }
      cursor += isFreeSpace ? Int(size) : Int((size + 7) / 8 * 8) + 16
    }
  }

  private func damagedHeap(_ place: Int, _ problem: String) -> HDF5Error {
    HDF5Error(
      .badData, object: "global heap at byte \(place)", problem: "is damaged: it \(problem)")
  }

  private func number(at place: Int) -> UInt64 {
    (0..<8).reduce(0) { $0 | UInt64(bytes[place + $1]) << (8 * UInt64($1)) }
  }

  /// The place in the file that an 8-byte address leads to, when it lies inside.
  private func address(at place: Int) -> Int? {
    guard place + 8 <= bytes.count else { return nil }
    let address = number(at: place)
    guard address <= UInt64(bytes.count - base) else { return nil }
    return base + Int(address)
  }

  private func stands(_ signature: [UInt8], at place: Int) -> Bool {
    place + signature.count <= bytes.count
      && bytes[place..<(place + signature.count)].elementsEqual(signature)
  }

  /// Every place where a signature stands, weights included: those that are none do not look like one.
  private func places(of signature: [UInt8]) -> [Int] {
    var places: [Int] = []
    unsafe bytes.withUnsafeBytes { buffer in
      guard let start = buffer.baseAddress else { return }
      var offset = 0
      while offset + signature.count <= buffer.count,
        let found = unsafe CHDF5_find(
          start + offset, buffer.count - offset, signature, signature.count)
      {
        let place = unsafe found - start
        places.append(place)
        offset = place + 1
      }
    }
    return places
  }
}
