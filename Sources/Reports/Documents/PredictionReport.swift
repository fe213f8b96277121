public import JSON
public import LinearAlgebra
public import Networks

/// What a network says about samples: what `mlp predict` prints or writes.
public struct PredictionReport: Sendable, Equatable {
  /// The network's own outputs, `[samples × outputs]`.
  public let outputs: Matrix
  /// The values before a final softmax or sigmoid, `[samples × outputs]`.
  public let logits: Matrix
  /// The answer for each sample.
  public let labels: [Int]
  /// The probability of the answer; `nil` when one linear output has none.
  public let probabilities: [Double]?
  private let names: [String]

  /// Gathers a report.
  ///
  /// - Parameters:
  ///   - outputs: `[samples × outputs]`.
  ///   - logits: `[samples × outputs]`.
  ///   - network: the network they come from.
  ///   - head: how outputs are read.
  public init(outputs: Matrix, logits: Matrix, network: Network, head: OutputHead) {
    self.outputs = outputs
    self.logits = logits
    let isRegression = network.outputs == 1 && head == .linear
    let labels = (0..<logits.rows).map { ClassDecision.answer(logits.row($0)) }
    self.labels = labels
    let all = head.probabilities(forLogits: logits)
    probabilities =
      isRegression
      ? nil
      : labels.enumerated().map { row, label in
        all.columns > 1 ? all[row, label] : label == 1 ? all[row, 0] : 1 - all[row, 0]
      }
    names = (0..<max(network.outputs, 2)).map {
      network.outputs > 1 ? network.className($0) : String($0)
    }
  }

  /// The JSON document of `mlp predict --json`, schema 1.
  public var json: JSONValue {
    [
      "schema": 1,
      "outputs": rows(outputs),
      "logits": rows(logits),
      "labels": .array(labels.map { JSONValue.number($0) }),
    ]
  }

  private func rows(_ matrix: Matrix) -> JSONValue {
    .array(
      (0..<matrix.rows).map { row in .array(matrix.row(row).map { JSONValue.number($0) }) })
  }

  /// The class and probability of every sample, or the output of a network that does not classify.
  public var lines: [String] {
    guard let probabilities else {
      var table = TextTable([("sample", .right), ("output", .right)])
      for row in labels.indices {
        table.add([String(row), NumberText.short(outputs[row, 0], significant: 9)])
      }
      return table.lines
    }
    var table = TextTable([("sample", .right), ("class", .left), ("probability", .right)])
    for (row, label) in labels.enumerated() {
      table.add([
        String(row), terminalSafe(names[label]), NumberText.fixed(probabilities[row], digits: 6),
      ])
    }
    return table.lines
  }

  /// The rows as CSV without a header, in the shortest digits that read back to the same numbers.
  ///
  /// - Parameter matrix: ``outputs`` or ``logits``.
  public static func csv(_ matrix: Matrix) -> String {
    (0..<matrix.rows).map { row in
      matrix.row(row).map { "\($0)" }.joined(separator: ",") + "\n"
    }.joined()
  }
}
