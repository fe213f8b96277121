package import Networks

/// The smallest changes of rows as a document to read: what changes from what to what, and what is proven.
package struct CounterfactualPage: Sendable {
  /// What was found.
  private let results: CounterfactualResults
  private let report: CounterfactualReport
  /// The path of the results file, or of the model.
  private let file: String
  /// The SHA-256 of the results file, in hexadecimal; `nil` without one.
  private let sha256: String?
  /// The most counterfactuals that have a part of their own.
  private static let mostParts = 200
  /// The most features of one table.
  private static let mostFeatures = 60

  /// Gathers a document.
  ///
  /// - Parameters:
  ///   - results: what was found.
  ///   - file: the path of the results file, or of the model.
  ///   - sha256: the SHA-256 of the results file, in hexadecimal; `nil` without one.
  package init(_ results: CounterfactualResults, file: String, sha256: String?) {
    self.results = results
    self.file = file
    self.sha256 = sha256
    report = CounterfactualReport(results)
  }

  /// The document: one self-contained HTML file in UTF-8, the same bytes for the same results.
  ///
  /// - Throws: ``PictureError`` when a picture cannot be encoded.
  package func html() throws(PictureError) -> [UInt8] {
    var sections = [
      HTMLPage.Section(title: "Overview", anchor: "overview", content: [overview.html])
    ]
    let lines = report.lines
    for (index, found) in results.counterfactuals.prefix(Self.mostParts).enumerated()
    where !found.isMet {
      var content: [HTML] = [.paragraph(lines[index])]
      if let pictures = results.pictures(of: found), let shape = results.imageShape {
        content.append(try figures(found, pictures, shape))
      } else if found.input != nil {
        content.append(bars(found).html)
      }
      sections.append(
        HTMLPage.Section(title: title(index), anchor: "change\(index)", content: content))
    }
    var parameters = HTMLTable("What was asked for", columns: ["parameter", "value"])
    parameters.add("model", [.text(results.modelName)])
    parameters.add("model_sha256", [.text(results.modelSHA256)])
    for parameter in results.parameters { parameters.add(parameter.name, [.text(parameter.value)]) }
    sections.append(
      HTMLPage.Section(title: "Parameters", anchor: "parameters", content: [parameters.html]))
    if let sha256 {
      sections.append(
        HTMLPage.Section(
          title: "The file", anchor: "file",
          content: [
            .facts([
              ("Format", ["results of mlp counterfactual (HDF5)"]),
              ("SHA-256", [.element(.code, [:], [.text(sha256)])]),
            ])
          ]))
    }
    return HTMLPage(
      title: fileName(file), kind: "Counterfactual report", summary: summary, sections: sections
    ).bytes
  }

  /// `Row 17`, and for a row's further ones which choice it is.
  private func title(_ index: Int) -> String {
    let row = results.counterfactuals[index].row
    let place = results.place(index)
    return place == 0 ? "Row \(row)" : "Row \(row), choice \(place + 1)"
  }

  private var summary: [HTML] {
    let all = results.counterfactuals
    let facts: [(HTML, String)] = [
      (.number(Set(all.map(\.row)).count), "rows"),
      (.number(all.count { $0.input != nil }), "changes that do it"),
      (.number(all.count(where: \.bound.isProven)), "proofs that come to an end"),
    ]
    var content: [HTML] = [
      .paragraph(
        "The smallest changes of rows that change what the network answers. Changes are measured in "
          + "shares of each input's range; every answer was measured by running the network forward."
      )
    ]
    if let note = results.inputSpace.assumptionNote {
      content.append(.paragraph("Assumed: \(note).", class: "verdict bad"))
    }
    content.append(
      .element(
        .ul, [.class: "numbers"], facts.map { .element(.li, [:], [$0.0, .text($0.1)]) }))
    return content
  }

  /// One line for each counterfactual.
  private var overview: HTMLTable {
    var table = HTMLTable(
      "What the network answers, what it is changed to, and by how much",
      columns: ["row", "answer", "changed to", "features", "change", "none below", "proven"])
    for (index, found) in results.counterfactuals.enumerated() {
      table.add(
        title(index),
        [
          .text(text(found.from)), found.to.map { .text(text($0)) } ?? .text("none"),
          .count(found.changed.count), .number(found.distance), .number(found.bound.distance),
          .text(found.bound.isProven ? "yes" : "no"),
        ])
    }
    return table
  }

  private func text(_ verdict: Counterfactual.Verdict) -> String {
    guard let answer = verdict.answer else {
      return verdict.output.map { NumberText.short($0) } ?? "-"
    }
    let probability = verdict.probability.map {
      ", p \(CounterfactualText.probability($0))"
    }
    return shortened(results.className(answer)) + (probability ?? "")
  }

  /// The changed features of a row, each as a bar from what it is to what it becomes.
  private func bars(_ found: Counterfactual) -> HTMLTable {
    let order = found.mostChanged(of: results.inputSpace)
    let more = order.count - min(order.count, Self.mostFeatures)
    var table = HTMLTable(
      more > 0 ? "What changes; \(more) more features change less" : "What changes",
      columns: ["feature", "from", "to", "", "allowed"])
    for index in order.prefix(Self.mostFeatures) {
      let feature = results.inputSpace.features[index]
      let (from, to) = (found.sample[index], found.input?[index] ?? .nan)
      table.add(
        feature.label,
        [
          .shown(CounterfactualText.value(from), from),
          .shown(CounterfactualText.value(found.shown?.input[index] ?? to), to),
          .drawing(FeatureBars.bar(from: from, to: to, feature)),
          .text(NumberText.range(of: feature)),
        ])
    }
    return table
  }

  /// A row before and after, and the difference.
  private func figures(
    _ found: Counterfactual, _ pictures: [[UInt8]], _ shape: ImageShape
  ) throws(PictureError) -> HTML {
    let captions = [
      text(found.from), found.shown.map { text($0.verdict) } ?? "-", "gray where nothing changes",
    ]
    var figures: [HTML] = []
    for (name, (pixels, caption)) in zip(
      ["before", "after", "difference"], zip(pictures, captions))
    {
      let image = try GrayImage(width: shape.width, height: shape.height, pixels: pixels)
      figures.append(
        .element(
          .figure, [:],
          [
            .element(
              .img,
              [
                .src: "data:image/png;base64,\(Base64.encode(try PNGEncoder.encode(image)))",
                .alt: "row \(found.row) \(name): \(caption)",
                .width: "\(shape.width)", .height: "\(shape.height)",
              ]),
            .element(.figcaption, [:], [.element(.strong, [:], [.text(name)]), .text(caption)]),
          ]))
    }
    return .element(.div, [.class: "pictures"], figures)
  }
}
