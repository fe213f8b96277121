import Decompression
import Files
import Testing

@testable import Datasets

// All gzip bytes are from Python: gzip.compress(data, mtime=0).
@Suite("gzip")
struct GzipTests {
  /// ``IDXTests/images``.
  static let images = hex(
    """
    1f8b08000000000002036360e0606660606001622620666660646266616563e7e0e4e2e6e1e5e3171014121611151307
    0026d3900d28000000
    """)
  /// The same in two members, the first of 10 bytes.
  static let twoMembers = hex(
    """
    1f8b08000000000002036360e060666060606160000082c18e060a0000001f8b08000000000002036360626060606660
    646266616563e7e0e4e2e6e1e5e3171014121611151307001856b2d21e000000
    """)
  /// The header of ``images`` and 100,000 zeros.
  static let bomb = hex(
    """
    1f8b0800000000000203edc6b10900300c04b1c74991fd278ebd850b090e2e7927c9edaa9b0700000000000000000000
    000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000
    000000000000000000000000000000000000000000000000000000000000000000000000000096fa13576a72b0860100
    """)

  @Test("inflated data are read as if they had not been compressed")
  func inflates() throws {
    #expect(try read(Self.images) == (try read(IDXTests.images)))
  }

  @Test("several members, empty members and zeros at the end are one file")
  func members() throws {
    let expected = try read(IDXTests.images)
    let empty = hex("1f8b080000000000020303000000000000000000")
    #expect(try read(Self.twoMembers) == expected)
    #expect(try read(empty + Self.twoMembers + empty) == expected)
    #expect(try read(Self.images + [0, 0, 0]) == expected)
  }

  @Test("CSV is recognized inside")
  func csv() throws {
    let file = hex("1f8b08000000000002034bd449e232d431e232d631e10200e5e9d6ce0c000000")
    #expect(try read(file) == DataArray(shape: [2, 2], storage: .bytes([1, 2, 3, 4])))
  }

  @Test("cut anywhere, the file is bad data", arguments: 3..<57)
  func cut(_ size: Int) throws {
    let error = try #require(
      refusal { () throws(FileError) in try read(Array(Self.images[..<size])) })
    #expect(error.kind == .badData)
    #expect(error.problem.contains("truncated"))
  }

  @Test(
    "more than two hundredfold of the whole file is refused above a harmless size",
    arguments: [(9, 0, false), (11, 0, true), (11, 5000, false)])
  func expansion(_ members: Int, _ padding: Int, _ isRefused: Bool) throws {
    let bytes = (0..<members).flatMap { _ in Self.bomb } + [UInt8](repeating: 0, count: padding)
    var inflater = try GzipInflater(bytes, file: "data", limit: 1 << 31, harmlessSize: 1 << 20)
    var output: [UInt8] = []
    let error = refusal { () throws(FileError) in try inflater.inflate(upTo: .max, into: &output) }
    #expect((error != nil) == isRefused)
    // What is refused is counted, and not kept.
    #expect(isRefused ? output.count < 1 << 21 : output.count == members * 100_016)
    #expect(error?.problem.contains("the limit for a file of \(bytes.count) bytes") ?? true)
  }

  @Test("a wrong checksum, a wrong size or a broken block is damage", arguments: [49, 53, 10])
  func damaged(_ index: Int) throws {
    var file = Self.images
    file[index] ^= 0x06
    let error = try #require(refusal { () throws(FileError) in try read(file) })
    #expect(error.kind == .badData)
    #expect(error.problem.contains("damaged"), "\(error.problem)")
  }

  @Test("bytes behind the last member are refused")
  func trailing() throws {
    let error = try #require(refusal { () throws(FileError) in try read(Self.images + [0, 1]) })
    #expect(error.problem.contains("2 trailing bytes after the gzip data"))
  }

  @Test("more data than the IDX header promises are refused and not inflated")
  func bomb() throws {
    let error = try #require(refusal { () throws(FileError) in try read(Self.bomb) })
    #expect(error.kind == .badData)
    #expect(error.problem.contains("trailing"))
    var source = try DataSource(Self.bomb, file: "data", limit: 1 << 20)
    #expect(throws: FileError.self) { _ = try IDXReader.read(&source, limit: 1 << 20) }
    #expect(source.bytes.count == 41)
  }

  @Test("the limit holds for what is inflated")
  func limit() throws {
    var source = try DataSource(Self.bomb, file: "data", limit: 50_000)
    try source.load(50_000)
    #expect(source.bytes.count == 50_000)
    let error = #expect(throws: FileError.self) { try source.load(100_000) }
    #expect(error?.problem.contains("more than 50000 bytes") == true)
  }

  @Test("a header in the wrong byte order is recognized inside")
  func byteOrder() throws {
    let file = hex("1f8b08000000000002036360e060666160606002626606dc0000e2aaa70628000000")
    let error = try #require(refusal { () throws(FileError) in try read(file) })
    #expect(error.problem.contains("byte order"))
  }

  @Test("gzip inside gzip is unsupported")
  func nested() throws {
    let file = hex("1f8b080000000000020393efe66000012666631686edefef3433023900770cabbb15000000")
    let error = try #require(refusal { () throws(FileError) in try read(file) })
    #expect(error.kind == .unsupported)
  }
}
