import Files
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite("Checking outputs before the work")
struct OutputCheckTests {
  let scratch = ScratchFolder()

  private func problem(
    _ path: String, replacing: Bool = false, inputs: [String] = []
  ) -> FileError? {
    refusal { () throws(FileError) in
      try OutputFiles.check(path, replacing: replacing, inputs: inputs)
    }
  }

  @Test("a new name in a folder is fine, and the check creates nothing")
  func new() {
    #expect(problem(scratch.file("new")) == nil)
    #expect(problem("\(scratch.path)/./new") == nil)
    #expect(problem("new-file-in-the-working-folder") == nil)
    #expect(scratch.contents.isEmpty)
  }

  @Test("an existing file is fine only for replacing, also through a link")
  func existing() throws {
    let path = scratch.create("file", "x")
    let link = scratch.link("link", to: "file")
    for output in [path, link] {
      let error = try #require(problem(output))
      #expect(error.kind == .cannotCreate)
      #expect(error.file == output)
      #expect(error.problem.contains("exists") && error.problem.contains("--force"))
      #expect(problem(output, replacing: true) == nil)
    }
    #expect(text(of: path) == "x")
  }

  @Test("the input is no output, by whatever name, even for replacing")
  func input() throws {
    let input = scratch.create("model.h5", "x")
    let names = [
      input, "\(scratch.path)/../\(scratch.path.split(separator: "/").last ?? "")/model.h5",
      scratch.link("link", to: "model.h5"), scratch.link("far", to: input),
      scratch.hardLink("hard", to: input),
    ]
    for output in names {
      for replacing in [false, true] {
        let error = try #require(problem(output, replacing: replacing, inputs: ["other", input]))
        #expect(error.kind == .cannotCreate)
        #expect(error.problem.contains("is the input \(input)"), "\(error)")
      }
    }
    let copy = scratch.create("copy.h5", "x")
    #expect(problem(copy, replacing: true, inputs: [input]) == nil)
  }

  @Test("two outputs are two files, by whatever name or link")
  func twice() throws {
    let there = scratch.create("there", "x")
    scratch.folder("folder")
    let pairs = [
      (scratch.file("new"), scratch.file("new")), (scratch.file("new"), scratch.file("./new")),
      (scratch.file("new"), scratch.file("folder/../new")),
      (there, scratch.file("folder/../there")),
      (there, scratch.link("link", to: "there")), (there, scratch.hardLink("hard", to: there)),
    ]
    for (first, second) in pairs {
      let outputs = [first, second].map { PlannedOutput($0, replacing: true) }
      let error = refusal { () throws(FileError) in try OutputFiles.check(outputs) }
      #expect(error?.kind == .cannotCreate && error?.file == second)
      #expect(error?.problem.contains("twice") == true)
    }
    let others = ["new", "folder/new", "there"].map {
      PlannedOutput(scratch.file($0), replacing: true)
    }
    #expect(throws: Never.self) { try OutputFiles.check(others) }
  }

  @Test("what can never be written is refused, and writing it fails without a trace")
  func impossible() throws {
    scratch.create("file", "x")
    scratch.folder("folder")
    scratch.fifo("fifo")
    scratch.link("loop", to: "loop")
    scratch.link("dangling", to: "nowhere/file")
    let before = scratch.contents
    let names = [
      "folder", "folder/", "missing/file", "file/below", "fifo", "loop", "dangling",
      String(repeating: "n", count: 256),
    ]
    for name in names {
      let path = scratch.file(name)
      #expect(problem(path, replacing: true)?.kind == .cannotCreate, "check of \(name)")
      let error = refusal { () throws(FileError) in
        try OutputFiles.write([output(path, "y")], replacing: false)
      }
      #expect(error?.kind == .cannotCreate, "writing \(name)")
      #expect(scratch.contents == before)
    }
    #expect(problem("", replacing: true)?.kind == .cannotCreate, "check of an empty path")
    #expect(text(of: scratch.file("file")) == "x")
  }

  @Test("the message names the folder that is missing")
  func missingFolder() throws {
    let error = try #require(problem(scratch.file("missing/file")))
    #expect(error.problem == "the directory \(scratch.path)/missing does not exist")
  }

  @Test("a folder without write permission is refused", .enabled(if: geteuid() != 0))
  func permission() {
    let folder = scratch.folder("folder")
    chmod(folder, 0o500)
    #expect(problem("\(folder)/file")?.problem == "permission denied")
    chmod(folder, 0o700)
  }
}
