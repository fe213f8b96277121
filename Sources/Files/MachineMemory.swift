#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How much memory there is to work with.
package enum MachineMemory {
  /// The machine's memory in bytes; `nil` when the system does not say.
  package static var size: Double? {
    let pages = sysconf(Int32(_SC_PHYS_PAGES))
    let pageSize = sysconf(Int32(_SC_PAGESIZE))
    return pages > 0 && pageSize > 0 ? Double(pages) * Double(pageSize) : nil
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
