package import JSON
package import Networks

/// The smallest changes of rows, as `mlp counterfactual` says them.
package struct CounterfactualReport: Sendable, Equatable {
  /// What was found.
  package var results: CounterfactualResults

  /// The most features that are named of a row.
  private static let mostNamed = 12

  /// A report.
  package init(_ results: CounterfactualResults) { self.results = results }

  // MARK: - JSON

  /// The JSON document of `mlp counterfactual --json`, schema 1.
  package var json: JSONValue {
    .object([
      "schema": 1,
      "counterfactuals": .array(
        results.counterfactuals.enumerated().map { entry($1, place: results.place($0)) }),
    ])
  }

  private func entry(_ found: Counterfactual, place: Int) -> JSONValue {
    var object: JSONObject = ["row": .number(found.row), "from": verdict(found.from)]
    if let to = found.to { object["to"] = verdict(to) }
    object["changes"] = .array(
      found.changed.map { feature in
        .object([
          "feature": .string(results.inputSpace.features[feature].name),
          "from": .number(found.sample[feature]),
          "to": .number(found.input?[feature] ?? .nan),
        ])
      })
    if let input = found.input { object["input"] = .array(input.map { JSONValue.number($0) }) }
    if let shown = found.shown {
      var said = verdict(shown.verdict).objectValue ?? [:]
      said["input"] = .array(shown.input.map { JSONValue.number($0) })
      object["asShown"] = .object(said)
    }
    object["distance"] = .number(found.distance)
    object["kind"] = .string(results.distance)
    object["bound"] = .object([
      "distance": .number(found.bound.distance), "proven": .bool(found.bound.isProven),
      "nodes": .number(found.bound.nodes), "seconds": .number(found.bound.seconds),
    ])
    if results.isCertificate, place == 0, !found.isMet {
      object["certifiedRadius"] = .number(found.bound.distance)
    }
    return .object(object)
  }

  private func verdict(_ verdict: Counterfactual.Verdict) -> JSONValue {
    var object: JSONObject = [:]
    if let answer = verdict.answer { object["answers"] = .string(results.className(answer)) }
    if let probability = verdict.probability { object["probability"] = .number(probability) }
    if let output = verdict.output { object["output"] = .number(output) }
    return .object(object)
  }

  // MARK: - Text

  /// A line for each counterfactual, to be read aloud.
  package var lines: [String] {
    results.counterfactuals.enumerated().map { line($1, place: results.place($0)) }
  }

  /// A line on one of them: what is said of the row, what changes, and what is proven.
  ///
  /// - Parameters:
  ///   - found: the counterfactual.
  ///   - place: how many smaller ones the row has.
  package func line(_ found: Counterfactual, place: Int) -> String {
    let name = place == 0 ? "row \(found.row)" : "row \(found.row), choice \(place + 1)"
    let start = "\(name): \(text(found.from))"
    if found.isMet { return "\(start), as wanted." }
    guard found.input != nil, let to = found.to else {
      let bound = found.bound
      let end =
        bound.isProven
        ? "No change inside the ranges does it (proven)."
        : bound.distance > 0
          ? "None was found; no change below \(size(bound.distance)) does it (proven)."
          : "None was found, which proves nothing."
      return "\(start). \(end)"
    }
    let goal = to.answer.map { shortened(results.className($0)) } ?? text(to)
    return "\(start). Smallest change to \(goal): \(changes(found)). \(proof(found, place))"
  }

  private func changes(_ found: Counterfactual) -> String {
    let order = found.mostChanged(of: results.inputSpace)
    let named = order.prefix(Self.mostNamed).map { index in
      let feature = results.inputSpace.features[index]
      let unit = feature.unit.map { " \(terminalSafe($0))" } ?? ""
      return "\(shortened(feature.name)) \(CounterfactualText.value(found.sample[index])) → "
        + "\(CounterfactualText.value(found.shown?.input[index] ?? .nan))\(unit)"
    }
    let more = order.count - named.count
    return named.joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
  }

  private func proof(_ found: Counterfactual, _ place: Int) -> String {
    let bound = found.bound
    // Behind the first of a row it is about changes of other features.
    let change = place == 0 ? "change" : "other change"
    var sentences: [String] = []
    if bound.isProven {
      sentences.append("No \(change) below \(size(bound.distance)) does it (proven).")
    } else if bound.distance > 0 {
      sentences.append(
        "It is \(size(found.distance)); no \(change) below \(size(bound.distance)) does it (proven), and "
          + "whether one between does is open.")
    } else {
      sentences.append("It is \(size(found.distance)), which was searched for and is not proven.")
    }
    if results.isCertificate, place == 0, bound.distance > 0 {
      sentences.append(
        "Within \(size(bound.distance)) (\(results.distance)) the answer cannot change.")
    }
    return sentences.joined(separator: " ")
  }

  private func text(_ verdict: Counterfactual.Verdict) -> String {
    guard let answer = verdict.answer else {
      return verdict.output.map { NumberText.short($0, significant: 6) } ?? "no answer"
    }
    let name = shortened(results.className(answer))
    guard let probability = verdict.probability else { return name }
    return "\(name) (p \(CounterfactualText.probability(probability)))"
  }

  /// A distance in words.
  private func size(_ value: Double) -> String { CounterfactualText.size(value, results.distance) }
}

/// Numbers of counterfactuals as people read them.
enum CounterfactualText {
  /// A value of a feature, with all digits that a rounded one has.
  static func value(_ value: Double) -> String { NumberText.short(value, significant: 15) }

  /// A probability, which is 1 only when it is.
  static func probability(_ value: Double) -> String {
    NumberText.probability(value, digits: 2)
  }

  /// A distance: rounded down, so that what is proven below it is true as it is printed.
  static func size(_ value: Double, _ distance: String) -> String {
    guard distance != "count" else {
      return "\(NumberText.short(value)) feature\(value == 1 ? "" : "s")"
    }
    var power = 1.0
    while value > 0, value * power < 100, power < 1e12 { power *= 10 }
    return "\(NumberText.short((value * power).rounded(.down) / power)) of the ranges"
  }
}
