package import JSON
package import Networks

/// What a training came to: what `mlp train` prints.
package struct TrainingReport: Sendable, Equatable {
  private let history: TrainingHistory
  private let model: String?
  private let ending: String
  private let chain: String
  private let outcome: TrainingHistory.Outcome?

  /// Creates a report.
  ///
  /// - Parameters:
  ///   - history: the epochs.
  ///   - network: what was trained.
  ///   - ending: why the training ended, in a few words.
  ///   - outcome: what the network came to.
  ///   - model: where the network is; `nil` when it was not written.
  package init(
    history: TrainingHistory, network: NeuralNetwork, ending: String,
    outcome: TrainingHistory.Outcome?, model: String?
  ) {
    self.outcome = outcome
    self.history = history
    self.ending = ending
    self.model = model
    chain = NetworkSummary(network, obstacle: nil).chain?.joined(separator: " → ") ?? ""
  }

  /// `{"schema", "history", "ending", "loss", "accuracy", "heldOut", "model"}`.
  package var json: JSONValue {
    var object: JSONObject = ["schema": 1]
    object["history"] = .array(history.epochs.indices.map { history.json(epoch: $0, timed: true) })
    object["ending"] = .string(ending)
    if let outcome {
      object["loss"] = .number(outcome.loss)
      if let accuracy = outcome.accuracy { object["accuracy"] = .number(accuracy) }
      object["heldOut"] = .bool(outcome.isHeldOut)
    }
    if let model { object["model"] = .string(model) }
    return .object(object)
  }

  /// The epochs, at most ten of them, and what they came to.
  package var lines: [String] {
    let hasAccuracy = history.epochs.contains { $0.accuracy != nil }
    let hasValidation = history.epochs.contains { $0.validationLoss != nil }
    var columns: [(title: String, alignment: TextTable.Alignment)] = [
      ("epoch", .right), ("loss", .right),
    ]
    if hasAccuracy { columns.append(("accuracy", .right)) }
    if hasValidation { columns.append(("validation loss", .right)) }
    if hasValidation, hasAccuracy { columns.append(("validation accuracy", .right)) }
    var table = TextTable(columns)
    for index in history.shownEpochs(most: 10) {
      let epoch = history.epochs[index]
      var cells = ["\(index + 1)", NumberText.short(epoch.loss)]
      if hasAccuracy { cells.append(Self.share(epoch.accuracy)) }
      if hasValidation { cells.append(epoch.validationLoss.map { NumberText.short($0) } ?? "-") }
      if hasValidation, hasAccuracy { cells.append(Self.share(epoch.validationAccuracy)) }
      table.add(cells)
    }
    return ["trained \(chain): \(ending)"] + (outcome.map { [$0.text] } ?? []) + [""]
      + table.lines
  }

  private static func share(_ value: Double?) -> String {
    value.map { NumberText.fixed($0, digits: 4) } ?? "-"
  }
}

extension TrainingHistory.Outcome {
  /// In a few words, with what it was measured on.
  package var text: String {
    let place = isHeldOut ? "on the samples kept back" : "on the samples of the training"
    let loss = "loss \(NumberText.short(loss))"
    guard let accuracy else { return "\(loss) \(place)" }
    return "accuracy \(NumberText.fixed(accuracy, digits: 4)), \(loss) \(place)"
  }
}

extension TrainingHistory {
  /// The first epoch and the last, and some between them: at most `most`, which is > 1.
  func shownEpochs(most: Int) -> [Int] {
    let count = epochs.count
    guard count > most else { return Array(0..<count) }
    return (0..<most).map { $0 * (count - 1) / (most - 1) }
  }
}
