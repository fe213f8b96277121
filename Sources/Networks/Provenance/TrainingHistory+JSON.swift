package import JSON

extension TrainingHistory {
  /// A history as ``json`` writes it.
  ///
  /// - Parameter json: an array of `{"epoch", "loss", "accuracy"?, "validationLoss"?,
  ///   "validationAccuracy"?}`, in the order of the epochs; numbers that are not finite may be the texts
  ///   of the JSON documents.
  /// - Returns: `nil` when it is anything else.
  package init?(json: JSONValue) {
    guard let members = json.arrayValue else { return nil }
    var epochs: [Epoch] = []
    for member in members {
      guard let loss = Self.number(member["loss"]) else { return nil }
      epochs.append(
        Epoch(
          loss: loss, accuracy: Self.number(member["accuracy"]),
          validationLoss: Self.number(member["validationLoss"]),
          validationAccuracy: Self.number(member["validationAccuracy"])))
    }
    self.init(epochs: epochs)
  }

  private static func number(_ json: JSONValue?) -> Double? {
    switch json {
    case .string("nan"): .nan
    case .string("inf"): .infinity
    case .string("-inf"): -.infinity
    default: json?.doubleValue
    }
  }

  /// All epochs as JSON, without times: the same training gives the same text.
  package var json: JSONValue { .array(epochs.indices.map { json(epoch: $0, timed: false) }) }

  /// One epoch: `{"epoch", "loss", "accuracy"?, "validationLoss"?, "validationAccuracy"?, "seconds"?}`.
  package func json(epoch index: Int, timed: Bool) -> JSONValue {
    let epoch = epochs[index]
    var object: JSONObject = ["epoch": .number(index + 1), "loss": .number(epoch.loss)]
    object["accuracy"] = epoch.accuracy.map { .number($0) }
    object["validationLoss"] = epoch.validationLoss.map { .number($0) }
    object["validationAccuracy"] = epoch.validationAccuracy.map { .number($0) }
    if timed { object["seconds"] = epoch.seconds.map { .number(($0 * 1e6).rounded() / 1e6) } }
    return .object(object)
  }
}
