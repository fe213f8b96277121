import JSON
import Networks
import Numerics

/// What `mlp diff --report` writes.
extension ComparisonReport {
  /// The most layers that are shown, and of them those that are drawn.
  private static var most: (layers: Int, drawings: Int) { (300, 40) }

  /// The document: one self-contained HTML file in UTF-8, the same bytes for the same report.
  package var html: [UInt8] {
    let (one, other) = (shortened(fileName(first)), shortened(fileName(second)))
    let differing = comparison.layers.filter(\.isDifferent)
    var sections = [HTMLPage.Section(title: "Layers", anchor: "layers", content: layerContent)]
    let drawings = drawings(of: differing)
    if !drawings.isEmpty {
      sections.append(
        HTMLPage.Section(title: "Where the weights differ", anchor: "where", content: drawings))
    }
    sections.append(
      HTMLPage.Section(
        title: "The files", anchor: "files",
        content: [
          .facts([
            ("First", [.text(one)]), ("Second", [.text(other)]),
            ("Tolerance", [.number(comparison.tolerance)]),
          ])
        ]))
    return HTMLPage(
      title: title(differing.count), kind: "Two models compared",
      name: "\(one) and \(other): \(title(differing.count))", summary: summary, sections: sections
    ).bytes
  }

  private func title(_ differing: Int) -> String {
    let verdict = verdict.prefix(1).uppercased() + verdict.dropFirst()
    guard comparison.verdict == .different else { return "\(verdict)." }
    let layers =
      "\(NumberText.word(differing)) of \(NumberText.word(comparison.layers.count)) layers"
    guard let answers = comparison.answers, let flips = answers.flips else {
      return "The models differ in \(layers)."
    }
    return flips == 0
      ? "The models differ in \(layers), and answer the same."
      : "The models differ in \(layers), and answer "
        + "\(NumberText.share(Double(flips) / Double(answers.count))) of the samples otherwise."
  }

  private var summary: [HTML] {
    var parts = [
      HTML.paragraph(
        "\(shortened(fileName(first))) and \(shortened(fileName(second))), layer by layer in their order, "
          + "whatever the layers are called.")
    ]
    if let answers = comparison.answers {
      let flips = answers.flips.map { "; \(NumberText.grouped($0)) get another class" } ?? ""
      parts.append(
        .paragraph(
          "On \(NumberText.grouped(answers.count)) \(answers.origin) the outputs differ by at most "
            + "\(NumberText.plain(answers.largest))\(flips).",
          class: (answers.flips ?? 0) > 0 ? "verdict bad" : "verdict good"))
    }
    return parts + comparison.general.map { .paragraph($0, class: "verdict bad") }
  }

  private var layerContent: [HTML] {
    var table = HTMLTable(
      "How far the numbers of each layer are apart",
      columns: [
        "layer", "numbers", "shape", "largest difference", "relative L2", "changed", "other sign",
        "rank",
      ])
    for layer in comparison.layers.prefix(Self.most.layers) {
      let name = Self.name(layer)
      if let structure = layer.structure {
        table.add(name, [.text(structure)] + Array(repeating: .none, count: 6))
      }
      for tensor in layer.tensors {
        table.add(
          name,
          [
            .text(tensor.role), .text(tensor.shape.map(String.init).joined(separator: "×")),
            .number(tensor.absolute), .number(tensor.relativeL2),
            .shown(NumberText.share(tensor.share), tensor.share), .count(tensor.signFlips),
            tensor.rank.map(HTMLTable.Cell.count) ?? .none,
          ])
      }
    }
    let more = comparison.layers.count - Self.most.layers
    return [table.html]
      + (more > 0 ? [.paragraph("\(more) more layers are left out here.", class: "note")] : [])
  }

  /// A picture of each matrix that differs: gray where nothing does.
  private func drawings(of layers: [ModelComparison.LayerDifference]) -> [HTML] {
    var items: [HTML] = []
    for layer in layers {
      for tensor in layer.tensors where items.count < Self.most.drawings {
        guard let drawing = tensor.drawing, tensor.absolute > 0, tensor.absolute.isFinite else {
          continue
        }
        let pixels = drawing.values.map {
          UInt8((127.5 + 127.5 * min(max($0 / tensor.absolute, -1), 1)).rounded())
        }
        guard
          let image = try? GrayImage(width: drawing.columns, height: drawing.rows, pixels: pixels),
          let png = try? PNGEncoder.encode(image)
        else { continue }
        let factor = max(1, 168 / max(drawing.rows, drawing.columns))
        let name = "\(shortened(Self.name(layer)))/\(shortened(tensor.role))"
        items.append(
          .element(
            .li, [:],
            [
              .element(
                .figure, [:],
                [
                  .element(.figcaption, [:], [.element(.strong, [:], [.text(name)])]),
                  .element(
                    .img,
                    [
                      .src: "data:image/png;base64,\(Base64.encode(png))",
                      .alt: "Where \(name) differs", .width: "\(drawing.columns * factor)",
                      .height: "\(drawing.rows * factor)",
                    ]), .paragraph("±\(NumberText.plain(tensor.absolute))"),
                ])
            ]))
      }
    }
    guard !items.isEmpty else { return [] }
    return [
      .paragraph(
        "Inputs down, units across, in blocks where a matrix is large: light where the second model has more, "
          + "dark where it has less, gray where nothing differs; black and white are the largest difference.",
        class: "note"),
      .element(.ul, [.class: "found"], items),
    ]
  }
}
