import Networks

extension ResultsReport {
  /// Residuals and probabilities over the steps of each filter's ladder.
  var ladderContent: [HTML] {
    results.ladders.flatMap { ladder in
      [
        .element(.h3, [:], [.text(shortened(ladder.filter))]),
        .paragraph(
          ladder.choice.prefix(1).uppercased() + ladder.choice.dropFirst() + "."
            + (ladder.chosen == nil ? "" : " The upright line marks it.")),
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

  private func chart(
    _ ladder: FilterLadder, _ title: String, worst: String, isShare: Bool = false,
    _ measure: KeyPath<InverseSolution, Double>, _ pick: ([Double]) -> Double?
  ) -> HTML {
    let targets = results.targetNames.indices.map { target in
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
      caption, columns: ["fraction"] + results.targetNames.map { shortened($0) })
    for (fraction, step) in zip(ladder.fractions, ladder.steps) {
      table.add(NumberText.short(fraction), step.map { .number($0[keyPath: measure]) })
    }
    return table
  }
}
