package import JSON

/// What `mlp diff` prints.
package struct ComparisonReport: Sendable, Equatable {
  private let first: String
  private let second: String
  private let comparison: ModelComparison

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
    [
      "schema": 1, "files": [.string(first), .string(second)],
      "equal": .bool(!comparison.areDifferent), "tolerance": .number(comparison.tolerance),
      "general": .array(comparison.general.map(JSONValue.string)),
      "layers": .array(comparison.layers.map(Self.json)),
    ]
  }

  private static func json(_ layer: ModelComparison.LayerDifference) -> JSONValue {
    func name(_ name: String?) -> JSONValue { name.map(JSONValue.string) ?? .null }
    var object: JSONObject = [
      "names": [name(layer.first), name(layer.second)], "equal": .bool(!layer.isDifferent),
    ]
    if let structure = layer.structure { object["structure"] = .string(structure) }
    object["tensors"] = .array(
      layer.tensors.map { tensor in
        [
          "role": .string(tensor.role),
          "shape": .array(tensor.shape.map { JSONValue.number($0) }),
          "maxAbsolute": .number(tensor.absolute), "maxRelative": .number(tensor.relative),
          "differing": .number(tensor.count),
        ]
      })
    return .object(object)
  }

  /// The report as lines for a terminal.
  package var lines: [String] {
    var table = TextTable([
      ("layer", .left), ("numbers", .left), ("shape", .left), ("max |a-b|", .right),
      ("relative", .right), ("differing", .right),
    ])
    for layer in comparison.layers {
      let name = Self.name(layer)
      if let structure = layer.structure {
        table.add([name, terminalSafe(structure), "", "", "", ""])
      } else if layer.tensors.isEmpty {
        table.add([name, "-", "", "", "", ""])
      }
      for tensor in layer.tensors {
        table.add([
          name, tensor.role, tensor.shape.map(String.init).joined(separator: "×"),
          NumberText.short(tensor.absolute), NumberText.short(tensor.relative),
          NumberText.grouped(tensor.count),
        ])
      }
    }
    let verdict =
      comparison.areDifferent
      ? "the models differ"
      : comparison.tolerance == 0 ? "the models are equal" : "the models are equal within tolerance"
    return table.lines + comparison.general.map(terminalSafe) + ["", verdict]
  }

  private static func name(_ layer: ModelComparison.LayerDifference) -> String {
    let names = [layer.first, layer.second].compactMap { $0 }
    return terminalSafe(
      names.count == 2 && names[0] == names[1] ? names[0] : names.joined(separator: " | "))
  }
}
