package import JSON

/// What `mlp diff` prints.
package struct ComparisonReport: Sendable, Equatable {
  let first: String
  let second: String
  let comparison: ModelComparison

  /// Gathers a report.
  ///
  /// - Parameters:
  ///   - first: the first file.
  ///   - second: the second file.
  ///   - comparison: what was found.
  package init(first: String, second: String, comparison: ModelComparison) {
    self.first = first
    self.second = second
    self.comparison = comparison
  }

  /// The JSON document of `mlp diff --json`, schema 1.
  package var json: JSONValue {
    var object: JSONObject = [
      "schema": 1, "files": [.string(first), .string(second)],
      "equal": .bool(!comparison.areDifferent), "verdict": .string(comparison.verdict.name),
      "compared": .string(comparison.isOfWeights ? "weights" : "models"),
      "tolerance": .number(comparison.tolerance),
      "general": .array(comparison.general.map(JSONValue.string)),
      "reordered": .array(comparison.reordered.map(JSONValue.string)),
      "layers": .array(comparison.layers.map(Self.json)),
    ]
    if let answers = comparison.answers {
      var value: JSONObject = [
        "samples": .string(answers.origin), "count": .number(answers.count),
        "maxAbsolute": .number(answers.largest),
      ]
      if let flips = answers.flips { value["flips"] = .number(flips) }
      object["answers"] = .object(value)
    }
    return .object(object)
  }

  private static func json(_ layer: ModelComparison.LayerDifference) -> JSONValue {
    func name(_ name: String?) -> JSONValue { name.map(JSONValue.string) ?? .null }
    var object: JSONObject = [
      "names": [name(layer.first), name(layer.second)], "equal": .bool(!layer.isDifferent),
    ]
    if let structure = layer.structure { object["structure"] = .string(structure) }
    object["tensors"] = .array(
      layer.tensors.map { tensor in
        var value: JSONObject = [
          "role": .string(tensor.role),
          "shape": .array(tensor.shape.map { JSONValue.number($0) }),
          "maxAbsolute": .number(tensor.absolute), "maxRelative": .number(tensor.relative),
          "relativeL2": .number(tensor.relativeL2), "differing": .number(tensor.count),
          "share": .number(tensor.share), "signFlips": .number(tensor.signFlips),
          "rounding": .bool(tensor.isRounding),
        ]
        if let cosine = tensor.cosine { value["cosine"] = .number(cosine) }
        if let rank = tensor.rank { value["rank"] = .number(rank) }
        return .object(value)
      })
    return .object(object)
  }

  /// The report as lines for a terminal: one when the models are equal, otherwise with a table of what differs.
  package var lines: [String] {
    var lines = [verdict]
    let differing = comparison.layers.filter(\.isDifferent)
    if !differing.isEmpty { lines += [""] + Self.table(of: differing).lines }
    let equal = comparison.layers.count - differing.count
    if !differing.isEmpty, equal > 0 {
      lines.append("\(equal) of \(comparison.layers.count) layers are equal")
    }
    lines += comparison.general.map(terminalSafe)
    // Of models that are equal one line is enough, unless the answers were asked for.
    if let answers = comparison.answers,
      answers.isAsked || comparison.areDifferent || comparison.verdict == .withinTolerance
    {
      let flips = answers.flips.map { ", \(NumberText.grouped($0)) answers are others" } ?? ""
      lines.append(
        "on \(NumberText.grouped(answers.count)) \(terminalSafe(answers.origin)): outputs differ by at most "
          + "\(NumberText.short(answers.largest))\(flips)")
    }
    return lines
  }

  var verdict: String {
    let tensors = comparison.layers.flatMap(\.tensors)
    let relative = NumberText.short(tensors.map(\.relative).reduce(0, max), significant: 2)
    let subject = comparison.isOfWeights ? "the weights" : "the models"
    switch comparison.verdict {
    case .equal:
      let numbers = NumberText.grouped(tensors.map(\.size).reduce(0, +))
      return (comparison.isOfWeights ? "the same weights" : "the models are equal")
        + ": \(comparison.layers.count) layers, \(numbers) numbers"
    case .withinTolerance: return "\(subject) are equal within tolerance"
    case .rounded:
      return "\(subject) are equal: one has the numbers of the other, rounded to 32 bits "
        + "(at most \(relative) of a number)"
    case .reordered(let layers):
      return "\(subject) are equal, but for the order of the units of "
        + terminalSafe(layers.joined(separator: ", "))
    case .different: return "\(subject) differ"
    }
  }

  private static func table(of layers: [ModelComparison.LayerDifference]) -> TextTable {
    var table = TextTable([
      ("layer", .left), ("numbers", .left), ("shape", .left), ("max |a-b|", .right),
      ("rel. L2", .right), ("changed", .right), ("signs", .right), ("rank", .right),
    ])
    for layer in layers {
      let name = Self.name(layer)
      if let structure = layer.structure {
        table.add([name, terminalSafe(structure), "", "", "", "", "", ""])
      }
      for tensor in layer.tensors {
        table.add([
          name, tensor.role, tensor.shape.map(String.init).joined(separator: "×"),
          NumberText.short(tensor.absolute, significant: 3),
          NumberText.short(tensor.relativeL2, significant: 3),
          NumberText.short(tensor.share * 100, significant: 3) + " %",
          NumberText.grouped(tensor.signFlips), tensor.rank.map(String.init) ?? "",
        ])
      }
    }
    return table
  }

  static func name(_ layer: ModelComparison.LayerDifference) -> String {
    let names = [layer.first, layer.second].compactMap { $0 }
    return terminalSafe(
      names.count == 2 && names[0] == names[1] ? names[0] : names.joined(separator: " | "))
  }
}
