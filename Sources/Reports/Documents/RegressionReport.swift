package import JSON
import Networks
package import Numerics

/// How near a network's outputs are to wanted numbers: what `mlp evaluate` prints of a regressor.
package struct RegressionReport: Sendable, Equatable {
  /// The measures of one output.
  package struct Measures: Sendable, Equatable {
    /// The root of the mean squared difference.
    package let rmse: Double
    /// The mean absolute difference.
    package let mae: Double
    /// 1 − squared differences / squared deviations from the mean, as scikit-learn's `r2_score`; NaN when
    /// fewer than two samples are given, or the wanted numbers do not vary.
    package let r2: Double
  }

  /// How many samples there are.
  package let count: Int
  /// One for each output.
  package let outputs: [Measures]
  /// The names of the outputs.
  package let names: [String]

  /// Compares outputs with what is wanted.
  ///
  /// - Parameters:
  ///   - outputs: `[samples × outputs]`.
  ///   - wanted: `[samples × outputs]`.
  ///   - names: a name for each output; their numbers when `nil`.
  package init(outputs: Matrix, wanted: Matrix, names: [String]?) {
    precondition(outputs.rows == wanted.rows && outputs.columns == wanted.columns)
    count = outputs.rows
    self.names = names ?? (0..<outputs.columns).map { "output \($0)" }
    let count = Double(outputs.rows)
    self.outputs = (0..<outputs.columns).map { column in
      let truth = (0..<outputs.rows).map { wanted[$0, column] }
      let errors = truth.indices.map { outputs[$0, column] - truth[$0] }
      let mean = truth.reduce(0, +) / count
      let squares = errors.reduce(0) { $0 + $1 * $1 }
      let deviations = truth.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      return Measures(
        rmse: (squares / count).squareRoot(), mae: errors.reduce(0) { $0 + abs($1) } / count,
        r2: deviations > 0 ? 1 - squares / deviations : .nan)
    }
  }

  /// The measures of all outputs: the root of the mean square, and means.
  package var overall: Measures {
    let width = Double(outputs.count)
    return Measures(
      rmse: (outputs.reduce(0) { $0 + $1.rmse * $1.rmse } / width).squareRoot(),
      mae: outputs.reduce(0) { $0 + $1.mae } / width,
      r2: outputs.reduce(0) { $0 + $1.r2 } / width)
  }

  /// The JSON document of `mlp evaluate --json` for a regressor, schema 1.
  package var json: JSONValue {
    let all = overall
    return [
      "schema": 1, "rmse": .number(all.rmse), "mae": .number(all.mae), "r2": .number(all.r2),
      "count": .number(count),
      "perOutput": .array(
        outputs.indices.map { index in
          [
            "name": .string(names[index]), "rmse": .number(outputs[index].rmse),
            "mae": .number(outputs[index].mae), "r2": .number(outputs[index].r2),
          ]
        }),
    ]
  }

  /// The report as lines for a terminal.
  package var lines: [String] {
    func number(_ value: Double) -> String { NumberText.short(value, significant: 5) }
    let all = overall
    let first =
      "RMSE \(number(all.rmse)), MAE \(number(all.mae)), R² \(number(all.r2)), "
      + "\(NumberText.grouped(count)) samples"
    guard outputs.count > 1 else { return [first] }
    var table = TextTable([
      ("output", .left), ("RMSE", .right), ("MAE", .right), ("R²", .right),
    ])
    for (name, measures) in zip(names, outputs) {
      table.add([
        terminalSafe(String(name.prefix(40))), number(measures.rmse), number(measures.mae),
        number(measures.r2),
      ])
    }
    return [first, ""] + table.lines
  }
}
