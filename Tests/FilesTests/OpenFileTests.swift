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
