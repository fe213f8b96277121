import Files
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite("Reading files whole")
struct FileReadingTests {
  let scratch = ScratchFolder()

  @Test(
    "every byte is read, and an empty file is empty",
    arguments: [[], [97], [0, 10, 13, 10, 255]] as [[UInt8]])
  func content(bytes: [UInt8]) throws {
    let path = scratch.create("file", bytes)
    #expect(try FileBytes.read(path) == bytes)
  }

  @Test("a file beyond one read call is whole")
  func large() throws {
    var bytes = [UInt8](repeating: 0, count: 3 << 20)
    for index in bytes.indices {
      bytes[index] = UInt8(truncatingIfNeeded: index &* 31 ^ index >> 8)
    }
    try OutputFiles.write([OutputFile(path: scratch.file("large"), bytes: bytes)], replacing: false)
    #expect(try FileBytes.read(scratch.file("large")) == bytes)
  }

  @Test("the limit is the largest size that is read")
  func limit() throws {
    let path = scratch.create("file", "12345")
    #expect(try FileBytes.read(path, limit: 5).count == 5)
    let error = try #require(refusal { () throws(FileError) in try FileBytes.read(path, limit: 4) })
    #expect(error.kind == .badData)
    #expect(error.file == path)
    #expect(error.problem.contains("5 bytes") && error.problem.contains("4"))
  }

  @Test("a symbolic link is followed")
  func link() throws {
    scratch.create("file", "text")
    #expect(try FileBytes.read(scratch.link("link", to: "file")) == Array("text".utf8))
  }

  @Test("what cannot be read says why, and names the path it was given")
  func refused() throws {
    scratch.create("file")
    scratch.link("loop", to: "loop")
    scratch.link("dangling", to: "nowhere")
    scratch.folder("folder")
    let cases = [
      ("missing", "no such file"), ("missing/file", "no such file"), ("dangling", "no such file"),
      ("file/below", "not a directory"), ("folder", "is a directory"), ("loop", "symbolic links"),
    ]
    for (name, words) in cases {
      let path = scratch.file(name)
      let error = try #require(refusal { () throws(FileError) in try FileBytes.read(path) })
      #expect(error.kind == .cannotOpen)
      #expect(error.file == path)
      #expect(error.object == nil)
      #expect(error.problem.contains(words), "\(error)")
    }
    #expect(refusal { () throws(FileError) in try FileBytes.read("") }?.kind == .cannotOpen)
  }

  @Test("a FIFO without a writer and a device without end are refused at once")
  func special() async {
    let fifo = scratch.fifo("fifo")
    await #expect(processExitsWith: .success) { [fifo = fifo as String] in
      // Where opening waits, or reading does not end, the alarm ends the process.
      alarm(10)
      for path in [fifo, "/dev/zero", "/dev/null"] {
        let error = refusal { () throws(FileError) in try FileBytes.read(path) }
        #expect(error?.kind == .cannotOpen)
        #expect(error?.problem == "is not a regular file")
      }
    }
  }

  @Test("a file without read permission says so", .enabled(if: geteuid() != 0))
  func permission() {
    let path = scratch.create("file", "secret", mode: 0o000)
    let error = refusal { () throws(FileError) in try FileBytes.read(path) }
    #expect(error == FileError(.cannotOpen, file: path, problem: "permission denied"))
  }

  @Test("- is standard input to its end, up to the limit")
  func standardInput() async {
    let path = scratch.create("file", String(repeating: "0123456789", count: 20_000))
    await #expect(processExitsWith: .success) { [path = path as String] in
      let descriptor = open(path, O_RDONLY)
      #expect(dup2(descriptor, 0) == 0)
      let bytes = try FileBytes.read("-", limit: 200_000)
      #expect(bytes.count == 200_000)
      #expect(bytes.last == UInt8(ascii: "9"))
      lseek(0, 0, SEEK_SET)
      let error = refusal { () throws(FileError) in try FileBytes.read("-", limit: 199_999) }
      #expect(error?.kind == .badData)
      #expect(error?.file == "-")
    }
  }

  @Test("two paths are the same file when they lead to one")
  func sameFile() {
    let path = scratch.create("file", "x")
    let copy = scratch.create("copy", "x")
    let link = scratch.link("link", to: "file")
    let hard = scratch.hardLink("hard", to: path)
    #expect(FileBytes.isSameFile(path, path))
    #expect(FileBytes.isSameFile(path, link))
    #expect(FileBytes.isSameFile(link, hard))
    #expect(FileBytes.isSameFile(path, "\(scratch.path)/./file"))
    #expect(!FileBytes.isSameFile(path, copy))
    #expect(!FileBytes.isSameFile(path, scratch.file("missing")))
    #expect(!FileBytes.isSameFile(scratch.file("missing"), scratch.file("missing")))
  }

  @Test("a dangling link exists: it would be in the way")
  func existence() {
    #expect(FileBytes.exists(scratch.create("file")))
    #expect(FileBytes.exists(scratch.link("dangling", to: "nowhere")))
    #expect(FileBytes.exists(scratch.path))
    #expect(!FileBytes.exists(scratch.file("missing")))
  }
}
