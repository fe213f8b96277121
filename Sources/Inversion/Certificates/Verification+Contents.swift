import Networks

extension Verification {
  /// Whether everything is there that the file says it has, and nothing that no method made.
  mutating func checkContents(_ results: InversionResults) {
    for (name, found) in [
      ("groups", results.methods.map(\.groupName).joined(separator: ",")),
      ("ladders", results.ladders.map(\.filter).sorted().joined(separator: ",")),
      ("lower_bounds", String(results.bounds.count)),
    ] {
      compare("/parameters", name, results.parameter(name) ?? "nothing", found)
    }
    for method in results.methods {
      let group = "/solutions/\(method.groupName)"
      guard let known = InversionMethods.named(method.method) else {
        compare(group, "method", method.method, "no method of that name")
        continue
      }
      if !known.usesInverseMatrices {
        compare(group, "filter", method.filter ?? "none", "none")
      }
      compareParameters(method, results, at: group)
    }
  }

  /// What a method says it ran with, and what the command was asked for.
  private mutating func compareParameters(
    _ method: MethodSolutions, _ results: InversionResults, at group: String
  ) {
    // The paper's figures are made with choices of their own.
    guard results.parameter("preset") == "none" else { return }
    let names =
      switch method.method {
      case "analytical": ["ignore_bias", "cutoff", "branch"]
      case "empirical": ["rank"]
      case "nearest": ["reference"]
      case "map": ["margin"]
      default: [String]()
      }
    for name in names {
      let own = method.parameters.first { $0.name == name }?.value
      compare(group, name, own ?? "nothing", results.parameter(name) ?? "nothing")
    }
  }
}
