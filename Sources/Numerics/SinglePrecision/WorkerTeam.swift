import Dispatch
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Threads that share loops of independent tasks.
///
/// How a loop is cut into tasks never depends on the number of threads, so neither does the result.
package struct WorkerTeam: Sendable, Equatable {
  /// The number of threads, at least 1.
  package let threads: Int

  /// One thread: the caller's.
  package static let single = WorkerTeam(threads: 1)

  /// How many threads the machine runs at once.
  package static var cores: Int { max(sysconf(Int32(_SC_NPROCESSORS_ONLN)), 1) }

  /// Creates a team; fewer than one thread is one.
  package init(threads: Int) { self.threads = max(threads, 1) }

  /// What handing work to another thread must be worth, in floating-point operations: about 80 µs of one
  /// thread's work, where waking another takes up to 20.
  private static let worthwhileOperations = 8_000_000

  /// How many blocks of a size it takes to cover a number of things.
  static func blocks(_ count: Int, of size: Int) -> Int { (count + size - 1) / size }

  /// Performs the tasks `0..<count`, in any order, and returns when all are done.
  ///
  /// - Parameters:
  ///   - count: the number of tasks.
  ///   - operations: the floating-point operations of all of them; few are done by the caller alone.
  ///   - task: one task, which writes to nothing that another one reads or writes.
  package func perform(_ count: Int, operations: Int, _ task: @Sendable (Int) -> Void) {
    let threads = min(threads, count)
    guard threads > 1, operations >= Self.worthwhileOperations else {
      for index in 0..<count { task(index) }
      return
    }
    let next = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: threads) { _ in
      while true {
        let index = next.add(1, ordering: .relaxed).oldValue
        guard index < count else { return }
        task(index)
      }
    }
  }
}
