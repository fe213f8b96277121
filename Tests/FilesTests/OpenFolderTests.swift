import Files
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite("Folders out of which nothing leads")
struct OpenFolderTests {
  private let scratch = ScratchFolder()

  /// A folder `model` with files in it and below it, beside a file that is none of its business.
  private func makeFolder() throws -> OpenFolder {
    let path = scratch.file("model")
    for folder in [path, "\(path)/variables"] { #expect(mkdir(folder, 0o700) == 0) }
    for (name, bytes) in [
      ("model/graph.pb", [1, 2]), ("model/variables/index", [3]), ("secret", [4]),
    ] as [(String, [UInt8])] {
      try OutputFiles.write([OutputFile(path: scratch.file(name), bytes: bytes)], replacing: false)
    }
    #expect(symlink(scratch.file("secret"), "\(path)/link") == 0)
    #expect(symlink(scratch.path, "\(path)/up") == 0)
    return try OpenFolder(path)
  }

  @Test("files in the folder and below it are read")
  func files() throws {
    let folder = try makeFolder()
    #expect(try FileBytes.read(folder.file("graph.pb")) == [1, 2])
    #expect(try FileBytes.read(folder.file("variables/index")) == [3])
    #expect(try folder.names() == ["graph.pb", "link", "up", "variables"])
    #expect(try folder.names(in: "variables") == ["index"])
    #expect(folder.holds("graph.pb") && folder.holds("variables/index"))
    #expect(!folder.holds("other") && !folder.holds("link") && !folder.holds("up/secret"))
    #expect(try FileBytes.read(OpenFolder.holding(folder.path + "/x").file("graph.pb")) == [1, 2])
  }

  @Test(
    "no name leads out of it, and no link is followed",
    arguments: [
      "../secret", "variables/../../secret", "/etc/passwd", "", ".", "variables//index", "link",
      "up/secret", "a\0b", String(repeating: "a/", count: 64) + "b",
    ])
  func refused(name: String) throws {
    let folder = try makeFolder()
    let error = #expect(throws: FileError.self) { try folder.file(name) }
    #expect(error?.kind == .badData)
    #expect(error?.file == folder.path)
  }

  @Test("what is missing, or no regular file, cannot be opened", arguments: ["none", "variables"])
  func missing(name: String) throws {
    let folder = try makeFolder()
    let error = #expect(throws: FileError.self) { try folder.file(name) }
    #expect(error?.kind == .cannotOpen)
  }

  @Test("a folder of more files than the caller takes is refused")
  func limit() throws {
    let folder = try makeFolder()
    let error = #expect(throws: FileError.self) { try folder.names(limit: 3) }
    #expect(error?.kind == .badData)
  }
}
