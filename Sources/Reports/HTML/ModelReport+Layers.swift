import Networks

extension ModelReport {
  /// The layers in order.
  var layerTable: [HTML] {
    var table = HTMLTable(
      "Layers in the model's order",
      columns: [
        "layer", "class", "activation", "inputs", "outputs", "parameters", "bytes", "trainable",
      ])
    for layer in shownLayers {
      table.add(
        layer.name,
        [
          .text(layer.className), layer.activation.map(HTMLTable.Cell.text) ?? .none,
          layer.inputs.map(HTMLTable.Cell.count) ?? .none,
          layer.outputs.map(HTMLTable.Cell.count) ?? .none, .count(layer.parameterCount),
          layer.byteCount.map(HTMLTable.Cell.count) ?? .none, .text(layer.trainable),
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
    // Of a deep network percentiles would be half of the page.
    let isDeep = inspection.inventory.layers.count > Self.mostOpenLayers
    let shown = isDeep ? Array(reports.prefix(Self.mostOpenLayers)) : reports
    return [moments(reports).html, percentiles(shown).html] + singularValues(reports)
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
      "Singular values of the matrices; the largest is the spectral norm",
      columns: [
        "matrix", "shape", "rank", "condition", "largest", "smallest", "stable rank",
        "effective rank",
      ])
    var omitted = 0
    for (name, report) in reports {
      if report.omitsSpectrum { omitted += 1 }
      guard let spectrum = report.spectrum else { continue }
      table.add(
        name,
        [
          .text(report.entry.shape.map(String.init).joined(separator: "×")),
          .count(spectrum.rank), .number(spectrum.conditionNumber), .number(spectrum.largest),
          .number(spectrum.smallest), .number(spectrum.stableRank),
          .number(spectrum.effectiveRank),
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
}

extension ModelInventory.LayerEntry {
  /// How many bytes its tensors take as they are stored; `nil` of types whose size is not known.
  fileprivate var byteCount: Int? {
    var sum = 0
    for tensor in tensors {
      let digits = tensor.elementType.filter(\.isNumber)
      guard let bits = Int(digits.prefix(3)), bits >= 4, !tensor.elementType.hasPrefix("float8")
      else {
        if tensor.elementType.hasPrefix("float8") {
          sum += tensor.count
          continue
        }
        return nil
      }
      sum += (tensor.count * bits + 7) / 8
    }
    return tensors.isEmpty ? 0 : sum
  }

  /// Whether a training changes its tensors.
  fileprivate var trainable: String {
    let counted: Set<String> = [
      "moving_mean", "moving_variance", "mean", "variance", "count", "scale", "offset", "minimum",
      "maximum", "running_mean", "running_var", "num_batches_tracked",
    ]
    let isScaler = className.hasSuffix("Scaler") || className == "Normalization"
    let trained = tensors.count { !(counted.contains($0.role) || isScaler) }
    if trained == 0 { return "no" }
    return trained == tensors.count ? "yes" : "partly"
  }
}
