import CEnding
import TestSupport
import Testing

@testable import Files

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite("Signals and standard streams")
struct InterruptionTests {
  let scratch = ScratchFolder()

  @Test("a signal ends the process with 128 and its number")
  func status() async {
    await #expect(processExitsWith: .exitCode(130)) {
      Interruptions.endProcessOnSignals()
      deliver(SIGINT)
    }
    await #expect(processExitsWith: .exitCode(143)) {
      Interruptions.endProcessOnSignals()
      deliver(SIGTERM)
    }
    await #expect(processExitsWith: .exitCode(129)) {
      Interruptions.endProcessOnSignals()
      deliver(SIGHUP)
    }
  }

  @Test("a signal while files are written ends the process without any of them")
  func writing() async {
    let folder = scratch.path
    await #expect(processExitsWith: .exitCode(143)) { [folder = folder as String] in
      Interruptions.endProcessOnSignals()
      try Interruptions.deferred { () throws(FileError) in
        deliver(SIGTERM)
        try OutputFiles.write(
          [output("\(folder)/a", "a"), output("\(folder)/b", "b")], replacing: false)
      }
    }
    #expect(scratch.contents.isEmpty)
  }

  @Test("when the time is over the process ends, also in the middle of a computation")
  func timeout() async {
    let result = await #expect(
      processExitsWith: .exitCode(75), observing: [\.standardErrorContent]
    ) {
      Interruptions.endProcess(after: 0.05, status: 75, saying: "the time is over")
      // A call that the compiler cannot foresee, lest the loop be optimized away.
      while getpid() > 0 {}
    }
    let told = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(told.hasSuffix("the time is over\n"))
  }

  @Test("when the time is over while files are written, none of them is there")
  func timeoutWhileWriting() async {
    let folder = scratch.path
    await #expect(processExitsWith: .exitCode(75)) { [folder = folder as String] in
      Interruptions.endProcess(after: 1000, status: 75, saying: "")
      try Interruptions.deferred { () throws(FileError) in
        deliver(SIGALRM)
        try OutputFiles.write(
          [output("\(folder)/a", "a"), output("\(folder)/b", "b")], replacing: false)
      }
    }
    #expect(scratch.contents.isEmpty)
  }

  @Test("whoever has no memory left takes the files along that are half written")
  func noMemory() async {
    let path = scratch.file("half")
    await #expect(processExitsWith: .exitCode(75)) { [path = path as String] in
      Interruptions.endProcess(above: .max, status: 75, saying: "no memory")
      let file = try TemporaryFile(for: path, index: 0, path: path)
      try file.write([1, 2, 3])
      CEnding_without_memory()
    }
    #expect(scratch.contents.isEmpty)
  }

  @Test("work that was begun is finished first")
  func deferred() async {
    let path = scratch.file("done")
    await #expect(processExitsWith: .exitCode(130)) { [path = path as String] in
      Interruptions.endProcessOnSignals()
      Interruptions.deferred {
        deliver(SIGINT)
        close(open(path, O_WRONLY | O_CREAT, 0o600))
      }
      close(open(path + "-too-late", O_WRONLY | O_CREAT, 0o600))
    }
    #expect(scratch.contents == ["done"])
  }

  @Test("what is written in observed work is whole when the work is told of a signal")
  func observed() async {
    let folder = scratch.path
    await #expect(processExitsWith: .exitCode(7)) { [folder = folder as String] in
      Interruptions.endProcessOnSignals()
      try Interruptions.observed { () throws(FileError) in
        deliver(SIGINT)
        try OutputFiles.write([output("\(folder)/a", "a")], replacing: false)
        guard Interruptions.observe() == SIGINT, FileBytes.exists("\(folder)/a") else { return }
        try OutputFiles.write([output("\(folder)/b", "b")], replacing: false)
        exit(7)
      }
    }
    #expect(scratch.contents == ["a", "b"])
  }

  @Test("the next observed work is told of its own signal")
  func observedAgain() async {
    await #expect(processExitsWith: .exitCode(7)) {
      Interruptions.endProcessOnSignals()
      for _ in 0..<2 {
        Interruptions.observed {
          deliver(SIGINT)
          if Interruptions.observe() != SIGINT { exit(1) }
        }
      }
      exit(7)
    }
  }

  @Test("a signal that observed work did not ask for ends the process after it")
  func unasked() async {
    await #expect(processExitsWith: .exitCode(143)) {
      Interruptions.endProcessOnSignals()
      Interruptions.observed { deliver(SIGTERM) }
    }
  }

  @Test("a host that installs no handlers keeps its own")
  func untouched() async {
    await #expect(processExitsWith: .signal(SIGTERM)) {
      Interruptions.deferred { deliver(SIGTERM) }
    }
  }

  @Test("the standard streams get every byte")
  func streams() async throws {
    let result = try #require(
      await #expect(
        processExitsWith: .success,
        observing: [\.standardOutputContent, \.standardErrorContent]
      ) {
        try StandardStream.output.write(Array("to output\n".utf8))
        try StandardStream.error.write(Array("to error\n".utf8))
      })
    #expect(String(decoding: result.standardOutputContent, as: UTF8.self).contains("to output\n"))
    #expect(String(decoding: result.standardErrorContent, as: UTF8.self).contains("to error\n"))
  }

  @Test("a closed standard output is an error, not a loss")
  func closed() async {
    await #expect(processExitsWith: .success) {
      close(1)
      let error = refusal { () throws(FileError) in try StandardStream.output.write([1]) }
      #expect(error?.kind == .inputOutput)
      #expect(error?.file == "-")
    }
  }
}

/// Sends a signal to this thread, where the threads of Swift's pool keep signals blocked.
private func deliver(_ signal: Int32) {
  var all = sigset_t()
  sigfillset(&all)
  pthread_sigmask(SIG_UNBLOCK, &all, nil)
  raise(signal)
}
