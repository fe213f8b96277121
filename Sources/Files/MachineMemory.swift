#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How much memory there is to work with.
package enum MachineMemory {
  /// The memory in bytes that the machine has, or the container this process runs in; `nil` when the system does
  /// not say.
  package static let size: Double? = {
    let pages = sysconf(Int32(_SC_PHYS_PAGES))
    let pageSize = sysconf(Int32(_SC_PAGESIZE))
    let machine = pages > 0 && pageSize > 0 ? Double(pages) * Double(pageSize) : nil
    // Version 2 and version 1 of control groups; a number too large for anything means no limit.
    let containers = [
      "/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes",
    ].compactMap { smallText($0).first.flatMap { Double($0) } }
    return ([machine].compactMap { $0 } + containers.filter { $0 > 0 }).min()
  }()

  /// The memory that this process holds now, in bytes; 0 when the system does not say.
  static var inUse: Int {
    // Pages mapped, pages resident, ...
    let numbers = smallText("/proc/self/statm")
    guard numbers.count > 1, let pages = Int(numbers[1]) else { return 0 }
    return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
  }

  /// The words at the beginning of a file of the system's; none where there is no such file.
  private static func smallText(_ path: String) -> [Substring] {
    let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return [] }
    defer { close(file) }
    var text = [UInt8](repeating: 0, count: 128)
    let got = unsafe read(file, &text, text.count)
    return String(decoding: text.prefix(max(got, 0)), as: UTF8.self).split { $0.isWhitespace }
  }

  /// Whether the machine could hold so much at all, and the limits of this process allow it.
  ///
  /// Nothing is said about what other processes take.
  ///
  /// - Parameter bytes: from 0; a `Double`, so that no product of sizes overflows.
  package static func canHold(_ bytes: Double) -> Bool {
    if let size, bytes > size { return false }
    guard bytes < Double(Int.max) else { return false }
    // The system knows its limits best (RLIMIT_AS and others). Pages nobody touches cost nothing.
    let count = max(Int(bytes), 1)
    let pages = unsafe mmap(
      nil, count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0)
    guard let pages = unsafe pages, unsafe pages != MAP_FAILED else { return false }
    unsafe munmap(pages, count)
    return true
  }
}
