import Files
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite("Files that are read in pieces")
struct OpenFileTests {
  private let folder = ScratchFolder()

  private func makeFile(_ bytes: [UInt8]) throws -> String {
    let path = folder.file("file")
    try OutputFiles.write([OutputFile(path: path, bytes: bytes)], replacing: false)
    return path
  }

  @Test("pieces are what stands there")
  func pieces() throws {
    let file = try OpenFile(try makeFile(Array(0...99)))
    #expect(file.size == 100)
    #expect(try file.bytes(at: 0, count: 100) == Array(0...99))
    #expect(try file.bytes(at: 97, count: 3) == [97, 98, 99])
    #expect(try file.bytes(at: 100, count: 0) == [])
    try file.checkUnchanged()
  }

  @Test("the digest of a file of several pieces is FIPS 180-4's of a million letters a, and more")
  func digest() throws {
    // NIST's example, and sha256sum of three million.
    for (count, digest) in [
      (1_000_000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
      (3_000_000, "2a152c894398719c0570f83fac34ac03a0f6e8e474b995c2403aa5434f7b9dd4"),
    ] {
      let path = folder.file("\(count)")
      let bytes = [UInt8](repeating: UInt8(ascii: "a"), count: count)
      try OutputFiles.write([OutputFile(path: path, bytes: bytes)], replacing: false)
      #expect(try FileDigest.sha256(OpenFile(path)) == digest)
      #expect(FileDigest.sha256(bytes) == digest)
    }
  }

  @Test("what is missing after the file shrank is an error", arguments: [0, 50])
  func shrunk(size: Int) throws {
    let path = try makeFile(Array(0...99))
    let file = try OpenFile(path)
    truncate(path, off_t(size))
    let reading = #expect(throws: FileError.self) { try file.bytes(at: 40, count: 60) }
    #expect(reading?.kind == .badData)
    #expect(reading?.problem.contains("shrank") == true)
    let checking = #expect(throws: FileError.self) { try file.checkUnchanged() }
    #expect(checking?.problem == "changed while it was read")
    #expect(throws: FileError.self) { try FileDigest.sha256(file) }
  }

  @Test("a file that another one replaced is still the one that was opened")
  func replaced() throws {
    let path = try makeFile([1, 2, 3])
    let file = try OpenFile(path)
    try OutputFiles.write([OutputFile(path: path, bytes: [9])], replacing: true)
    #expect(try file.bytes(at: 0, count: 3) == [1, 2, 3])
    try file.checkUnchanged()
  }

  @Test("only regular files are opened, and nothing waits")
  func others() throws {
    let fifo = folder.file("fifo")
    mkfifo(fifo, 0o600)
    for path in [folder.path, fifo, "/dev/null", folder.file("missing")] {
      let error = #expect(throws: FileError.self, "\(path)") { try OpenFile(path) }
      #expect(error?.kind == .cannotOpen)
    }
  }
}
