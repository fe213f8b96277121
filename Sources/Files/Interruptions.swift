import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// SIGINT, SIGTERM and SIGHUP without half-written files; SIGXFSZ is ignored.
///
/// A program that calls ``endProcessOnSignals()`` ends with 128 + the signal's number, at once;
/// inside ``deferred(_:)`` it ends as soon as the work there is done and has cleaned up. Long work that
/// wants to come to an orderly end runs in ``observed(_:)`` and asks ``observe()``.
package enum Interruptions {
  private static let depth = Atomic<Int>(0)
  private static let pending = Atomic<Int32>(0)
  /// Whether somebody asks for signals, and whether one was told.
  private static let isObserved = Atomic<Bool>(false)
  private static let isTold = Atomic<Bool>(false)

  /// Installs the handlers.
  ///
  /// For programs; a library leaves its host's signals alone.
  package static func endProcessOnSignals() {
    // The first access initialises a static: that must not happen inside a signal handler.
    depth.store(0, ordering: .relaxed)
    pending.store(0, ordering: .relaxed)
    isObserved.store(false, ordering: .relaxed)
    isTold.store(false, ordering: .relaxed)
    // A limit on the size of files shall be an error of write(2), as a full disk is.
    _ = signal(SIGXFSZ, SIG_IGN)
    for number in [SIGINT, SIGTERM, SIGHUP] {
      _ = signal(number) { caught in
        let isFree = Interruptions.depth.load(ordering: .relaxed) == 0
        let isAwaited =
          Interruptions.isObserved.load(ordering: .relaxed)
          && !Interruptions.isTold.load(ordering: .relaxed)
          && Interruptions.pending.load(ordering: .relaxed) == 0
        if isFree, !isAwaited { _exit(128 + caught) }
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
      if caught != 0, depth.load(ordering: .relaxed) == 0,
        !isObserved.load(ordering: .relaxed) || isTold.load(ordering: .relaxed)
      {
        _exit(128 + caught)
      }
    }
    return try body()
  }

  /// Runs `body`, which asks ``observe()`` from time to time: the first signal does not end the process, a
  /// second one does, and so does one that arrived unasked when `body` is done.
  package static func observed<Result, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    isTold.store(false, ordering: .relaxed)
    isObserved.store(true, ordering: .relaxed)
    defer {
      isObserved.store(false, ordering: .relaxed)
      isTold.store(false, ordering: .relaxed)
      let caught = pending.load(ordering: .relaxed)
      if caught != 0, depth.load(ordering: .relaxed) == 0 { _exit(128 + caught) }
    }
    return try body()
  }

  /// The number of a signal that has arrived; whoever is told has to end the process.
  package static func observe() -> Int32? {
    let caught = pending.exchange(0, ordering: .relaxed)
    guard caught != 0 else { return nil }
    isTold.store(true, ordering: .relaxed)
    return caught
  }

  /// Whether the process ends when the work in ``deferred(_:)`` does: what would be written is not wanted.
  ///
  /// A signal that ``observe()`` is still to tell of ends nothing: whoever asks counts on what was written.
  static var endsProcess: Bool {
    pending.load(ordering: .relaxed) != 0
      && (!isObserved.load(ordering: .relaxed) || isTold.load(ordering: .relaxed))
  }
}
