import CHDF5

/// Looks for damage on which libhdf5 loops or recurses without end, before the library sees the file.
///
/// No call of the library can be guarded against these: they happen inside the opening of an object or
/// the reading of an attribute, in 1.10 and in 1.14 alike. Two structures are walked wherever their
/// signatures stand: nodes of B-trees (version 1), whose children must be one level lower, and global
/// heaps, whose objects must fit one behind the other. Format: HDF5 File Format Specification, version
/// 3.0, III.A.1 and III.E. The file is read once in pieces, so its size does not matter.
struct HDF5MetadataCheck {
  /// The four letters that begin a structure.
  enum Signature: String, CaseIterable {
    case tree = "TREE"
    case heap = "GCOL"

    /// The letters as a little-endian number.
    var number: UInt64 {
      rawValue.utf8.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
  }

  /// The library makes no smaller heaps.
  private static let leastHeapSize = 4096

  private let source: HDF5Bytes
  /// Where address 0 is: the signature's place.
  private let base: Int
  private let scanLength: Int
  /// The node or heap that is being checked.
  private var near: HDF5Window
  /// What it points to.
  private var far: HDF5Window
  /// Structures cannot overlap in a whole file, which bounds the work; made-up ones can.
  private var remainingSteps: Int

  /// - Parameters:
  ///   - source: the whole file.
  ///   - base: where address 0 is.
  ///   - scanLength: how many bytes are searched at a time; tests make it small.
  init(_ source: HDF5Bytes, base: Int, scanLength: Int = 1 << 20) {
    self.source = source
    self.base = base
    self.scanLength = max(scanLength, 8)
    near = HDF5Window(source, length: 4096)
    far = HDF5Window(source, length: 8)
    remainingSteps = source.count / 8 + 1_000_000
  }

  /// - Throws: ``HDF5Error`` that names the place of the damage.
  mutating func run() throws(HDF5Error) {
    var start = 0
    while start < source.count {
      // The last three bytes may begin a signature that the next piece completes.
      let piece = try source.bytes(at: start, length: scanLength)
      for place in Self.places(of: .tree, in: piece) { try checkTreeNode(at: start + place) }
      for place in Self.places(of: .heap, in: piece) { try checkHeap(at: start + place) }
      if start + piece.count >= source.count { return }
      start += piece.count - 3
    }
  }

  /// Looks at what the superblock says before the library does.
  ///
  /// Addresses and lengths of other widths than eight bytes, on which all that follows relies, are so rare
  /// that no writer of models has ever used them. The mark of a writer that has the file open matters to
  /// some of the library's drivers only.
  ///
  /// - Throws: ``HDF5Error`` when the file cannot be read.
  mutating func checkSuperblock() throws(HDF5Error) {
    guard let version = try near.byte(at: base + 8), version <= 3,
      let widths = try near.number(at: base + (version <= 1 ? 13 : 9), size: 2)
    else { return }
    if widths != 0x0808 {
      throw HDF5Error(
        .badData, object: "HDF5 superblock",
        problem: "is damaged: addresses have \(widths & 0xFF) bytes and lengths \(widths >> 8); "
          + "8 were expected")
    }
    // Bit 0: open for writing; bit 2: and others may read meanwhile.
    if version == 3, let flags = try near.byte(at: base + 11), flags & 5 != 0 {
      throw HDF5Error(
        .badData, object: "HDF5 superblock",
        problem: "is marked as open for writing: its writer crashed; h5clear -s repairs it")
    }
  }

  /// A node of level n has children of level n − 1, so a walk down must end.
  ///
  /// Only a child of the same or a higher level is refused: a name or a weight may spell the signature,
  /// but its bytes do not lead to another node of the kind.
  private mutating func checkTreeNode(at place: Int) throws(HDF5Error) {
    guard place + 24 <= source.count, let kind = try near.byte(at: place + 4), kind <= 1,
      let level = try near.byte(at: place + 5).map(Int.init), level > 0,
      let entries = try near.number(at: place + 6, size: 2)
    else { return }
    // Group nodes have keys of 8 bytes. Chunk nodes have 8 more for each axis, and only the dataset
    // knows how many those are. Read with another size a key may look like an address: what makes a
    // tree as a whole is one.
    let keySizes = kind == 0 ? [8] : Array(stride(from: 24, through: 8 * 34, by: 8))
    var climbs = false
    for keySize in keySizes {
      var isTree = entries > 0
      for entry in 0..<Int(entries) {
        try step(at: place)
        let pointer = place + 24 + entry * (keySize + 8) + keySize
        guard let childLevel = try levelOfChild(at: pointer, kind: kind) else {
          isTree = false
          continue
        }
        if childLevel >= level { climbs = true }
        if childLevel + 1 != level { isTree = false }
      }
      if isTree { return }
    }
    guard climbs else { return }
    throw HDF5Error(
      .badData, object: "B-tree node at byte \(place)",
      problem:
        "is damaged: a child is not a node of the level below; following it could go on for ever")
  }

  /// The level of the node of this kind to which the address at `pointer` leads; `nil` when it leads
  /// to none.
  private mutating func levelOfChild(
    at pointer: Int, kind: UInt8
  ) throws(HDF5Error) -> Int? {
    guard let address = try near.number(at: pointer), address <= UInt64(source.count - base) else {
      return nil
    }
    let child = base + Int(address)
    guard try far.number(at: child, size: 4) == Signature.tree.number,
      try far.byte(at: child + 4) == kind
    else { return nil }
    return try far.byte(at: child + 5).map(Int.init)
  }

  /// Objects stand one behind the other; each has a header of 16 bytes and a size.
  private mutating func checkHeap(at place: Int) throws(HDF5Error) {
    guard place + 16 <= source.count, try near.byte(at: place + 4) == 1,
      let reserved = try near.number(at: place + 5, size: 3),
      let size = try near.number(at: place + 8)
    else { return }
    // The library ignores the bytes behind the version. Where they are not zero as they should be, this
    // may be a text that spells the signature: a heap has a possible size.
    if reserved != 0, size < Self.leastHeapSize || size > UInt64(source.count - place) { return }
    guard size >= 16, size <= UInt64(source.count - place) else {
      throw damagedHeap(place, "claims \(size) bytes")
    }
    var cursor = place + 16
    let end = place + Int(size)
    while end - cursor >= 16 {
      try step(at: place)
      let isFreeSpace = try near.number(at: cursor, size: 2) == 0
      let size = try near.number(at: cursor + 8) ?? 0
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

  private mutating func step(at place: Int) throws(HDF5Error) {
    remainingSteps -= 1
    guard remainingSteps > 0 else {
      throw HDF5Error(
        .badData, object: "metadata at byte \(place)",
        problem: "is damaged: B-tree nodes or heaps overlap without end")
    }
  }

  /// Every place where a signature stands, weights included: those that are none do not look like one.
  private static func places(of signature: Signature, in bytes: ArraySlice<UInt8>) -> [Int] {
    let pattern = Array(signature.rawValue.utf8)
    var places: [Int] = []
    unsafe bytes.withUnsafeBytes { buffer in
      guard let start = buffer.baseAddress else { return }
      var offset = 0
      while offset + pattern.count <= buffer.count,
        let found = unsafe CHDF5_find(
          start + offset, buffer.count - offset, pattern, pattern.count)
      {
        let place = unsafe found - start
        places.append(place)
        offset = place + 1
      }
    }
    return places
  }
}
