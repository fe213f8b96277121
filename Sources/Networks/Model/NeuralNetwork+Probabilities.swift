package import Numerics

extension NeuralNetwork {
  /// Class probabilities of logits, with a column for each class.
  ///
  /// One output tells two classes apart: its logistic value p is the second's, and there are two
  /// columns, 1 − p and p. With ``OutputTask/oneVsRest`` the logistic outputs are divided by their sum.
  ///
  /// - Parameters:
  ///   - logits: `[samples × outputs]`.
  ///   - head: how the logits are read; the network's own head when `nil`.
  /// - Returns: `[samples × classes]`; `nil` when the outputs are no classes, or only scores.
  package func probabilities(forLogits logits: Matrix, head: OutputHead? = nil) -> Matrix? {
    let chosen = head ?? self.head
    if chosen == self.head, task == .regression || task == .scores { return nil }
    if outputs == 1, chosen == .linear { return nil }
    let result = outputProbabilities(forLogits: logits, head: chosen)
    if outputs == 1 {
      return Matrix(
        rows: result.rows, columns: 2, values: result.values.flatMap { [1 - $0, $0] })
    }
    return result
  }

  /// What logits mean as probabilities, with a column for each output: the one place that knows.
  ///
  /// One output's column is the probability of the second of two classes. Outputs that are no classes are
  /// read as if they were; ``probabilities(forLogits:head:)`` does not.
  ///
  /// - Parameters:
  ///   - logits: `[samples × outputs]`.
  ///   - head: how the logits are read; the network's own head when `nil`.
  /// - Returns: `[samples × outputs]`.
  package func outputProbabilities(forLogits logits: Matrix, head: OutputHead? = nil) -> Matrix {
    let chosen = head ?? self.head
    var result = chosen.probabilities(forLogits: logits)
    guard task == .oneVsRest, chosen == .sigmoid, outputs > 1 else { return result }
    result.mapRowsInPlace { row in
      let sum = row.reduce(0, +)
      let count = Double(row.count)
      for index in row.indices { row[index] = sum > 0 ? row[index] / sum : 1 / count }
    }
    return result
  }
}

extension NeuralNetwork {
  /// Whether the outputs tell classes apart, when they are read in one way.
  ///
  /// - Parameter head: how the logits are read; the network's own head when `nil`.
  package func tellsClasses(head: OutputHead? = nil) -> Bool {
    task != .regression && (outputs > 1 || (head ?? self.head) != .linear || task == .scores)
  }
}

/// Which class logits stand for.
package enum ClassDecision {
  /// The first of the largest, as NumPy's argmax; one output alone decides between classes 0 and 1.
  ///
  /// - Parameter logits: one sample's, not empty.
  package static func answer(_ logits: ArraySlice<Double>) -> Int {
    if logits.count == 1 { return logits[logits.startIndex] > 0 ? 1 : 0 }
    return logits.offsetOfLargest ?? 0
  }
}
