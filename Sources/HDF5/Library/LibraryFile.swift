/// The file that the library has open: its bytes, for what is read without the library, and how much text
/// may still be taken from it.
final class LibraryFile {
  let source: HDF5Bytes
  /// Where address 0 is.
  private let base: Int
  private var heaps: HDF5GlobalHeaps
  /// How many bytes of text may still be read.
  ///
  /// An honest file has each text once, and is read a few times; a hostile one refers to the same text
  /// from everywhere.
  private(set) var remainingText: Int

  /// The size of the file in bytes.
  var size: Int { source.count }

  init(_ source: HDF5Bytes, base: Int) {
    self.source = source
    self.base = base
    heaps = HDF5GlobalHeaps(source, base: base)
    let (product, overflow) = source.count.multipliedReportingOverflow(by: 4)
    remainingText = overflow ? .max : product + 1 << 20
  }

  /// The header of an object.
  ///
  /// - Throws: ``HDF5Error`` when it is damaged.
  func header(at address: UInt64, object: String) throws(HDF5Error) -> HDF5ObjectHeader {
    try HDF5ObjectHeader(source, base: base, address: address, object: object)
  }

  /// Counts bytes of text that are read.
  ///
  /// - Throws: ``HDF5Error`` when they are too many for a file of this size.
  func takeText(_ count: Int, object: String) throws(HDF5Error) {
    guard count <= remainingText else {
      throw HDF5Error(
        .badData, object: object,
        problem: "is hostile: its texts together are longer than the file, which has \(size) bytes")
    }
    remainingText -= count
  }

  /// Reads texts of variable length.
  ///
  /// - Parameters:
  ///   - place: where the references are, and how many bytes there are for them.
  ///   - count: how many there are.
  ///   - limit: how many bytes the texts may have together.
  ///   - object: whose elements they are, for messages.
  /// - Throws: ``HDF5Error`` when a reference leads astray, or the texts are too long.
  func texts(
    at place: HDF5ObjectHeader.Range, count: Int, limit: Int, object: String
  ) throws(HDF5Error) -> [[UInt8]] {
    let size = HDF5GlobalHeaps.referenceSize
    guard place.count / size >= count else {
      throw HDF5Error(
        .badData, object: object,
        problem: "is damaged: it claims \(count) texts; \(place.count / size) are stored")
    }
    var ranges: [HDF5ObjectHeader.Range?] = []
    var total = 0
    for index in 0..<count {
      let range = try heaps.text(at: place.start + index * size, object: object)
      total += range?.count ?? 0
      ranges.append(range)
    }
    guard total <= limit else {
      throw HDF5Error(
        .badData, object: object, problem: "is \(total) bytes long; the limit is \(limit)")
    }
    try takeText(total, object: object)
    var texts: [[UInt8]] = []
    for range in ranges {
      let bytes = try range.map { range throws(HDF5Error) in
        try source.bytes(at: range.start, length: range.count)
      }
      texts.append(Array(bytes?.prefix { $0 != 0 } ?? []))
    }
    return texts
  }
}
