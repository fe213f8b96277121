import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// SIGINT, SIGTERM and SIGHUP without half-written files.
///
/// A program that calls ``endProcessOnSignals()`` ends with 128 + the signal's number, at once;
/// inside ``deferred(_:)`` it ends as soon as the work there is done and has cleaned up.
public enum Interruptions {
  private static let depth = Atomic<Int>(0)
  private static let pending = Atomic<Int32>(0)

  /// Installs the handlers.
  ///
  /// For programs; a library leaves its host's signals alone.
  public static func endProcessOnSignals() {
    // The first access initialises a static: that must not happen inside a signal handler.
    depth.store(0, ordering: .relaxed)
    pending.store(0, ordering: .relaxed)
    for number in [SIGINT, SIGTERM, SIGHUP] {
      _ = signal(number) { caught in
        if Interruptions.depth.load(ordering: .relaxed) == 0 { _exit(128 + caught) }
        Interruptions.pending.store(caught, ordering: .relaxed)
      }
    }
  }

  /// Runs `body` to its end before a signal that arrives meanwhile ends the process.
  static func deferred<Result, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    depth.add(1, ordering: .relaxed)
    defer {
      depth.subtract(1, ordering: .relaxed)
      let caught = pending.load(ordering: .relaxed)
      if caught != 0, depth.load(ordering: .relaxed) == 0 { _exit(128 + caught) }
    }
    return try body()
  }

  /// Whether a signal is waiting for the work in ``deferred(_:)`` to end.
  static var isPending: Bool { pending.load(ordering: .relaxed) != 0 }
}
