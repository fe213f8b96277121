import Networks

extension ResultsReport {
  /// Residuals and probabilities over the steps of each filter's ladder.
  var ladderContent: [HTML] {
    ladders.flatMap { ladder in
      [
        .element(.h3, [:], [.text(shortened(ladder.filter))]),
        .paragraph(choice(ladder)),
        .element(
          .div, [.class: "charts"],
          [
            chart(ladder, "Residual L2", worst: "largest", \.residualL2) { $0.max() },
            chart(ladder, "Class probability", worst: "lowest", isShare: true, \.probability) {
              $0.min()
            },
          ]),
        .element(
          .details, [:],
          [
            .element(.summary, [:], ["The numbers"]),
            table(ladder, "Residual L2 of each target", \.residualL2).html,
            table(ladder, "Class probability of each target", \.probability).html,
          ]),
      ]
    }
  }

  private func choice(_ ladder: FilterLadder) -> String {
    let count = ladder.fractions.count
    guard let chosen = ladder.chosen, ladder.fractions.indices.contains(chosen) else {
      return "None of the \(count) steps leaves all class probabilities as they should be."
    }
    return
      "Chosen of \(count) steps: \(NumberText.short(ladder.fractions[chosen])), the strongest that "
      + "leaves all class probabilities as they should be. The upright line marks it."
  }

  private func chart(
    _ ladder: FilterLadder, _ title: String, worst: String, isShare: Bool = false,
    _ measure: KeyPath<InverseSolution, Double>, _ pick: ([Double]) -> Double?
  ) -> HTML {
    let targets = pictures.targetNames.indices.map { target in
      ladder.steps.map { step in
        target < step.count ? Optional(step[target][keyPath: measure]) : nil
      }
    }
    var series = [
      LineChart.Series(
        name: "\(worst) of all targets",
        values: ladder.steps.map { pick($0.map { $0[keyPath: measure] }) })
    ]
    if let first = targets.first {
      series.append(
        LineChart.Series(name: "each target", values: first, more: Array(targets.dropFirst())))
    }
    return LineChart(
      title: title, series: series, isShare: isShare, step: "step",
      labels: ladder.fractions.map { NumberText.short($0) }, marked: ladder.chosen
    ).html
  }

  private func table(
    _ ladder: FilterLadder, _ caption: String, _ measure: KeyPath<InverseSolution, Double>
  ) -> HTMLTable {
    var table = HTMLTable(
      caption, columns: ["fraction"] + pictures.targetNames.map { shortened($0) })
    for (fraction, step) in zip(ladder.fractions, ladder.steps) {
      table.add(NumberText.short(fraction), step.map { .number($0[keyPath: measure]) })
    }
    return table
  }
}
