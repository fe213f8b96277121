import Networks
import Numerics

/// What can be seen of a model: what its first layer looks at, and how its weights are spread.
extension ModelReport {
  /// The most units, and the most features, of the first layer that are drawn.
  private static var mostUnits: Int { 48 }

  /// The weights of the first layer: a picture for each unit, or a bar for each feature of a table.
  var firstLayer: [HTML] {
    guard let weights = firstWeights, let space = inspection.network.inputSpace,
      weights.rows == space.count, weights.columns > 0, weights.isFinite
    else { return [] }
    return space.isPicture
      ? pictures(weights, ImageShape(inputShape: space.shape)) : bars(weights, space)
  }

  private func pictures(_ weights: Matrix, _ shape: ImageShape) -> [HTML] {
    let largest = weights.values.map { abs($0) }.max() ?? 0
    guard shape.count == weights.rows, largest > 0 else { return [] }
    let factor = max(1, 84 / max(shape.width, shape.height))
    let shown = min(weights.columns, Self.mostUnits)
    let items = (0..<shown).compactMap { unit -> HTML? in
      let pixels = (0..<weights.rows).map { row in
        UInt8((127.5 + 127.5 * weights[row, unit] / largest).rounded())
      }
      guard
        let image = try? GrayImage(width: shape.width, height: shape.height, pixels: pixels),
        let png = try? PNGEncoder.encode(image)
      else { return nil }
      return .element(
        .li, [:],
        [
          .element(
            .img,
            [
              .src: "data:image/png;base64,\(Base64.encode(png))", .alt: "Weights of unit \(unit)",
              .width: "\(shape.width * factor)", .height: "\(shape.height * factor)",
            ])
        ])
    }
    let more = shown < weights.columns ? " The first \(shown) of \(weights.columns) units." : ""
    return [
      .paragraph(
        "A picture for each unit: a pixel that raises it is light, one that lowers it dark, gray is 0; black and "
          + "white are ±\(NumberText.plain(largest)) in all of them.\(more)"),
      .element(.ul, [.class: "found"], items),
    ]
  }

  private func bars(_ weights: Matrix, _ space: InputSpace) -> [HTML] {
    let sizes = (0..<weights.rows).map { Array(weights.row($0)).euclideanNorm }
    guard let largest = sizes.max(), largest > 0 else { return [] }
    let order = sizes.indices.sorted { (-sizes[$0], $0) < (-sizes[$1], $1) }
    let shown = order.prefix(Self.mostUnits)
    var table = HTMLTable(
      "How strongly each input enters the first layer (the length of its weights)"
        + (shown.count < sizes.count ? ": the first \(shown.count) of \(sizes.count)" : ""),
      columns: ["input", "weight", ""])
    for index in shown {
      let bar = HTML.element(
        .svg,
        [.viewBox: "0 0 180 16", .class: "bars", .hidden: "true", .width: "180", .height: "16"],
        [
          .element(
            .rect,
            [
              .class: "bar", .x: "0", .y: "3", .height: "10",
              .width: NumberText.fixed(max(1, 180 * sizes[index] / largest), digits: 1),
            ])
        ])
      table.add(space.features[index].label, [.number(sizes[index]), .drawing(bar)])
    }
    return [table.html]
  }

  /// The distributions of the first tensors: weights on one axis, biases on another.
  var histograms: [HTML] {
    let reports = reports.filter { $0.report.histogram != nil }
    let drawn = reports.compactMap { name, report in
      report.histogram.map { figure(name, report, $0, shared: axis(of: report, in: reports)) }
    }
    let grid = HTML.element(.div, [.class: "grid"], drawn)
    let all = inspection.inventory.layers.reduce(0) { $0 + $1.tensors.count }
    let note = HTML.paragraph(
      "Tensors of one kind share one axis, unless one is twenty times narrower than another; the upright line "
        + "is 0.", class: "note")
    guard drawn.count < all else { return [note, grid] }
    return [
      note, grid,
      .paragraph(
        "Only the first \(drawn.count) of \(NumberText.grouped(all)) tensors are drawn; "
          + "mlp inspect --histogram shows them all.", class: "note"),
    ]
  }

  /// The axis of a tensor's distribution: that of all tensors of its kind, or its own.
  private func axis(
    of report: TensorReport, in reports: [(name: String, report: TensorReport)]
  ) -> ClosedRange<Double>? {
    let own = report.statistics
    guard own.minimum <= own.maximum else { return nil }
    let kin = reports.map(\.report).filter { $0.entry.role == report.entry.role }.map(\.statistics)
      .filter { $0.minimum <= $0.maximum }
    let low = kin.map(\.minimum).min() ?? own.minimum
    let high = kin.map(\.maximum).max() ?? own.maximum
    let width = own.maximum - own.minimum
    return (high - low).isFinite && width > 0 && high - low <= 20 * width ? low...high : nil
  }

  private func figure(
    _ name: String, _ report: TensorReport, _ histogram: Histogram, shared: ClosedRange<Double>?
  ) -> HTML {
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
        HistogramChart(histogram: histogram, label: label, axis: shared).html,
      ])
  }

  /// How fast the singular values of the first matrices fall.
  var spectra: [HTML] {
    let matrices = reports.compactMap { name, report in
      report.spectrum.map { (name: name, spectrum: $0) }
    }.filter { $0.spectrum.values.count > 1 && $0.spectrum.largest > 0 }
    guard !matrices.isEmpty else { return [] }
    let shown = matrices.prefix(Self.mostOpenLayers)
    let figures = shown.map { name, spectrum in
      HTML.element(
        .figure, [:],
        [
          .element(
            .figcaption, [:],
            [
              .element(.strong, [:], [.text(shortened(name))]),
              .text(
                "\(spectrum.values.count) values, rank \(spectrum.rank), stable rank "
                  + "\(NumberText.plain(spectrum.stableRank)), effective rank "
                  + NumberText.plain(spectrum.effectiveRank)),
            ]),
          SpectrumChart(values: spectrum.values, name: shortened(name)).html,
        ])
    }
    let more =
      shown.count < matrices.count
      ? " The first \(shown.count) of \(NumberText.grouped(matrices.count)) matrices." : ""
    return [
      .paragraph(
        "Each as a share of the largest, which is the spectral norm, on a logarithmic axis: a line that stays "
          + "high goes backwards well, one that falls makes errors larger.\(more)", class: "note"),
      .element(.div, [.class: "grid"], Array(figures)),
    ]
  }
}
