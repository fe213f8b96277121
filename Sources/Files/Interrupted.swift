/// The work was stopped by a signal, in an orderly way.
package struct Interrupted: Error, Equatable, Sendable {
  /// The signal's number.
  package let signal: Int32

  /// Creates the error.
  package init(signal: Int32) { self.signal = signal }
}
