import Networks

/// The curves of a training, and the numbers behind them.
struct TrainingCurves {
  /// The epochs.
  let history: TrainingHistory

  private static let mostRows = 25

  /// Loss and accuracy over the epochs, and a table of some epochs.
  var html: [HTML] {
    let epochs = history.epochs
    guard !epochs.isEmpty else { return [.paragraph("No epoch was trained.")] }
    var charts = [chart("Loss", epochs.map(\.loss), epochs.map(\.validationLoss))]
    if epochs.contains(where: { $0.accuracy != nil || $0.validationAccuracy != nil }) {
      charts.append(
        chart(
          "Accuracy", epochs.map(\.accuracy), epochs.map(\.validationAccuracy), isShare: true))
    }
    return [
      .element(.div, [.class: "charts"], charts),
      .element(
        .details, [:],
        [.element(.summary, [:], ["The numbers"]), table.html]),
    ]
  }

  private func chart(
    _ title: String, _ training: [Double?], _ validation: [Double?], isShare: Bool = false
  ) -> HTML {
    var series = [LineChart.Series(name: "training samples", values: training)]
    if validation.contains(where: { $0 != nil }) {
      series.append(LineChart.Series(name: "samples kept back", values: validation))
    }
    return LineChart(title: title, series: series, isShare: isShare).html
  }

  private var table: HTMLTable {
    let shown = history.shownEpochs(most: Self.mostRows)
    let all = history.epochs.count
    let caption =
      shown.count < all
      ? "\(shown.count) of \(NumberText.grouped(all)) epochs" : "All epochs"
    var table = HTMLTable(
      caption,
      columns: ["epoch", "loss", "accuracy", "validation loss", "validation accuracy"])
    for index in shown {
      let epoch = history.epochs[index]
      let cells = [epoch.loss, epoch.accuracy, epoch.validationLoss, epoch.validationAccuracy]
      table.add("\(index + 1)", cells.map { $0.map(HTMLTable.Cell.number) ?? .none })
    }
    return table
  }
}
