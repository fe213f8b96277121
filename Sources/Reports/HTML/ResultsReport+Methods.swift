import Networks

extension ResultsReport {
  /// The pictures of a method, one for each target.
  func figures(_ row: PictureSet.Row) throws(PictureError) -> HTML {
    var figures: [HTML] = []
    let shape = pictures.imageShape
    for (index, pixels) in row.pictures.enumerated() {
      let image = try GrayImage(width: shape.width, height: shape.height, pixels: pixels)
      let target = index < pictures.targetNames.count ? pictures.targetNames[index] : "\(index)"
      let name = shortened(target)
      let probability = index < row.probabilities.count ? row.probabilities[index] : .nan
      figures.append(
        .element(
          .figure, [:],
          [
            .element(
              .img,
              [
                .src: "data:image/png;base64,\(Base64.encode(try PNGEncoder.encode(image)))",
                .alt: "Picture for \(name) by \(shortened(row.title)), "
                  + "probability \(NumberText.short(probability))",
                .width: "\(shape.width)", .height: "\(shape.height)",
              ]),
            .element(
              .figcaption, [:],
              [.element(.strong, [:], [.text(name)]), "probability ", .number(probability)]),
          ]))
    }
    return .element(.div, [.class: "pictures"], figures)
  }

  /// The numbers of a method, a row for each target; `nil` without any.
  func numbers(_ title: String) -> HTMLTable? {
    guard let measures = measures[title], !measures.isEmpty else { return nil }
    let shown = Self.shownMeasures.compactMap { shown in
      measures.first { $0.name == shown.name }.map { (shown.title, $0.values) }
    }
    var table = HTMLTable("Numbers of each target", columns: ["target"] + shown.map(\.0))
    for (index, name) in pictures.targetNames.enumerated() {
      table.add(name, shown.map { index < $0.1.count ? .number($0.1[index]) : .none })
    }
    return table
  }

  /// The inverse matrices.
  var layers: HTMLTable {
    var table = HTMLTable(
      "The inverse matrix of each dense layer",
      columns: ["layer", "shape", "rank", "condition", "L2 norm", "min", "max"])
    for (name, report) in inverses {
      table.add(
        name,
        [
          .text(report.entry.shape.map(String.init).joined(separator: "×")),
          report.spectrum.map { .count($0.rank) } ?? .none,
          report.spectrum.map { .number($0.conditionNumber) } ?? .none,
          .number(report.statistics.l2Norm), .number(report.statistics.minimum),
          .number(report.statistics.maximum),
        ])
    }
    return table
  }
}
