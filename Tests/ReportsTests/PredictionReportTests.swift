import JSON
import Networks
import Numerics
import Reports
import Testing

@Suite("What predict shows")
struct PredictionReportTests {
  private func report(
    _ logits: [[Double]], head: OutputHead, classNames: [String]? = nil
  ) throws -> PredictionReport {
    let width = logits[0].count
    var network = try NeuralNetwork(
      layers: [.dense(.init(name: "d", weights: Matrix(rows: 1, columns: width), bias: nil))],
      inputs: 1)
    network.classNames = classNames
    let matrix = Matrix(rows: logits)
    return PredictionReport(
      outputs: head.probabilities(forLogits: matrix), logits: matrix, network: network, head: head)
  }

  @Test("the answer is the largest logit, with its probability")
  func classes() throws {
    let report = try report(
      [[1, 3], [5, 5], [0, -20]], head: .softmax, classNames: ["no", "yes"])
    #expect(report.labels == [1, 0, 0])
    let probabilities = try #require(report.probabilities)
    // 1 / (1 + e⁻²), a half, 1 / (1 + e⁻²⁰).
    let wanted = [0.8807970779778823, 0.5, 0.9999999979388463]
    #expect(zip(probabilities, wanted).allSatisfy { abs($0 - $1) <= 1e-15 })
    #expect(report.lines.count == 4)
    #expect(report.lines[1].contains("yes") && report.lines[1].contains("0.880797"))
  }

  @Test("one sigmoid output has two answers")
  func single() throws {
    let report = try report([[2], [-2]], head: .sigmoid)
    #expect(report.labels == [1, 0])
    // 1 / (1 + e⁻²) for either answer.
    #expect(try #require(report.probabilities).allSatisfy { abs($0 - 0.8807970779778823) <= 1e-15 })
  }

  @Test("one linear output is a number, not an answer")
  func regression() throws {
    let report = try report([[0.1]], head: .linear)
    #expect(report.probabilities == nil)
    #expect(report.lines[0].contains("output"))
  }

  @Test("the JSON has the keys of the contract")
  func json() throws {
    let json = try report([[1, 3], [5, -1e-7]], head: .softmax).json
    #expect(json.objectValue?.names == ["schema", "outputs", "logits", "labels", "probabilities"])
    #expect(json["labels"] == [1, 0])
    #expect(json["logits"]?.arrayValue?[1].arrayValue?.map(\.doubleValue) == [5, -1e-7])
    #expect(json["outputs"]?.arrayValue?.count == 2)
  }

  @Test("CSV holds every digit")
  func csv() throws {
    let values = [[0.1, -1.0 / 3, 1e-300], [.leastNonzeroMagnitude, .greatestFiniteMagnitude, 2]]
    let text = try report(values, head: .softmax).csv(showsLogits: true)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count == 4 && lines[3].isEmpty)
    #expect(lines[0] == "row,class,logit_0,logit_1,logit_2")
    let parsed = lines[1...2].map { $0.split(separator: ",").dropFirst(2).map { Double($0) } }
    #expect(parsed == values)
  }

  @Test("CSV names rows and classes, in quotes where they need them")
  func csvNames() throws {
    var report = try report(
      [[1, 3], [5, 5]], head: .softmax, classNames: ["no, never", "\"yes\""])
    report.rowNames = ["a", "b\nc"]
    report.rowTitle = "id"
    let text = report.csv(showsLogits: false)
    #expect(text.hasPrefix("id,class,\"probability_no, never\",\"probability_\"\"yes\"\"\"\na,"))
    #expect(
      text.contains("\na,\"\"\"yes\"\"\",0.119")
        && text.contains("\n\"b\nc\",\"no, never\",0.5,0.5\n"))
    let number = try self.report([[0.5]], head: .linear).csv(showsLogits: true)
    #expect(number == "row,logit\n0,0.5\n")
  }
}
