import CEnding
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
/// wants to come to an orderly end runs in ``observed(_:)`` and asks ``observe()``. When the time of
/// ``endProcess(after:status:saying:)`` is over, the process ends at once too, but for ``deferred(_:)``.
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
        if isFree, !isAwaited { Interruptions.end(by: caught) }
        Interruptions.pending.store(caught, ordering: .relaxed)
      }
    }
  }

  /// Ends the process, by SIGALRM, when so many seconds are over.
  ///
  /// Nothing but ``deferred(_:)`` delays it; files that are half written are removed.
  ///
  /// - Parameters:
  ///   - seconds: how many, above 0.
  ///   - status: the exit code.
  ///   - line: what standard error is told.
  package static func endProcess(after seconds: Double, status: Int32, saying line: String) {
    _ = signal(SIGALRM) { caught in
      if Interruptions.depth.load(ordering: .relaxed) == 0 { Interruptions.end(by: caught) }
      Interruptions.pending.store(caught, ordering: .relaxed)
    }
    unsafe CEnding_set_alarm(seconds, status, lasting(line))
  }

  /// Bounds the memory of the process, and ends it when the system has none to give.
  ///
  /// The second is for programs that are linked with the target CAllocation.
  ///
  /// - Parameters:
  ///   - bytes: how much memory there is for everything that can be written to.
  ///   - status: the exit code.
  ///   - line: what standard error is told.
  package static func endProcess(
    above bytes: Int, status: Int32, saying line: String
  ) {
    unsafe CEnding_arm(status, lasting(line))
    CEnding_limit_memory(max(bytes, 0))
  }

  /// Runs `body`, which reads a file: when memory ends meanwhile, ``endProcess(above:status:saying:)`` names it.
  package static func reading<Result, Failure: Error>(
    _ path: String, _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    unsafe CEnding_set_subject(path)
    defer { CEnding_set_subject(nil) }
    return try body()
  }

  /// A copy of a line that stays: whoever needs it cannot allocate.
  private static func lasting(_ line: String) -> UnsafePointer<CChar>? {
    unsafe UnsafePointer(strdup("\(line)\n"))
  }

  /// Ends the process as a signal demands; for signal handlers too.
  private static func end(by caught: Int32) -> Never {
    if caught == SIGALRM { CEnding_late() }
    _exit(128 + caught)
  }

  /// Runs `body` to its end before a signal that arrives meanwhile ends the process.
  static func deferred<Result, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    depth.add(1, ordering: .relaxed)
    defer {
      depth.subtract(1, ordering: .relaxed)
      if endsProcess, depth.load(ordering: .relaxed) == 0 {
        end(by: pending.load(ordering: .relaxed))
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
      if caught != 0, depth.load(ordering: .relaxed) == 0 { end(by: caught) }
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
    let caught = pending.load(ordering: .relaxed)
    return caught == SIGALRM
      || caught != 0
        && (!isObserved.load(ordering: .relaxed) || isTold.load(ordering: .relaxed))
  }
}

/// The work was stopped by a signal, in an orderly way.
package struct Interrupted: Error, Equatable, Sendable {
  /// The signal's number.
  package let signal: Int32

  /// Creates the error.
  package init(signal: Int32) { self.signal = signal }
}
