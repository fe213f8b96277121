import Numerics
import Reports
import Testing

@Suite("How near outputs are to numbers")
struct RegressionReportTests {
  // sklearn.metrics: mean_squared_error(...) ** 0.5, mean_absolute_error, r2_score of each column and of both.
  @Test("the measures are scikit-learn's")
  func measures() throws {
    let wanted = Matrix(rows: [[3, 0.5], [-0.5, 1], [2, 2], [7, -1]])
    let outputs = Matrix(rows: [[2.5, 0.5], [0, 2], [2, 2], [8, -2]])
    let report = RegressionReport(outputs: outputs, wanted: wanted, names: ["a", "b"])
    let first = report.outputs[0]
    #expect(abs(first.rmse - 0.6123724356957945) < 1e-15 && abs(first.mae - 0.5) < 1e-15)
    #expect(abs(first.r2 - 0.9486081370449679) < 1e-15)
    let all = report.overall
    #expect(abs(all.rmse - 0.6614378277661477) < 1e-15 && abs(all.mae - 0.5) < 1e-15)
    #expect(abs(all.r2 - (0.9486081370449679 + report.outputs[1].r2) / 2) < 1e-15)
    #expect(report.json["count"] == 4 && report.lines.count == 5)
  }

  @Test("wanted numbers that do not vary leave R² open")
  func constant() {
    let one = Matrix(rows: [[1], [1]])
    let report = RegressionReport(outputs: one, wanted: one, names: nil)
    #expect(report.overall.rmse == 0 && report.overall.r2.isNaN)
    #expect(report.json["r2"] == "nan")
  }
}
