import Files
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite("Writing files")
struct OutputWritingTests {
  let scratch = ScratchFolder()

  private func failure(_ files: [OutputFile], replacing: Bool = false) -> FileError? {
    refusal { () throws(FileError) in try OutputFiles.write(files, replacing: replacing) }
  }

  @Test("new files have their contents and nothing else is left in the folder")
  func new() throws {
    let files = [
      output(scratch.file("a"), "alpha"), output(scratch.file("b"), ""),
      output(scratch.file("c d é"), "gamma"),
    ]
    try OutputFiles.write(files, replacing: false)
    #expect(scratch.contents == ["a", "b", "c d é"])
    #expect(text(of: scratch.file("a")) == "alpha")
    #expect(text(of: scratch.file("b")) == "")
    #expect(text(of: scratch.file("c d é")) == "gamma")
    try OutputFiles.write([], replacing: false)
    #expect(scratch.contents.count == 3)
  }

  @Test("a new file has the permissions any program would give it")
  func newMode() throws {
    let other = open(scratch.file("other"), O_WRONLY | O_CREAT, 0o666)
    close(other)
    try OutputFiles.write([output(scratch.file("new"), "x")], replacing: false)
    #expect(mode(of: scratch.file("new")) == mode(of: scratch.file("other")))
  }

  @Test(
    "replacing keeps the permissions of the old file",
    arguments: [0o600, 0o640, 0o755, 0o666, 0o444])
  func keptMode(bits: Int) throws {
    let path = scratch.create("file", "a long old text", mode: mode_t(bits))
    try OutputFiles.write([output(path, "new")], replacing: true)
    #expect(text(of: path) == "new")
    #expect(mode(of: path) == mode_t(bits))
    #expect(scratch.contents == ["file"])
  }

  @Test("replacing works where there is nothing to replace")
  func replacingNothing() throws {
    try OutputFiles.write([output(scratch.file("new"), "x")], replacing: true)
    #expect(text(of: scratch.file("new")) == "x")
  }

  @Test("a link stays a link, and its target is replaced")
  func link() throws {
    let folder = scratch.folder("folder")
    let target = scratch.create("folder/file", "old", mode: 0o640)
    let link = scratch.link("link", to: "folder/file")
    let second = scratch.link("second", to: "link")
    try OutputFiles.write([output(second, "new")], replacing: true)
    #expect(isLink(link) && isLink(second) && !isLink(target))
    #expect(text(of: target) == "new")
    #expect(mode(of: target) == 0o640)
    #expect(scratch.contents == ["folder", "link", "second"])
    #expect(text(of: "\(folder)/file") == "new")
  }

  @Test("without replacing an existing file is refused and untouched")
  func refused() throws {
    let path = scratch.create("file", "old")
    let link = scratch.link("link", to: "file")
    for name in [path, link] {
      let error = try #require(failure([output(name, "new")]))
      #expect(error.kind == .cannotCreate)
      #expect(error.file == name)
      #expect(error.problem.contains("exists"))
    }
    #expect(text(of: path) == "old")
    #expect(scratch.contents == ["file", "link"])
  }

  @Test("when the folder of one file is missing, none is written", arguments: [false, true])
  func missingFolder(replacing: Bool) {
    let old = scratch.create("old", "old")
    let files = [
      output(scratch.file("a"), "a"), output(replacing ? old : scratch.file("c"), "new"),
      output(scratch.file("missing/b"), "b"),
    ]
    #expect(failure(files, replacing: replacing)?.kind == .cannotCreate)
    #expect(failure(files, replacing: replacing)?.file == scratch.file("missing/b"))
    #expect(scratch.contents == ["old"])
    #expect(text(of: old) == "old")
  }

  @Test("when one file exists already, none is written")
  func secondExists() {
    let old = scratch.create("old", "old")
    #expect(failure([output(scratch.file("a"), "a"), output(old, "new")])?.kind == .cannotCreate)
    #expect(scratch.contents == ["old"])
    #expect(text(of: old) == "old")
  }

