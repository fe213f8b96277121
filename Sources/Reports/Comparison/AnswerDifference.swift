package import Networks
package import Numerics

/// How far the answers of two networks to the same samples are apart.
package struct AnswerDifference: Sendable, Equatable {
  /// Where the samples come from, in a few words.
  package let origin: String
  /// How many samples there were.
  package let count: Int
  /// The largest |a − b| of an output; infinite where one is NaN and the other is not.
  package let largest: Double
  /// How many samples are given another class; `nil` for networks that do not tell classes apart.
  package let flips: Int?

  /// Runs both networks.
  ///
  /// - Parameters:
  ///   - first: a network.
  ///   - second: one with as many inputs and outputs.
  ///   - samples: `[samples × inputs]`.
  ///   - origin: where the samples come from.
  /// - Returns: `nil` where the networks take or give different numbers of values.
  package init?(
    _ first: NeuralNetwork, _ second: NeuralNetwork, on samples: Matrix, origin: String
  ) {
    guard first.inputs == second.inputs, first.outputs == second.outputs,
      samples.columns == first.inputs, samples.rows > 0
    else { return nil }
    let (a, b) = (first.predict(samples), second.predict(samples))
    var largest = 0.0
    for (x, y) in zip(a.outputs.values, b.outputs.values) where x != y && !(x.isNaN && y.isNaN) {
      largest = max(largest, (x - y).isFinite ? abs(x - y) : .infinity)
    }
    self.origin = origin
    self.count = samples.rows
    self.largest = largest
    flips =
      first.tellsClasses()
      ? (0..<samples.rows).count {
        ClassDecision.answer(a.logits.row($0)) != ClassDecision.answer(b.logits.row($0))
      } : nil
  }
}
