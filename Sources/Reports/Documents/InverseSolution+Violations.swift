import JSON
import Networks

/// How far the values found for a table's features leave what is allowed.
extension InverseSolution {
  /// The most features that are named in a text.
  private static let mostNamed = 4

  /// The features outside their ranges in words, the worst first; `nil` when there are none.
  ///
  /// - Parameter inputs: what the features may be.
  func violationText(of inputs: InputSpace) -> String? {
    let violations = violations(of: inputs)
    guard !violations.isEmpty else { return nil }
    let named = violations.prefix(Self.mostNamed).map { violation in
      let feature = inputs.features[violation.feature]
      let amount = NumberText.short(violation.amount, significant: 3)
      let unit = feature.unit.map { " " + InputSpaceError.shown($0) } ?? ""
      // A fixed feature has no range to take a share of.
      let share =
        violation.share.isFinite
        ? " (\(NumberText.short(100 * violation.share, significant: 3)) % of its range)" : ""
      return "\(InputSpaceError.shown(feature.name)) by \(amount)\(unit)\(share)"
    }
    let more = violations.count - named.count
    return named.joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
  }

  /// The features outside their ranges for a document, the worst first.
  ///
  /// - Parameter inputs: what the features may be.
  func violationList(of inputs: InputSpace) -> JSONValue {
    .array(
      violations(of: inputs).map { violation in
        [
          "feature": .string(inputs.features[violation.feature].name),
          "amount": .number(violation.amount), "share": .number(violation.share),
        ]
      })
  }
}
