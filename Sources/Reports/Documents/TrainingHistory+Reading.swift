package import JSON
package import Networks

extension TrainingHistory {
  /// A history as ``json`` writes it, and as models carry it in their provenance.
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
}
