import JSON
import LinearAlgebra
import Networks
import Numerics
import Reports
import Testing

@Suite("What invert shows")
struct InversionReportTests {
  private func report(path: String? = "out.h5") throws -> InversionReport {
    var exact = InverseSolution(target: 1, input: [0.5])
    exact.logits = [-10, 10]
    exact.probabilities = [0.25, 0.75]
    exact.probability = 0.75
    exact.residualL1 = 1e-9
    exact.residualL2 = 5e-10
    exact.boxViolation = 4
    exact.outsideFraction = 0.5
    exact.verdict = 1
    var clipped = exact
    clipped.adjustments = [
      ActivationAdjustment(
        layer: "hidden", activation: "tanh", clippedCount: 3, largestClip: 9, ambiguousCount: 2)
    ]
    let results = InversionResults(
      modelName: "model.h5", modelSHA256: "abc", toolVersion: "1", parameters: [],
      targets: Matrix(rows: [[10, -10], [-10, 10]]), targetNames: ["cat", "dog\u{1B}"],
      imageShape: ImageShape(height: 1, width: 1),
      inputSpace: InputSpace(repeating: -1...1, count: 1, source: .model),
      layers: [
        LayerInverse(name: "wide", pseudoInverse: try PseudoInverse(of: Matrix(rows: [[3, 4]])))
      ],
      methods: [
        MethodSolutions(method: "empirical", solutions: [exact]),
        MethodSolutions(method: "analytical", filter: "middle:0.2", solutions: [clipped]),
      ])
    return InversionReport(
      results: results, seconds: ["empirical": [0, 0.25], "analytical+middle:0.2": [0, 1.5]],
      path: path)
  }

  @Test(
    "of a table it says by how much which feature is outside, and what share of its range that is")
  func violations() throws {
    var solution = InverseSolution(target: 0, input: [1950, 0.5, 3])
    solution.probabilities = [1]
    let inputs = try InputSpace([
      InputFeature(name: "proline", unit: "mg/l", range: 300...1800, source: .stated),
      InputFeature(name: "hue", range: 0...1, source: .stated),
      InputFeature(name: "ash", range: 1...2, source: .stated),
    ])
    let results = InversionResults(
      modelName: "wine.h5", modelSHA256: "abc", toolVersion: "1", parameters: [],
      targets: Matrix(rows: [[10]]), targetNames: ["red"], imageShape: nil, inputSpace: inputs,
      layers: [], methods: [MethodSolutions(method: "map", solutions: [solution])])
    let report = InversionReport(results: results, seconds: [:], path: nil)
    let text = report.lines.joined(separator: " ")
    #expect(
      text.contains(
        "! outside what is allowed for red: ash by 1 (100 % of its range), "
          + "proline by 150 mg/l (10 % of its range)"), "\(text)")
    let list = try #require(report.json["solutions"]?.arrayValue?.first?["violations"]?.arrayValue)
    #expect(list.map { $0["feature"]?.stringValue } == ["ash", "proline"])
    #expect(list.map { $0["amount"]?.doubleValue } == [1, 150])
    #expect(list.map { $0["share"]?.doubleValue } == [1, 0.1])
  }

  @Test("the JSON has the keys of the contract")
  func keys() throws {
    let json = try report().json
    #expect(json.objectValue?.names.first == "schema")
    for key in ["solutions", "layers", "results"] { #expect(json[key] != nil, "\(key)") }
    let solutions = try #require(json["solutions"]?.arrayValue)
    let keys = [
      "class", "inputs", "logits", "answers", "asShown", "verdict", "clippedVerdict",
      "roundedVerdict",
      "clippedProbability", "roundedProbability", "probabilities", "probability", "margin",
      "softmaxProbability", "sigmoidProbability",
      "residualL1", "residualL2", "boxViolation", "outsideFraction", "seconds",
    ]
    #expect(solutions[0].objectValue?.names == ["method"] + keys)
    #expect(solutions[1].objectValue?.names == ["method", "filter"] + keys + ["certificate"])
    #expect(solutions[0]["method"] == "empirical")
    #expect(solutions[1]["filter"] == "middle:0.2")
    #expect(solutions[0]["class"] == "dog\u{1B}")
    #expect(solutions[0]["seconds"]?.doubleValue == 0.25)
    #expect(solutions[1]["seconds"]?.doubleValue == 1.5)
    #expect(solutions[0]["residualL2"]?.doubleValue == 5e-10)
    let layer = try #require(json["layers"]?.arrayValue?.first)
    for key in ["name", "rank", "conditionNumber", "penroseResiduals"] {
      #expect(layer[key] != nil, "\(key)")
    }
    #expect(layer["penroseResiduals"]?.arrayValue?.count == 4)
    #expect(layer["rank"] == 1)
    #expect(json["results"] == "out.h5")
    #expect(try report(path: nil).json["results"] == .some(.null))
  }

  @Test("the text has a row for each layer and each solution, and what was clipped")
  func text() throws {
    let lines = try report().lines
    let text = lines.joined(separator: "\n")
    // Rank 1 of 2 units: the inverse cannot be exact.
    let wide = try #require(lines.firstIndex { $0.hasPrefix("wide ") })
    #expect(lines[wide].hasSuffix("no"))
    #expect(lines[wide + 1] == "wide: not every target of its 2 units can be met")
    // What was found stands before everything else.
    #expect(lines[0].contains("method"))
    for words in [
      "empirical", "analytical+middle:0.2", "0.750000", "e-10",
      "tanh of hidden clipped 3 values, by at most 9 and chose", "for 2 values",
    ] {
      #expect(text.contains(words), "\(words)")
    }
    #expect(!text.contains("\u{1B}"))
  }
}
