import Networks
import Numerics

extension ResultsReport {
  /// The rows of a table that a method found: for each target what it says, and a bar for each feature.
  func features(_ method: MethodSolutions) -> [HTML] {
    let bars = FeatureBars(results.inputSpace, inputs: method.solutions.map(\.input))
    return method.solutions.flatMap { solution in
      let name = shortened(results.targetNames[solution.target])
      return [
        .element(.h3, [:], [.text(name)]), verdict(solution),
        bars.table(
          solution.input, caption: "What \(shortened(method.groupName)) found for \(name)"),
      ]
        + (solution.violationText(of: results.inputSpace).map {
          [.paragraph("Outside what is allowed: \($0).", class: "verdict bad")]
        } ?? [])
    }
  }

  /// What the network makes of the values as they are shown.
  private func verdict(_ solution: InverseSolution) -> HTML {
    guard results.haveClasses else {
      let wanted = Array(results.targets.row(solution.target))
      let pairs = zip(wanted, solution.logits).enumerated().map { output, pair in
        (wanted.count > 1 ? "output \(output): " : "")
          + "wanted \(NumberText.short(pair.0)), reached \(NumberText.short(pair.1)), missed by "
          + NumberText.short(pair.1 - pair.0, significant: 3)
      }
      return .paragraph(pairs.prefix(8).joined(separator: "; "))
    }
    let answer = solution.roundedVerdict.map { shortened(results.className($0)) } ?? "-"
    return .element(
      .p, [:],
      [
        .text("With the values as shown the network answers \(answer), the probability is "),
        .number(solution.roundedProbability), ".",
      ])
  }
}
