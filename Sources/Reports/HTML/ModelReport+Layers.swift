import Networks

extension ModelReport {
  /// The layers in order.
  var layerTable: [HTML] {
    var table = HTMLTable(
      "Layers in the model's order",
      columns: ["layer", "class", "activation", "inputs", "outputs", "parameters"])
    for layer in shownLayers {
      table.add(
        layer.name,
        [
          .text(layer.className), layer.activation.map(HTMLTable.Cell.text) ?? .none,
          layer.inputs.map(HTMLTable.Cell.count) ?? .none,
          layer.outputs.map(HTMLTable.Cell.count) ?? .none, .count(layer.parameterCount),
        ])
    }
    return [table.html] + omittedLayers
  }

  /// A line that says how many layers the tables leave out, when they do.
  private var omittedLayers: [HTML] {
    let omitted = inspection.inventory.layers.count - shownLayers.count
    guard omitted > 0 else { return [] }
    return [
      .paragraph(
        "\(NumberText.grouped(omitted)) more layers are left out here and below; "
          + "mlp inspect shows them all.", class: "note")
    ]
  }

  /// The statistics of every tensor, its percentiles, and the singular values of matrices.
  var statistics: [HTML] {
    let reports = reports
    return [moments(reports).html, percentiles(reports).html] + singularValues(reports)
      + omittedLayers
  }

  private func moments(_ reports: [(name: String, report: TensorReport)]) -> HTMLTable {
    var table = HTMLTable(
      "Statistics; the deviation is that of the population",
      columns: [
        "tensor", "shape", "type", "mean", "std", "min", "max", "abs max", "L2 norm", "zeros",
        "NaN", "Inf",
      ])
    for (name, report) in reports {
      let statistics = report.statistics
      let shape = report.entry.shape.map(String.init).joined(separator: "×")
      table.add(
        name,
        [
          .text(shape.isEmpty ? "scalar" : shape), .text(report.entry.elementType),
          .number(statistics.mean), .number(statistics.standardDeviation),
          .number(statistics.minimum), .number(statistics.maximum),
          .number(statistics.absoluteMaximum), .number(statistics.l2Norm),
          .count(statistics.zeros), .count(statistics.nans), .count(statistics.infinities),
        ])
    }
    return table
  }

  private func percentiles(_ reports: [(name: String, report: TensorReport)]) -> HTMLTable {
    var table = HTMLTable(
      "Percentiles",
      columns: ["tensor"] + TensorStatistics.percentileRanks.map { "\($0) %" })
    for (name, report) in reports {
      table.add(name, report.statistics.percentiles.map(HTMLTable.Cell.number))
    }
    return table
  }

  private func singularValues(_ reports: [(name: String, report: TensorReport)]) -> [HTML] {
    var table = HTMLTable(
      "Singular values of the matrices",
      columns: ["matrix", "shape", "rank", "condition", "largest", "smallest"])
    var omitted = 0
    for (name, report) in reports {
      if report.omitsSpectrum { omitted += 1 }
      guard let spectrum = report.spectrum else { continue }
      table.add(
        name,
        [
          .text(report.entry.shape.map(String.init).joined(separator: "×")),
          .count(spectrum.rank), .number(spectrum.conditionNumber), .number(spectrum.largest),
          .number(spectrum.smallest),
        ])
    }
    var parts = table.isEmpty ? [] : [table.html]
    if omitted > 0 {
      let matrices = omitted == 1 ? "1 matrix is" : "\(NumberText.grouped(omitted)) matrices are"
      parts.append(
        .paragraph(
          "\(matrices) too large for rank and condition; mlp inspect --spectrum computes them.",
          class: "note"))
    }
    return parts
  }

  /// The distributions of the first tensors.
  var histograms: [HTML] {
    let reports = reports
    let drawn = reports.compactMap { name, report in
      report.histogram.map { figure(name, report, $0) }
    }
    let grid = HTML.element(.div, [.class: "grid"], drawn)
    let all = inspection.inventory.layers.reduce(0) { $0 + $1.tensors.count }
    guard drawn.count < all else { return [grid] }
    return [
      grid,
      .paragraph(
        "Only the first \(drawn.count) of \(NumberText.grouped(all)) tensors are drawn; "
          + "mlp inspect --histogram shows them all.", class: "note"),
    ]
  }

  private func figure(_ name: String, _ report: TensorReport, _ histogram: Histogram) -> HTML {
    let finite = histogram.counts.reduce(0, +)
    let statistics = report.statistics
    let label =
      "Histogram of \(shortened(name)): \(NumberText.grouped(finite)) values from "
      + "\(NumberText.short(statistics.minimum)) to \(NumberText.short(statistics.maximum))"
    return .element(
      .figure, [:],
      [
        .element(
          .figcaption, [:],
          [
            .element(.strong, [:], [.text(shortened(name))]),
            .text("\(NumberText.grouped(finite)) finite values"),
          ]),
        HistogramChart(histogram: histogram, label: label).html,
      ])
  }
}
