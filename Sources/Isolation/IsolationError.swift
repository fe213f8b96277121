/// Why an isolated process gives no answer.
package enum IsolationError: Error, Equatable, Sendable {
  /// The system has no process to give, or cannot confine it; the system's error code.
  case cannotStart(code: Int32)
  /// It ended, by this signal; 0 when it left by itself.
  case ended(signal: Int32)
  /// It used this much processor time for one answer, or did nothing for long.
  case late(seconds: Int)
  /// It claims an answer of this length, which is more than there can be.
  case tooLong(length: Int)
}
