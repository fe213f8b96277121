/// Rows of features to train on, kept by the caller in whatever form it likes.
package protocol TrainingSamples: Sendable {
  /// How many rows there are.
  var count: Int { get }
  /// How many features each has.
  var features: Int { get }
  /// Copies rows as floats.
  ///
  /// - Parameters:
  ///   - rows: which ones, each inside `0..<count`.
  ///   - next: those that will be asked for next, which may be made ready meanwhile; none when unknown.
  ///   - target: what is written to: row after row, from its beginning.
  func copyRows(_ rows: ArraySlice<Int>, next: ArraySlice<Int>, into target: inout [Float])
}
