import Networks
import Numerics

extension ResultsReport {
  /// The pictures of a method, one for each target.
  func figures(_ method: MethodSolutions) throws(PictureError) -> HTML {
    guard let shape = results.imageShape else { return .element(.div, [:], []) }
    var figures: [HTML] = []
    for solution in method.solutions {
      let image = try GrayImage(
        width: shape.width, height: shape.height, pixels: solution.picture)
      let name = shortened(results.targetNames[solution.target])
      let probability = solution.probability
      figures.append(
        .element(
          .figure, [:],
          [
            .element(
              .img,
              [
                .src: "data:image/png;base64,\(Base64.encode(try PNGEncoder.encode(image)))",
                .alt: "Picture for \(name) by \(shortened(method.groupName)), "
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

  /// The numbers of a method, a row for each target.
  func numbers(_ method: MethodSolutions) -> HTMLTable {
    var table = HTMLTable(
      "Numbers of each target", columns: ["target"] + shownMeasures.map(\.title))
    for solution in method.solutions {
      table.add(
        results.targetNames[solution.target],
        shownMeasures.map { .number(solution[keyPath: $0.value]) })
    }
    return table
  }

  /// The inverse matrices.
  var layers: HTMLTable {
    var table = HTMLTable(
      "The inverse matrix of each dense layer",
      columns: ["layer", "shape", "rank", "condition", "L2 norm", "min", "max"])
    for layer in results.layers {
      let inverse = layer.pseudoInverse
      let statistics = TensorStatistics(TensorValues<Never>(inverse.matrix.values))
      table.add(
        layer.name,
        [
          .text("\(inverse.matrix.rows)×\(inverse.matrix.columns)"),
          .count(inverse.rank), .number(inverse.conditionNumber),
          .number(statistics.l2Norm), .number(statistics.minimum), .number(statistics.maximum),
        ])
    }
    return table
  }
}
