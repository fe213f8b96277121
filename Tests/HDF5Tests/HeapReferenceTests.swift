import HDF5
import Testing

/// Files in which one field of a reference to a text was changed.
@Suite("References to texts that lead astray")
struct HeapReferenceTests {
  /// A file with a text of 1000 bytes and a list of 2000 short ones.
  private static func image() throws -> [UInt8] {
    try HDF5Builder.image { root throws(HDF5Error) in
      try root.setAttribute("long", String(repeating: "x", count: 1000))
      try root.setAttribute("list", (0..<2000).map { "text \($0)" })
    }
  }

  private static func bytes(_ number: UInt64, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * UInt64($0))) }
  }

  /// Where the reference to the text of 1000 bytes is, the length of which is the first thing in it.
  private static func reference(in image: [UInt8]) throws -> Int {
    let heap = try #require(image.firstRange(of: Array("GCOL".utf8))).lowerBound
    let reference = bytes(1000, 4) + bytes(UInt64(heap), 8)
    return try #require(image.firstRange(of: reference)).lowerBound
  }

  struct Change: Sendable {
    /// The field's place in the reference, and its bytes.
    var place: Int
    var size: Int
    var value: UInt64
    var words: String
  }

  static let changes = [
    Change(place: 0, size: 4, value: 999, words: "claims a text of 999 bytes; 1000 are stored"),
    Change(place: 0, size: 4, value: 10, words: "claims a text of 10 bytes"),
    Change(place: 0, size: 4, value: 1001, words: "claims a text of 1001 bytes"),
    Change(place: 0, size: 4, value: 0x7FFF_FFFF, words: "claims a text of 2147483647 bytes"),
    Change(place: 4, size: 8, value: .max, words: "where none is"),
    Change(place: 4, size: 8, value: 0, words: "where none is"),
    Change(place: 4, size: 8, value: 1 << 40, words: "where none is"),
    Change(place: 12, size: 4, value: 0, words: "does not exist"),
    Change(place: 12, size: 4, value: 5000, words: "does not exist"),
    Change(place: 12, size: 4, value: 0xFFFF_FFFF, words: "does not exist"),
  ]

  @Test("a reference that does not fit what it refers to is refused", arguments: changes)
  func changed(change: Change) throws {
    var image = try Self.image()
    let place = try Self.reference(in: image) + change.place
    image.replaceSubrange(
      place..<(place + change.size), with: Self.bytes(change.value, change.size))
    let error = problem(image) { root throws(HDF5Error) in try root.text("long") }
    #expect(error?.kind == .badData)
    #expect(error?.object == "attribute long of /")
    #expect(error?.problem.contains(change.words) == true, "\(error?.problem ?? "")")
  }

  @Test("a list in which every element is the same long text is refused, whatever it adds up to")
  func amplified() throws {
    var image = try Self.image()
    let place = try Self.reference(in: image)
    let reference = Array(image[place..<(place + 16)])
    // The first short text, "text 0", is in one of the heaps.
    let heaps = image.indices.dropLast(4).filter { image[$0..<($0 + 4)].elementsEqual("GCOL".utf8) }
    let shorts = heaps.compactMap {
      image.firstRange(of: Self.bytes(6, 4) + Self.bytes(UInt64($0), 8))
    }
    let short = try #require(shorts.first).lowerBound
    for index in 0..<2000 {
      image.replaceSubrange((short + 16 * index)..<(short + 16 * index + 16), with: reference)
    }
    let error = problem(image) { root throws(HDF5Error) in try root.texts("list") }
    #expect(error?.problem.contains("together are longer than the file") == true)
  }

  @Test("a text that is longer than asked for is refused before it is read")
  func limit() throws {
    let error = problem(try Self.image()) { root throws(HDF5Error) in
      try root.text("long", limit: 999)
    }
    #expect(error?.problem == "is 1000 bytes long; the limit is 999")
  }

  @Test("a file whose addresses do not have eight bytes is refused", arguments: [0, 1, 4, 16, 255])
  func widths(size: UInt8) throws {
    var image = try Self.image()
    image[13] = size
    let error = problem(image) { root throws(HDF5Error) in try root.childNames() }
    #expect(error?.problem.contains("8 were expected") == true)
  }

  @Test("an object whose header goes on where nothing is ends in an error")
  func continuation() throws {
    // The root's header is rewritten as one message, which says that the rest is at no address.
    var image = try Self.image()
    let header = Int(image[64..<72].reversed().reduce(0) { $0 << 8 | UInt64($1) })
    image.replaceSubrange(
      (header + 16)..<(header + 40),
      with: Self.bytes(0x10, 2) + Self.bytes(16, 2) + Self.bytes(0, 4) + Self.bytes(.max, 8)
        + Self.bytes(64, 8))
    let error = problem(image) { root throws(HDF5Error) in try root.text("long") }
    #expect(error?.kind == .badData)
  }
}
