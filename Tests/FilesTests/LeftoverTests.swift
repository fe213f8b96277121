import TestSupport
import Testing

@testable import Files

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite("What killed writers leave behind")
struct LeftoverTests {
  let scratch = ScratchFolder()

  /// The name of a temporary file for a target, as a process that is no more made it.
  private func leftover(of target: String, process: Int32 = .max) throws -> String {
    let name = OutputFiles.temporaryName(beside: scratch.file(target), index: 0)
    let own = try #require(name.firstRange(of: "/.mlp-\(getpid())-"))
    let last = try #require(name.split(separator: "/").last)
    #expect(own.lowerBound > name.startIndex && last.utf8.count <= 255)
    return String(last).replacing("mlp-\(getpid())", with: "mlp-\(process)")
  }

  @Test("a temporary file goes when its process is no more and its target is the one written")
  func removed() throws {
    let target = scratch.create("checkpoint", "x")
    scratch.create(try leftover(of: "checkpoint"), "half")
    scratch.create(try leftover(of: "checkpoint"), "half")
    OutputFiles.removeLeftovers(of: [target])
    #expect(scratch.contents == ["checkpoint"])
  }

  @Test("everything else stays: of other targets, of running processes, of other names and kinds")
  func kept() throws {
    let target = scratch.create("checkpoint", "x")
    scratch.create(try leftover(of: "other"), "y")
    scratch.create(try leftover(of: "checkpoint", process: getpid()), "y")
    scratch.create(try leftover(of: "checkpoint") + ".txt", "y")
    scratch.create(".mlp-2147483647-0-tag.tmp", "y")
    scratch.create(".mlp-notes.tmp", "y")
    scratch.folder(try leftover(of: "checkpoint"))
    scratch.link(try leftover(of: "checkpoint"), to: "checkpoint")
    let before = scratch.contents
    OutputFiles.removeLeftovers(of: [target])
    #expect(scratch.contents == before && before.count == 8)
  }

  @Test("a file that is locked stays, though its process is unknown: its writer lives elsewhere")
  func locked() throws {
    let target = scratch.create("checkpoint", "x")
    let other = scratch.create(try leftover(of: "checkpoint"), "being written")
    let descriptor = open(other, O_RDWR)
    #expect(flock(descriptor, LOCK_EX | LOCK_NB) == 0)
    OutputFiles.removeLeftovers(of: [target])
    #expect(scratch.contents.count == 2)
    close(descriptor)
    OutputFiles.removeLeftovers(of: [target])
    #expect(scratch.contents == ["checkpoint"])
  }

  @Test("a file that is being written is locked")
  func lockedWhileWritten() throws {
    let file = try TemporaryFile(for: scratch.file("new"), index: 0, path: "new")
    try file.write([1, 2, 3])
    let name = try #require(scratch.contents.first)
    let descriptor = open(scratch.file(name), O_RDONLY)
    #expect(flock(descriptor, LOCK_EX | LOCK_NB) != 0)
    file.remove()
    #expect(flock(descriptor, LOCK_EX | LOCK_NB) == 0)
    close(descriptor)
    #expect(scratch.contents.isEmpty)
  }

  @Test("what fails after files were replaced brings the old ones back, and takes new ones away")
  func takenBack() throws {
    let files = [
      OutputFile(path: scratch.create("old", "old"), bytes: [1]),
      OutputFile(path: scratch.file("new"), bytes: [2]),
      OutputFile(path: scratch.create("other", "other", mode: 0o640), bytes: [3]),
    ]
    let error = refusal { () throws(FileError) in
      try OutputFiles.write(files, replacing: true) { _, path throws(FileError) in
        #expect(FileBytes.exists(files[1].path))
        throw FileError(.inputOutput, file: path, problem: "cannot write its folder: fails")
      }
    }
    #expect(error?.kind == .inputOutput && error?.file == files[0].path)
    #expect(scratch.contents == ["old", "other"])
    #expect(text(of: files[0].path) == "old" && text(of: files[2].path) == "other")
    #expect(mode(of: files[2].path) == 0o640)
    try OutputFiles.write(files, replacing: true)
    #expect(scratch.contents == ["new", "old", "other"])
    #expect(text(of: files[0].path) == "\u{1}")
  }

  @Test("a link leads to the folder of its target")
  func link() throws {
    let folder = scratch.folder("folder")
    scratch.create("folder/real", "x")
    scratch.create("folder/" + (try leftover(of: "real")), "half")
    OutputFiles.removeLeftovers(of: [scratch.link("link", to: "folder/real")])
    #expect(FileBytes.exists("\(folder)/real"))
    #expect(unlink("\(folder)/real") == 0 && rmdir(folder) == 0)
  }

  @Test("a limit on the size of files is an error, and leaves nothing behind")
  func sizeLimit() async {
    let path = scratch.file("large")
    await #expect(processExitsWith: .success) { [path = path as String] in
      Interruptions.endProcessOnSignals()
      #if canImport(Glibc)
        let resource = __rlimit_resource_t(RLIMIT_FSIZE.rawValue)
      #else
        let resource = RLIMIT_FSIZE
      #endif
      var limit = rlimit()
      getrlimit(resource, &limit)
      limit.rlim_cur = 1000
      setrlimit(resource, &limit)
      let file = OutputFile(path: path, bytes: [UInt8](repeating: 1, count: 5000))
      let error = refusal { () throws(FileError) in
        try OutputFiles.write([file], replacing: false)
      }
      #expect(error?.kind == .inputOutput && error?.file == path)
    }
    #expect(scratch.contents.isEmpty)
  }

  @Test("no machine holds what no address reaches, and every one a kilobyte")
  func memory() {
    #expect(MachineMemory.canHold(0) && MachineMemory.canHold(1024))
    #expect(!MachineMemory.canHold(1e18) && !MachineMemory.canHold(1e300))
    #expect(!MachineMemory.canHold(.infinity) && !MachineMemory.canHold(.nan))
    if let size = MachineMemory.size { #expect(size > 1e8 && !MachineMemory.canHold(2 * size)) }
  }
}
