package import JSON
package import Networks

/// The smallest changes of rows, as `mlp counterfactual` says them.
package struct CounterfactualReport: Sendable, Equatable {
  /// What was found, row after row.
  package let counterfactuals: [Counterfactual]
  private let inputs: InputSpace
  private let network: NeuralNetwork
  private let distance: String

  /// Gathers a report.
  ///
  /// - Parameters:
  ///   - counterfactuals: what was found.
  ///   - inputs: what the features are called.
  ///   - network: what the classes are called.
  ///   - distance: how changes are measured: `l1`, `l2`, `linf` or `count`.
  package init(
    _ counterfactuals: [Counterfactual], inputs: InputSpace, network: NeuralNetwork,
    distance: String
  ) {
    self.counterfactuals = counterfactuals
    self.inputs = inputs
    self.network = network
    self.distance = distance
  }

  /// Whether every row has one.
  package var isComplete: Bool { counterfactuals.allSatisfy { $0.input != nil } }

  // MARK: - JSON

  /// The JSON document of `mlp counterfactual --json`, schema 1.
  package var json: JSONValue {
    .object([
      "schema": 1,
      "counterfactuals": .array(counterfactuals.map(entry)),
    ])
  }

  private func entry(_ found: Counterfactual) -> JSONValue {
    var object: JSONObject = ["row": .number(found.row), "from": verdict(found.from)]
    if let to = found.to { object["to"] = verdict(to) }
    object["changes"] = .array(
      found.changed.map { feature in
        .object([
          "feature": .string(inputs.features[feature].name),
          "from": .number(found.sample[feature]),
          "to": .number(found.input?[feature] ?? .nan),
        ])
      })
    if let input = found.input { object["input"] = .array(input.map { JSONValue.number($0) }) }
    object["distance"] = .number(found.distance)
    object["kind"] = .string(distance)
    object["bound"] = .object([
      "distance": .number(found.bound.distance), "proven": .bool(found.bound.isProven),
      "nodes": .number(found.bound.nodes), "seconds": .number(found.bound.seconds),
    ])
    return .object(object)
  }

  private func verdict(_ verdict: Counterfactual.Verdict) -> JSONValue {
    var object: JSONObject = [:]
    if let answer = verdict.answer { object["answers"] = .string(network.className(answer)) }
    if let probability = verdict.probability { object["probability"] = .number(probability) }
    if let output = verdict.output { object["output"] = .number(output) }
    return .object(object)
  }

  // MARK: - Text

  /// A few sentences for each row.
  package var lines: [String] { counterfactuals.flatMap(sentences) }

  /// The sentences on one row.
  private func sentences(_ found: Counterfactual) -> [String] {
    let start = "row \(found.row): \(text(found.from))."
    let bound = found.bound
    guard found.input != nil, let to = found.to else {
      return [
        "\(start) "
          + (bound.isProven
            ? "No change inside the ranges does it (proven)."
            : "None was found; no change below \(size(bound.distance)) does it, as far as is known.")
      ]
    }
    var result = ["\(start) Smallest change to \(text(to)):"]
    for feature in found.changed {
      let unit = inputs.features[feature].unit.map { " \(terminalSafe($0))" } ?? ""
      result.append(
        "  \(shortened(inputs.features[feature].name)) \(number(found.sample[feature])) → "
          + "\(number(found.input?[feature] ?? .nan))\(unit)")
    }
    let way = "Distance \(size(found.distance))."
    if bound.isProven {
      result.append("  \(way) No change below \(size(bound.distance)) does it (proven).")
    } else if bound.distance > 0 {
      result.append(
        "  \(way) No change below \(size(bound.distance)) does it; whether one between does is open."
      )
    } else {
      result.append("  \(way) It was searched for, not proven to be the smallest.")
    }
    return result
  }

  private func text(_ verdict: Counterfactual.Verdict) -> String {
    guard let answer = verdict.answer else {
      return verdict.output.map { number($0) } ?? "no answer"
    }
    let name = shortened(network.className(answer))
    guard let probability = verdict.probability else { return name }
    return "\(name) (p \(NumberText.probability(probability, digits: 2)))"
  }

  private func number(_ value: Double) -> String { NumberText.short(value, significant: 6) }

  /// A distance in words.
  private func size(_ value: Double) -> String {
    let number = NumberText.short(value, significant: 4)
    return distance == "count"
      ? "\(number) feature\(value == 1 ? "" : "s")" : "\(number) of the ranges"
  }
}
