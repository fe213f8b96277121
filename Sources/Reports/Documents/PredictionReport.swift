package import JSON
package import Networks
package import Numerics

/// What a network says about samples: what `mlp predict` prints or writes.
package struct PredictionReport: Sendable, Equatable {
  /// The network's own outputs, `[samples × outputs]`.
  package let outputs: Matrix
  /// The values before a final softmax or sigmoid, `[samples × outputs]`.
  package let logits: Matrix
  /// The answer for each sample.
  package let labels: [Int]
  /// The probability of the answer; `nil` when the outputs are no classes, or only scores.
  package let probabilities: [Double]?
  /// The probability of every class, `[samples × classes]`; two columns for a single output.
  package let classProbabilities: Matrix?
  /// What the samples are called; their numbers from 0 when `nil`.
  package var rowNames: [String]?
  /// The title of these names.
  package var rowTitle: String?
  let network: NeuralNetwork

  /// Gathers a report.
  ///
  /// - Parameters:
  ///   - outputs: `[samples × outputs]`.
  ///   - logits: `[samples × outputs]`.
  ///   - network: the network they come from.
  ///   - head: how outputs are read.
  package init(outputs: Matrix, logits: Matrix, network: NeuralNetwork, head: OutputHead) {
    self.outputs = outputs
    self.logits = logits
    self.network = network
    let isRegression = network.task == .regression
    let labels =
      isRegression ? [] : (0..<logits.rows).map { ClassDecision.answer(logits.row($0)) }
    self.labels = labels
    let all = network.probabilities(forLogits: logits, head: head)
    classProbabilities = all
    probabilities = all.map { all in labels.enumerated().map { row, label in all[row, label] } }
  }

  /// The JSON document of `mlp predict --json`, schema 1.
  package var json: JSONValue {
    var document: JSONObject = [
      "schema": 1,
      "outputs": rows(outputs),
      "logits": rows(logits),
      "labels": .array(labels.map { JSONValue.number($0) }),
    ]
    if let classProbabilities { document["probabilities"] = rows(classProbabilities) }
    if let rowNames { document["rows"] = .array(rowNames.map(JSONValue.string)) }
    return .object(document)
  }

  private func rows(_ matrix: Matrix) -> JSONValue {
    .array(
      (0..<matrix.rows).map { row in .array(matrix.row(row).map { JSONValue.number($0) }) })
  }

  /// The class and probability of every sample, or the output of a network that does not classify.
  package var lines: [String] {
    guard let probabilities else { return numberLines }
    var table = TextTable([("sample", .right), ("class", .left), ("probability", .right)])
    for (row, label) in labels.enumerated() {
      table.add([
        name(ofRow: row), terminalSafe(network.className(label)),
        NumberText.probability(probabilities[row], digits: 6),
      ])
    }
    return table.lines
  }

  /// Outputs that are no probabilities: all of them, or the best score with its class.
  private var numberLines: [String] {
    func number(_ value: Double) -> String { NumberText.short(value, significant: 9) }
    if network.task == .scores {
      var table = TextTable([("sample", .right), ("class", .left), ("score", .right)])
      for (row, label) in labels.enumerated() {
        let score = outputs[row, outputs.columns > 1 ? label : 0]
        table.add([name(ofRow: row), terminalSafe(network.className(label)), number(score)])
      }
      return table.lines
    }
    let columns = min(outputs.columns, 8)
    var titles: [(String, TextTable.Alignment)] = [("sample", .right)]
    for column in 0..<columns {
      titles.append((outputs.columns > 1 ? "output \(column)" : "output", .right))
    }
    if outputs.columns > columns { titles.append(("", .left)) }
    var table = TextTable(titles)
    for row in 0..<outputs.rows {
      let rest = outputs.columns > columns ? ["and \(outputs.columns - columns) more"] : []
      table.add([name(ofRow: row)] + outputs.row(row).prefix(columns).map(number) + rest)
    }
    return table.lines
  }

  private func name(ofRow row: Int) -> String {
    rowNames.map { terminalSafe(String($0[row].prefix(40))) } ?? String(row)
  }
}
