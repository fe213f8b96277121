/// The work was stopped by a signal, in an orderly way.
public struct Interrupted: Error, Equatable, Sendable {
  /// The signal's number.
  public let signal: Int32

  /// Creates the error.
  public init(signal: Int32) { self.signal = signal }
}
