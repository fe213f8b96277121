import Networks
import Numerics

extension ResultsReport {
  /// What is to be said of a method beyond the first screen; numbers are folded away.
  func card(_ outcome: ResultsFinding.Outcome) throws(PictureError) -> [HTML] {
    let method = outcome.method
    var content: [HTML] = [about(outcome)]
    content += results.arePictures ? try stretched(method) : features(method)
    content += promises(method).map { .paragraph($0) }
    var folded: [HTML] = [
      .element(.summary, [:], ["Numbers and parameters"]), numbers(method).html,
    ]
    if !method.parameters.isEmpty {
      let caption = "What \(shortened(method.groupName)) ran with"
      folded.append(parameterTable(caption, method.parameters).html)
    }
    return content + [.element(.details, [:], folded)]
  }

  private func about(_ outcome: ResultsFinding.Outcome) -> HTML {
    let summary = outcome.words.summary
    return .element(
      .p, [:],
      (summary.isEmpty ? [] : [.text("\(summary.prefix(1).uppercased())\(summary.dropFirst()). ")])
        + [
          "In mlp: ", .element(.code, [:], [.text(shortened(outcome.method.groupName))]), ".",
        ])
  }

  /// What a method promises of its inputs and could not do, in sentences.
  private func promises(_ method: MethodSolutions) -> [String] {
    let names = results.targetNames.map(shortened)
    var lines: [String] = []
    let exact = method.solutions.filter { ($0.certificate?.dualityGap ?? 1) < 1e-6 }
    if exact.count == method.solutions.count, !exact.isEmpty {
      lines.append("Certified: no other input that does the same is nearer to the reference.")
    }
    for solution in method.solutions.prefix(20) {
      guard let certificate = solution.certificate, !certificate.isReached else { continue }
      var line =
        "What is wanted of \(names[solution.target]) was not reached: it is missed by "
        + NumberText.plain(certificate.goalDistance)
      if let bound = certificate.goalDistanceBound, bound > 0 {
        line += ", and no allowed input misses it by less than \(NumberText.plain(bound))"
      }
      lines.append(line + ".")
    }
    return lines
      + InversionReport(results: only(method), seconds: [:], path: nil).adjustmentLines
      .filter { !$0.isEmpty }.map { "On the way back, \($0)." }
  }

  /// The results of one method.
  private func only(_ method: MethodSolutions) -> InversionResults {
    var results = results
    results.methods = [method]
    return results
  }

  /// The numbers of a method, a row for each target.
  func numbers(_ method: MethodSolutions) -> HTMLTable {
    var table = HTMLTable(
      "Numbers of \(shortened(method.groupName))", columns: ["target"] + shownMeasures.map(\.title))
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