  @Test("when one path is a folder, none is written")
  func secondIsFolder() {
    scratch.folder("folder")
    let old = scratch.create("old", "old")
    let files = [output(old, "new"), output(scratch.file("folder"), "b")]
    #expect(failure(files, replacing: true)?.kind == .cannotCreate)
    #expect(scratch.contents == ["folder", "old"])
    #expect(text(of: old) == "old")
  }

  @Test("one path twice is refused rather than half done")
  func twice() {
    let path = scratch.file("a")
    #expect(failure([output(path, "1"), output(path, "2")])?.kind == .cannotCreate)
    #expect(scratch.contents.isEmpty)
  }

  @Test(
    "names as long as the file system allows are fine",
    arguments: [
      String(repeating: "n", count: 255), String(repeating: "é", count: 127),
      String(repeating: "漢", count: 85), String(repeating: "😀", count: 63),
      // One character of 8 bytes.
      String(repeating: "🇧🇪", count: 31),
    ])
  func longNames(name: String) throws {
    try OutputFiles.write([output(scratch.file(name), "x")], replacing: false)
    #expect(scratch.contents == [name])
  }

  @Test("a name without a folder goes to the working folder")
  func workingFolder() async {
    let folder = scratch.path
    await #expect(processExitsWith: .success) { [folder = folder as String] in
      #expect(chdir(folder) == 0)
      try OutputFiles.write([output("plain", "x"), output("./dotted", "y")], replacing: false)
    }
    #expect(scratch.contents == ["dotted", "plain"])
  }

  @Test("many writers of one name leave one whole text and no other file")
  func concurrent() async {
    let path = scratch.file("file")
    await withTaskGroup(of: Void.self) { group in
      for writer in 0..<16 {
        group.addTask {
          let text = String(repeating: "\(writer % 10)", count: 5000)
          #expect(throws: Never.self) {
            try OutputFiles.write([output(path, text)], replacing: true)
          }
        }
      }
    }
    let result = text(of: path) ?? ""
    #expect(result.count == 5000)
    #expect(Set(result).count == 1)
    #expect(scratch.contents == ["file"])
  }

  @Test("a full disk is an error of the system, and leaves nothing")
  func exhausted() async {
    let path = scratch.file("file")
    await #expect(processExitsWith: .success) { [path = path as String] in
      // A limit on file sizes stands for the full disk; its signal would end the process.
      signal(SIGXFSZ, SIG_IGN)
      var limit = rlimit(rlim_cur: 1000, rlim_max: 1000)
      #expect(setLimit(&limit) == 0)
      let error = refusal { () throws(FileError) in
        try OutputFiles.write([output(path, String(repeating: "x", count: 5000))], replacing: false)
      }
      #expect(error?.kind == .inputOutput)
      #expect(error?.file == path)
    }
    #expect(scratch.contents.isEmpty)
  }

  @Test("folders are created, and an existing one is fine")
  func createDirectory() throws {
    let path = scratch.file("folder")
    try OutputFiles.createDirectory(path)
    try OutputFiles.createDirectory(path)
    #expect(scratch.contents == ["folder"])
    scratch.link("link", to: "folder")
    try OutputFiles.createDirectory(scratch.file("link"))
    scratch.create("file")
    for name in ["file", "missing/folder", "file/folder"] {
      let error = refusal { () throws(FileError) in
        try OutputFiles.createDirectory(scratch.file(name))
      }
      #expect(error?.kind == .cannotCreate)
      #expect(error?.file == scratch.file(name))
    }
  }
}

/// Limits the size of files that this process writes.
private func setLimit(_ limit: inout rlimit) -> Int32 {
  #if canImport(Glibc)
    setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
  #else
    setrlimit(RLIMIT_FSIZE, &limit)
  #endif
}
