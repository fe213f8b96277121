package import Networks
package import Numerics

/// How far the answers of two networks to the same samples are apart.
package struct AnswerDifference: Sendable, Equatable {
  /// Where the samples come from, in a few words.
  package let origin: String
  /// Whether the user named the samples.
  package let isAsked: Bool
  /// How many samples there were.
  package let count: Int
  /// The largest |a − b| of an output; infinite where one is NaN and the other is not.
  package private(set) var largest = 0.0
  /// How many samples are given another class; `nil` for networks that do not tell classes apart.
  package private(set) var flips: Int?

  /// How many samples are run at a time.
  private static let block = 1024

  /// Runs both networks.
  ///
  /// - Parameters:
  ///   - first: a network.
  ///   - second: one with as many inputs and outputs.
  ///   - count: how many samples there are.
  ///   - origin: where the samples come from.
  ///   - isAsked: whether the user named them.
  ///   - rows: some of the samples, `[samples × inputs]`.
  /// - Returns: `nil` where the networks take or give different numbers of values, or others than the samples
  ///   have.
  package init?(
    _ first: NeuralNetwork, _ second: NeuralNetwork, count: Int, origin: String,
    isAsked: Bool = false, rows: (Range<Int>) -> Matrix
  ) {
    guard first.inputs == second.inputs, first.outputs == second.outputs, count > 0,
      rows(0..<1).columns == first.inputs
    else { return nil }
    (self.origin, self.isAsked, self.count) = (origin, isAsked, count)
    let tellsClasses = first.tellsClasses()
    var others = 0
    for start in stride(from: 0, to: count, by: Self.block) {
      let samples = rows(start..<min(start + Self.block, count))
      let (a, b) = (first.predict(samples), second.predict(samples))
      for (x, y) in zip(a.outputs.values, b.outputs.values) where x != y && !(x.isNaN && y.isNaN) {
        largest = max(largest, (x - y).isFinite ? abs(x - y) : .infinity)
      }
      guard tellsClasses else { continue }
      others += (0..<samples.rows).count {
        ClassDecision.answer(a.logits.row($0)) != ClassDecision.answer(b.logits.row($0))
      }
    }
    flips = tellsClasses ? others : nil
  }
}
