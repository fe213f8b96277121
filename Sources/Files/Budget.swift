#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How much memory the work may take, asked before memory is taken that a file claims to need.
package struct Budget: Sendable, Equatable {
  /// Bytes of memory of the whole process.
  package var memory: Int

  /// The budget of the running command, or else that of the machine.
  @TaskLocal package static var current = Budget()

  /// Smaller blocks are not counted one by one.
  private static let harmlessSize = 1 << 20

  /// A budget; without a number that of the machine.
  package init(memory: Int? = nil) {
    self.memory = memory ?? MachineMemory.size.map { Int(min($0, 0x1p62)) } ?? .max
  }

  /// Whether so many bytes more may be taken.
  package func allows(_ bytes: Int) -> Bool {
    guard bytes > Self.harmlessSize else { return true }
    let (total, overflow) = bytes.addingReportingOverflow(Self.memoryInUse)
    return !overflow && total <= memory && MachineMemory.canHold(Double(bytes))
  }

  /// Makes sure that so many bytes more may be taken.
  ///
  /// - Parameters:
  ///   - bytes: how many; negative stands for more than can be counted.
  ///   - file: the file that claims to need them.
  ///   - object: the place in the file.
  /// - Throws: ``FileError`` of kind `budget`.
  package func check(_ bytes: Int, file: String, object: String? = nil) throws(FileError) {
    guard bytes < 0 || !allows(bytes) else { return }
    throw FileError(.budget, file: file, object: object, problem: refusal(bytes))
  }

  /// The sentence that says why so many bytes more may not be taken.
  package func refusal(_ bytes: Int) -> String {
    let wanted = bytes < 0 ? "more memory than can be counted" : "\(bytes) bytes of memory"
    return "needs \(wanted); \(memory) are allowed for everything (--max-memory), "
      + "and the system may allow fewer"
  }

  /// The memory that this process holds now, in bytes; 0 when the system does not say.
  private static var memoryInUse: Int {
    #if os(Linux)
      let file = unsafe open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
      guard file >= 0 else { return 0 }
      defer { close(file) }
      var text = [UInt8](repeating: 0, count: 128)
      let got = unsafe read(file, &text, text.count)
      // Pages mapped, pages resident, ...
      let numbers = text.prefix(max(got, 0)).split(separator: UInt8(ascii: " "))
      guard numbers.count > 1, let pages = Int(String(decoding: numbers[1], as: UTF8.self)) else {
        return 0
      }
      return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
    #else
      return 0
    #endif
  }
}
