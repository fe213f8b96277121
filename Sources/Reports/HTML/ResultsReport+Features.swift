import Networks

extension ResultsReport {
  /// The most bars of the whole page, and of one table.
  private static var mostBars: (page: Int, table: Int) { (450, 60) }
  /// The most rows of one method.
  private static var mostRows: Int { 20 }

  /// The rows of a table that a method found: for each target what it says, and a bar for each feature.
  func features(_ method: MethodSolutions) -> [HTML] {
    let shown = method.solutions.prefix(Self.mostRows)
    let room = Self.mostBars.page / max(1, shown.count * results.methods.count)
    let omitted = method.solutions.count - shown.count
    let more =
      omitted > 0
      ? [
        HTML.paragraph(
          "\(omitted) more targets are left out here; mlp convert has all.", class: "note")
      ]
      : []
    return shown.flatMap { solution in
      let name = shortened(results.targetNames[solution.target])
      let bars = FeatureBars(
        results.inputSpace, input: solution.input, most: min(Self.mostBars.table, max(5, room)))
      return [
        .element(.h3, [:], [.text(name)]), .element(.p, [:], said(of: solution)),
        bars.table(caption: "What \(shortened(method.groupName)) found for \(name)"),
      ]
        + (solution.violationText(of: results.inputSpace).map {
          [.paragraph("Outside what is allowed: \($0).", class: "verdict bad")]
        } ?? [])
    } + more
  }

  /// What the network says of the values as they are shown.
  private func said(of solution: InverseSolution) -> [HTML] {
    guard results.haveClasses else { return [verdict(solution)] }
    return [
      verdict(solution), ", probability of the class ",
      .number(solution.shownProbability, as: NumberText.probability(solution.shownProbability)),
    ]
  }
}
