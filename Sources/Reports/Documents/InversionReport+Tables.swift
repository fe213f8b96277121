import LinearAlgebra
import Networks
import Numerics

/// The tables of layers and solutions.
extension InversionReport {
  /// The inverse matrices, and what those that are not exact keep from being met.
  var layerLines: [String] {
    guard !results.layers.isEmpty else { return [] }
    var table = TextTable([
      ("layer", .left), ("inverse", .left), ("algorithm", .left), ("rank", .right),
      ("condition", .right), ("Penrose\nresidual", .right), ("full\nrank", .left),
    ])
    var lines: [String] = []
    for layer in results.layers {
      let inverse = layer.pseudoInverse
      table.add([
        shortened(layer.name), "\(inverse.matrix.rows)×\(inverse.matrix.columns)",
        inverse.algorithm.rawValue, String(inverse.rank),
        NumberText.short(inverse.conditionNumber, significant: 4),
        NumberText.short(inverse.penroseResiduals.max() ?? 0, significant: 2),
        inverse.isExact ? "yes" : "no",
      ])
      if !inverse.isExact {
        lines.append(
          "\(shortened(layer.name)): not every target of its \(inverse.matrix.rows) units can be met"
        )
      }
    }
    return table.lines + lines + [""]
  }

  /// A row for each method and target: how good the input is.
  var solutionLines: [String] { results.haveClasses ? classLines : numberLines }

  private var classLines: [String] {
    var table = TextTable(
      [
        ("method", .left), ("class", .left), ("residual\nL2", .right), ("L2 in\n32 bits", .right),
        ("residual\nL1", .right), ("probability", .right), ("answers", .left), ("as\nshown", .left),
        ("box\nviolation", .right), ("outside", .right),
      ], keys: 2, expendable: ["residual\nL1", "outside"])
    for method in results.methods {
      let solutions = method.solutions
      if !isWide, solutions.count > 1, solutions.allSatisfy(results.isRight),
        solutions.allSatisfy({ $0.verdict == results.wantedClass($0.target) })
      {
        // All agree: the worst number of each kind says it.
        table.add(
          [method.groupName, "all \(solutions.count)"] + reached(solutions)
            + ["✓", "✓"] + left(solutions))
        continue
      }
      for solution in solutions {
        let shown = solution.shownVerdict.map(results.className) ?? "-"
        table.add(
          [method.groupName, shortened(results.targetNames[solution.target])]
            + reached([solution]) + [
              shortened(solution.verdict.map(results.className) ?? "-"),
              (results.isRight(solution) ? "✓ " : "✗ ") + shortened(shown),
            ] + left([solution]))
      }
    }
    return table.lines
  }

  /// How near some solutions come at worst, as cells.
  private func reached(_ solutions: [InverseSolution]) -> [String] {
    let singles = solutions.compactMap { $0.single?.residualL2 }
    return [
      NumberText.scientific(worst(solutions.map(\.residualL2)), digits: 2),
      singles.count == solutions.count ? NumberText.scientific(worst(singles), digits: 2) : "-",
      NumberText.scientific(worst(solutions.map(\.residualL1)), digits: 2),
      NumberText.probability(solutions.map(\.probability).min() ?? 0, digits: 6),
    ]
  }

  /// How far some solutions leave their range at worst, as cells.
  private func left(_ solutions: [InverseSolution]) -> [String] {
    [
      NumberText.short(worst(solutions.map(\.boxViolation)), significant: 4),
      NumberText.fixed(100 * worst(solutions.map(\.outsideFraction)), digits: 1) + " %",
    ]
  }

  private func worst(_ values: [Double]) -> Double {
    values.first(where: \.isNaN) ?? values.max() ?? 0
  }

  /// Of outputs that are numbers: what was wanted, what was reached, and the difference.
  private var numberLines: [String] {
    let outputs = results.targets.columns
    var table = TextTable(
      [
        ("method", .left), ("target", .left), ("output", .right), ("wanted", .right),
        ("reached", .right), ("missed by", .right), ("in 32\nbits by", .right),
        ("box\nviolation", .right), ("outside", .right),
      ], keys: 3, expendable: outputs > 1 ? ["outside"] : ["output", "outside"])
    for method in results.methods {
      for solution in method.solutions {
        for (output, wanted) in results.targets.row(solution.target).enumerated() {
          let reached = solution.logits.indices.contains(output) ? solution.logits[output] : .nan
          table.add([
            method.groupName, shortened(results.targetNames[solution.target]), String(output),
            NumberText.short(wanted, significant: 6), NumberText.short(reached, significant: 6),
            NumberText.short(reached - wanted, significant: 3),
            solution.single.map {
              NumberText.short(
                ($0.logits.indices.contains(output) ? $0.logits[output] : .nan) - wanted,
                significant: 3)
            }
              ?? "-",
            NumberText.short(solution.boxViolation, significant: 4),
            NumberText.fixed(100 * solution.outsideFraction, digits: 1) + " %",
          ])
        }
      }
    }
    return table.lines
  }
}
