import JSON
import Networks
import Numerics
import Reports
import TestSupport
import Testing

@Suite("What evaluate shows")
struct EvaluationReportTests {
  /// Answers 0, 0, 1, 1 and 2 for samples of the classes 0, 1, 1, 1 and 0.
  private func report(_ head: OutputHead = .softmax) -> EvaluationReport {
    var report = EvaluationReport(classNames: ["cat", "dog", "cow"], head: head)
    report.add(
      logits: Matrix(rows: [[2, 1, 0], [3, -1, -1], [-4, 5, -6]]), labels: [0, 1, 1])
    report.add(logits: Matrix(rows: [[0, 1, 0.5], [-1, -1, 3]]), labels: [1, 0])
    return report
  }

  @Test("counts the answers given for each class")
  func confusion() {
    let report = report()
    #expect(report.confusion == [[1, 0, 1], [1, 2, 0], [0, 0, 0]])
    #expect(report.count == 5)
    #expect(report.accuracy == 0.6)
    #expect(report.recall(0) == 0.5)
    #expect(abs(report.recall(1) - 2.0 / 3) < 1e-15)
    #expect(report.recall(2).isNaN)
    #expect(report.precision(0) == 0.5)
    #expect(report.precision(1) == 1)
    #expect(report.precision(2) == 0)
    #expect(report.exactMatchAccuracy == nil)
  }

  @Test(
    "the loss of softmax is the cross-entropy",
    arguments: [
      // ln 3; ln(1 + e⁻²); and no overflow however far apart the logits are.
      ([0.0, 0, 0], 0, 1.0986122886681098), ([1, -1], 0, 0.1269280110429725),
      ([1, -1], 1, 2.1269280110429727), ([1000, -1000], 1, 2000), ([1000, -1000], 0, 0),
    ])
  func softmax(logits: [Double], label: Int, wanted: Double) {
    for head in [OutputHead.softmax, .linear] {
      var report = EvaluationReport(classNames: logits.indices.map { "\($0)" }, head: head)
      report.add(logits: Matrix(rows: [logits]), labels: [label])
      #expect(abs(report.loss - wanted) <= 1e-15 * max(1, wanted))
    }
  }

  @Test(
    "the loss of sigmoid outputs is Keras's binary cross-entropy: the mean over the outputs",
    arguments: [
      // ln 2; ln(1 + e⁻¹); (ln(1 + e) + ln(1 + e⁻¹)) / 2.
      ([0.0, 0], 0, 0.6931471805599453), ([1, -1], 0, 0.31326168751822286),
      ([1, 1], 1, 0.8132616875182228), ([1000, -1000], 1, 1000),
      // One output is the probability of class 1.
      ([0], 0, 0.6931471805599453), ([1], 1, 0.31326168751822286), ([1], 0, 1.3132616875182228),
    ])
  func sigmoid(logits: [Double], label: Int, wanted: Double) {
    var report = EvaluationReport(classNames: ["0", "1"], head: .sigmoid)
    report.add(logits: Matrix(rows: [logits]), labels: [label])
    #expect(abs(report.loss - wanted) <= 1e-15 * max(1, wanted))
  }

  @Test("an exact match has every sigmoid on the right side of 0.5")
  func exactMatch() {
    let report = report(.sigmoid)
    // Only (−4, 5, −6) for class 1: (2, 1, 0) says yes to two, the others to the wrong class or to two.
    #expect(report.exactMatchAccuracy == 0.2)
    #expect(report.accuracy == 0.6)
    var single = EvaluationReport(classNames: ["0", "1"], head: .sigmoid)
    single.add(logits: Matrix(rows: [[2], [-2], [2]]), labels: [1, 0, 0])
    #expect(single.confusion == [[1, 1], [0, 1]])
    #expect(abs((single.exactMatchAccuracy ?? 0) - 2.0 / 3) < 1e-15)
  }

  @Test("of equal logits the first counts, as in NumPy's argmax")
  func ties() {
    #expect(ClassDecision.answer([1, 3, 3]) == 1)
    #expect(ClassDecision.answer([0]) == 0)
    #expect(ClassDecision.answer([1e-300]) == 1)
    #expect(ClassDecision.answer([5, 9, 1][1...]) == 0)
  }

  @Test("the JSON has the keys of the contract")
  func json() throws {
    let json = report(.sigmoid).json
    #expect(json.objectValue?.names.first == "schema")
    for key in ["accuracy", "loss", "count", "perClass", "confusion"] {
      #expect(json[key] != nil, "\(key)")
    }
    #expect(json["confusion"] == [[1, 0, 1], [1, 2, 0], [0, 0, 0]])
    let classes = try #require(json["perClass"]?.arrayValue)
    #expect(classes.count == 3)
    #expect(classes[0].objectValue?.names == ["name", "recall", "precision", "count"])
    #expect(classes[2]["name"] == "cow")
    #expect(classes[2]["recall"] == "nan")
    #expect(classes[1]["count"] == 3)
  }

  @Test("the text shows the same, with both accuracies named")
  func text() {
    let lines = report(.sigmoid).lines
    #expect(lines[0].contains("accuracy 0.6000"))
    #expect(lines[0].contains("every output right 0.2000"))
    #expect(lines[0].contains("5 samples"))
    #expect(lines.count == 6)
    #expect(lines[4].hasPrefix("dog") && lines[4].contains("0.6667"))
  }
}
