import Isolation
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite("Processes that may only read and answer", .serialized)
struct IsolatedProcessTests {
  private static let limits = IsolatedProcess.Limits(memory: 64 << 20, processor: 5, answer: 1)

  /// What a child answers to one question.
  private func ask(
    _ descriptor: Int32? = nil, limit: Int = 1 << 20, limits: IsolatedProcess.Limits = limits,
    _ answer: ([UInt8]) -> [UInt8]
  ) -> Result<[UInt8], IsolationError> {
    Result { () throws(IsolationError) in
      try IsolatedProcess(limits: limits, descriptor: descriptor, answer: answer)
        .ask([1, 2, 3], limit: limit)
    }
  }

  @Test("questions are answered one after the other, from what the parent has in memory")
  func answers() throws {
    let memory: [UInt8] = [10, 20, 30]
    let child = try IsolatedProcess(limits: Self.limits, descriptor: nil) { question in
      question.map { memory[Int($0) % 3] }
    }
    #expect(try child.ask([0, 1], limit: 10) == [10, 20])
    #expect(try child.ask([], limit: 10) == [])
    #expect(try child.ask([UInt8](repeating: 2, count: 3 << 20), limit: 4 << 20).count == 3 << 20)
  }

  @Test("the one file it is given can be read, and nothing else is open")
  func descriptors() throws {
    let file = unsafe open("/proc/self/exe", O_RDONLY)
    defer { close(file) }
    let answer = try ask(file) { _ in
      var bytes = [UInt8](repeating: 0, count: 4)
      let got = unsafe pread(IsolatedProcess.fileDescriptor, &bytes, 4, 0)
      let others = (0..<3).map { unsafe write(Int32($0), &bytes, 1) }
      return bytes + [UInt8(got)] + others.map { UInt8(clamping: $0) }
    }.get()
    #expect(answer == [0x7F, 0x45, 0x4C, 0x46, 4, 0, 0, 0])
  }

  @Test("memory beyond the limit is not to be had, up to it it is")
  func memory() throws {
    let answer = try ask { _ in
      let sizes = [16 << 20, 256 << 20]
      // Not malloc: what it gives nobody uses, so that the compiler leaves it out.
      return sizes.map {
        unsafe mmap(nil, $0, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
          == MAP_FAILED ? 0 : 1
      }
    }.get()
    #expect(answer == [1, 0])
  }

  enum Misdeed: CaseIterable { case crash, abort, leave, fork, kill, socket, executable }

  @Test("a child that fails, leaves or reaches further is an error", arguments: Misdeed.allCases)
  func ended(misdeed: Misdeed) {
    let result = ask { _ in
      switch misdeed {
      case .crash: unsafe UnsafeMutablePointer<Int>(bitPattern: 16)?.pointee = 1
      case .abort: abort()
      case .leave: _exit(3)
      case .fork: posixFork()
      case .kill: kill(getppid(), 0)
      case .socket: socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      case .executable:
        unsafe mmap(nil, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
      }
      return []
    }
    guard case .failure(.ended(let signal)) = result else {
      Issue.record("\(result)")
      return
    }
    let expected: Int32 =
      switch misdeed {
      case .crash: SIGSEGV
      case .abort: SIGABRT
      case .leave: 0
      case .fork, .kill, .socket, .executable: SIGSYS
      }
    #expect(signal == expected)
  }

  @Test("a child that comes to no end is given up")
  func late() {
    let limits = IsolatedProcess.Limits(memory: 1 << 20, processor: 30, answer: 1)
    let result = ask(limits: limits) { _ in
      while true {}
    }
    #expect(result == .failure(.late(seconds: 1)))
  }

  @Test("an answer that is longer than it may be is not taken")
  func long() {
    let result = ask(limit: 999) { _ in [UInt8](repeating: 0, count: 1000) }
    #expect(result == .failure(.tooLong(length: 1000)))
  }

  @Test("a child that is gone stays gone, and says so again")
  func twice() throws {
    let child = try IsolatedProcess(limits: Self.limits, descriptor: nil) { _ in _exit(0) }
    #expect(throws: IsolationError.ended(signal: 0)) { try child.ask([], limit: 1) }
    #expect(throws: IsolationError.ended(signal: 0)) { try child.ask([], limit: 1) }
  }
}

/// `fork(2)`, which Swift hides.
private func posixFork() {
  typealias Fork = @convention(c) () -> pid_t
  let handle = unsafe dlsym(nil, "fork")
  _ = unsafe unsafeBitCast(handle, to: Fork?.self)?()
}
