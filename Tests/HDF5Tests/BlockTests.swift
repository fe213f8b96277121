import Files
import HDF5
import TestSupport
import Testing

/// The file `storage/storage.h5`, whose elements are given by a formula.
@Suite("Datasets read in blocks")
struct BlockTests {
  /// Element i, counted row-major.
  struct Formula: Sendable {
    var modulus = 2003
    var half = 1001
    var divisor = 8.0

    func values(_ count: Int) -> [Double] {
      (0..<count).map { Double(7919 * $0 % modulus - half) / divisor }
    }
  }

  struct Stored: Sendable, CustomTestStringConvertible {
    var path: String
    var count = 385
    var formula = Formula()
    var isSingle = true
    var testDescription: String { path }
  }

  private static let small = Formula(modulus: 255, half: 127, divisor: 1)
  private static let whole = Formula(divisor: 1)
  private static let positive = Formula(half: 0, divisor: 1)

  static let types: [Stored] = [
    Stored(path: "types/<f4"), Stored(path: "types/>f4"), Stored(path: "types/<f2"),
    Stored(path: "types/>f2"), Stored(path: "types/<f8", isSingle: false),
    Stored(path: "types/>f8", isSingle: false), Stored(path: "types/opaque", formula: small),
    Stored(path: "types/<b2", formula: small), Stored(path: "types/>b2", formula: small),
    Stored(path: "types/i1", formula: small),
    Stored(path: "types/u1", formula: Formula(modulus: 256, half: 0, divisor: 1)),
    Stored(path: "types/<i2", formula: whole), Stored(path: "types/<u2", formula: positive),
    Stored(path: "types/>i4", formula: whole, isSingle: false),
    Stored(path: "types/<i8", formula: whole, isSingle: false),
    Stored(path: "types/>u8", formula: positive, isSingle: false),
    Stored(path: "layouts/scalar", count: 1), Stored(path: "layouts/empty", count: 0),
  ]

  static let chunked = [
    Stored(path: "layouts/filtered", count: 1001), Stored(path: "layouts/columns", count: 1200),
    Stored(path: "layouts/one_chunk", count: 600), Stored(path: "layouts/line", count: 1000),
  ]

  /// All blocks one after the other, and the size of the largest.
  private func blocks(_ stored: Stored, of size: Int, fromFile: Bool) throws -> ([Double], Int) {
    func read(_ root: borrowing HDF5Group) throws(HDF5Error) -> ([Double], Int) {
      let dataset = try root.dataset(at: hdf5PathComponents(stored.path))
      #expect(dataset.isSinglePrecision == stored.isSingle)
      var values: [Double] = []
      var largest = 0
      try dataset.forEachBlock(of: size) { block in
        largest = max(largest, block.count)
        for index in 0..<block.count { values.append(block[index]) }
      }
      return (values, largest)
    }
    if fromFile {
      let file = try OpenFile(Fixture.path("storage/storage.h5"))
      return try HDF5File.reading(file: file.descriptor, size: file.size, wrapping: { $0 }, read)
    }
    return try reading(try Fixture.bytes("storage/storage.h5"), read)
  }

  @Test("elements of every type, whole and in blocks, in their order", arguments: types)
  func inOrder(_ stored: Stored) throws {
    let truth = stored.formula.values(stored.count)
    let bytes = try Fixture.bytes("storage/storage.h5")
    let all = try reading(bytes) { root throws(HDF5Error) in try root.contents(stored.path).values }
    #expect(all == truth)
    for size in [1, 10, 77, 78, 1 << 18] {
      let (values, largest) = try blocks(stored, of: size, fromFile: false)
      #expect(values == truth, "blocks of \(size)")
      #expect(largest <= size)
    }
    #expect(try blocks(stored, of: 100, fromFile: true).0 == truth)
  }

  @Test("chunks, filtered and not, each element once in blocks of any size", arguments: chunked)
  func eachOnce(_ stored: Stored) throws {
    let truth = stored.formula.values(stored.count)
    let bytes = try Fixture.bytes("storage/storage.h5")
    let all = try reading(bytes) { root throws(HDF5Error) in try root.contents(stored.path).values }
    #expect(all == truth)
    for size in [1, 7, 60, 199, 401, 1 << 18] {
      for fromFile in [false, true] {
        let (values, largest) = try blocks(stored, of: size, fromFile: fromFile)
        #expect(values.sorted() == truth.sorted(), "blocks of \(size)")
        #expect(largest <= size)
      }
    }
  }

  #if !(os(macOS) && arch(x86_64))
    @Test("all 65,536 half-precision numbers, NaN as NaN")
    func everyHalf() throws {
      let bytes = try Fixture.bytes("storage/storage.h5")
      let values = try reading(bytes) { root throws(HDF5Error) in
        try root.dataset("every_half").doubles()
      }
      #expect(values.count == 1 << 16)
      for (bits, value) in values.enumerated() {
        let truth = Double(Float16(bitPattern: UInt16(bits)))
        #expect(value.isNaN ? truth.isNaN : value.bitPattern == truth.bitPattern, "bits \(bits)")
      }
    }
  #endif
}
