package import JSON
import LinearAlgebra
package import Networks
import Numerics

/// What `mlp invert` prints.
package struct InversionReport: Sendable {
  /// What was found.
  package var results: InversionResults
  /// How long each method took for each target, in seconds; by group name.
  package var seconds: [String: [Double]]
  /// Where the results were written; `nil` when they were not.
  package var path: String?
  /// Whether the features of a table are shown by how much they changed, and not in their order.
  package var isSorted = false
  /// Whether a method has a line for each target also where all of them agree.
  package var isWide = false

  /// Gathers a report.
  package init(results: InversionResults, seconds: [String: [Double]], path: String?) {
    self.results = results
    self.seconds = seconds
    self.path = path
  }

  /// The report as lines for a terminal.
  package var lines: [String] {
    findingLines + rangeLines + layerLines + solutionLines + inputLines + shiftLines
      + certificateLines + distanceLines + boundLines
      + ladderLines + adjustmentLines
  }

  /// What was found, in a sentence or two.
  private var findingLines: [String] {
    Paragraph.lines(ResultsFinding(results).title) + [""]
  }

  /// The JSON document of `mlp invert --json`, schema 1.
  package var json: JSONValue {
    var solutions: [JSONValue] = []
    for method in results.methods {
      for solution in method.solutions { solutions.append(json(solution, of: method)) }
    }
    var document: JSONObject = [
      "schema": 1,
      "model": .string(results.modelName),
      "modelSha256": .string(results.modelSHA256),
      "solutions": .array(solutions),
      "layers": .array(
        results.layers.map { layer in
          [
            "name": .string(layer.name),
            "inputs": .number(layer.pseudoInverse.matrix.columns),
            "units": .number(layer.pseudoInverse.matrix.rows),
            "rank": .number(layer.pseudoInverse.rank),
            "isExact": .bool(layer.pseudoInverse.isExact),
            "conditionNumber": .number(layer.pseudoInverse.conditionNumber),
            "conditionIsEstimated": .bool(layer.pseudoInverse.isConditionEstimated),
            "algorithm": .string(layer.pseudoInverse.algorithm.rawValue),
            "penroseResiduals": list(layer.pseudoInverse.penroseResiduals),
            "residualsAreEstimated": .bool(layer.pseudoInverse.areResidualsEstimated),
          ]
        }),
      "results": path.map(JSONValue.string) ?? nil,
    ]
    document["inputSpace"] = results.inputSpace.json
    if !results.layers.isEmpty { document["isChainExact"] = .bool(results.isChainExact) }
    if !results.ladders.isEmpty { document["ladder"] = .array(results.ladders.flatMap(json)) }
    return .object(document)
  }

  /// How long the methods took for each target that one had to wait for; `nil` when there was none.
  package var times: String? {
    let parts = results.methods.compactMap { method -> String? in
      let times = method.solutions.map { time(of: $0, by: method) }
      guard times.contains(where: { $0 >= 0.5 }) else { return nil }
      let texts = times.map { NumberText.fixed($0, digits: 2) }
      return "\(shortened(method.groupName)) \(texts.joined(separator: " "))"
    }
    return parts.isEmpty ? nil : "seconds of each target: " + parts.joined(separator: "; ")
  }

  private func time(of solution: InverseSolution, by method: MethodSolutions) -> Double {
    let times = seconds[method.groupName] ?? []
    return times.indices.contains(solution.target) ? times[solution.target] : 0
  }

  private func json(_ ladder: FilterLadder) -> [JSONValue] {
    zip(ladder.fractions, ladder.steps).flatMap { fraction, solutions in
      solutions.map { solution in
        [
          "filter": .string(ladder.filter), "fraction": .number(fraction),
          "class": .string(results.targetNames[solution.target]),
          "residualL2": .number(solution.residualL2),
          "probability": .number(solution.probability),
          "isChosen": .bool(ladder.chosen.map { ladder.fractions[$0] == fraction } ?? false),
        ]
      }
    }
  }

  private func json(_ solution: InverseSolution, of method: MethodSolutions) -> JSONValue {
    var object: JSONObject = ["method": .string(method.method)]
    if let filter = method.filter { object["filter"] = .string(filter) }
    object["class"] = .string(results.targetNames[solution.target])
    object["inputs"] = list(solution.input)
    addAnswers(of: solution, to: &object)
    object["residualL1"] = .number(solution.residualL1)
    object["residualL2"] = .number(solution.residualL2)
    object["boxViolation"] = .number(solution.boxViolation)
    object["outsideFraction"] = .number(solution.outsideFraction)
    if !results.arePictures {
      object["violations"] = solution.violationList(of: results.inputSpace)
    }
    object["seconds"] = .number(time(of: solution, by: method))
    let certificate = certificate(of: solution)
    if !certificate.isEmpty { object["certificate"] = .object(certificate) }
    return .object(object)
  }

  /// What the network answers; of one whose outputs are no classes what was wanted, reached and missed.
  private func addAnswers(of solution: InverseSolution, to object: inout JSONObject) {
    func verdict(_ index: Int?) -> JSONValue { index.map { .string(results.className($0)) } ?? nil }
    object["logits"] = list(solution.logits)
    if let single = solution.single { object["float32"] = .object(json(single)) }
    if let drawn = solution.drawn {
      object["asDrawn"] = .object(json(drawn))
    }
    guard results.haveClasses else {
      let wanted = Array(results.targets.row(solution.target))
      object["wanted"] = list(wanted)
      object["reached"] = list(solution.logits)
      object["missedBy"] = list(zip(solution.logits, wanted).map { $0 - $1 })
      return
    }
    object["answers"] = verdict(solution.verdict)
    object["asShown"] = [
      "answers": verdict(solution.roundedVerdict),
      "probability": .number(solution.roundedProbability),
    ]
    object["verdict"] = verdict(solution.verdict)
    object["clippedVerdict"] = verdict(solution.clippedVerdict)
    object["roundedVerdict"] = verdict(solution.roundedVerdict)
    object["clippedProbability"] = .number(solution.clippedProbability)
    object["roundedProbability"] = .number(solution.roundedProbability)
    object["probabilities"] = list(solution.probabilities)
    object["probability"] = .number(solution.probability)
    object["margin"] = .number(solution.margin)
    object["softmaxProbability"] = .number(solution.softmaxProbability)
    object["sigmoidProbability"] = .number(solution.sigmoidProbability)
  }

  /// What the network makes of a solution in another form.
  private func json(_ reading: SolutionReading) -> JSONObject {
    var object: JSONObject = [:]
    if let verdict = reading.verdict, let probability = reading.probability {
      object["answers"] = .string(results.className(verdict))
      object["probability"] = .number(probability)
    }
    object["logits"] = list(reading.logits)
    object["residualL2"] = .number(reading.residualL2)
    return object
  }

  func list(_ values: [Double]) -> JSONValue {
    .array(values.map { JSONValue.number($0) })
  }

  /// The ladders, a line for each step: the worst class of each.
  var ladderLines: [String] {
    guard !results.ladders.isEmpty else { return [] }
    var table = TextTable([
      ("filter", .left), ("fraction", .right), ("largest residual L2", .right),
      ("smallest probability", .right),
    ])
    for ladder in results.ladders {
      for (fraction, solutions) in zip(ladder.fractions, ladder.steps) {
        table.add([
          ladder.filter, "\(fraction)",
          NumberText.scientific(solutions.map(\.residualL2).max() ?? 0, digits: 2),
          NumberText.probability(solutions.map(\.probability).min() ?? 0, digits: 6),
        ])
      }
    }
    return [""] + table.lines
      + results.ladders.map { "\($0.filter): \($0.choice)" }
  }

  /// What inverse activations had to change, one line for each method and layer.
  var adjustmentLines: [String] {
    var lines: [String] = []
    for method in results.methods {
      let all = method.solutions.flatMap(\.adjustments)
      var seen: Set<String> = []
      for first in all where seen.insert(first.layer).inserted {
        let same = all.filter { $0.layer == first.layer }
        let clipped = same.reduce(0) { $0 + $1.clippedCount }
        let ambiguous = same.reduce(0) { $0 + $1.ambiguousCount }
        var parts: [String] = []
        if clipped > 0 {
          let largest = same.map(\.largestClip).max() ?? 0
          parts.append("clipped \(clipped) values, by at most \(NumberText.short(largest))")
        }
        if ambiguous > 0 {
          let intervals = same.reduce(0) { $0 + $1.intervalCount }
          let branches = ambiguous - intervals
          parts.append("chose one of many pre-activations for \(ambiguous) values")
          if branches > 0 { parts[parts.count - 1] += ", \(branches) of them of two branches" }
        }
        lines.append(
          "\(method.groupName): \(first.activation) of \(shortened(first.layer)) "
            + parts.joined(separator: " and "))
      }
    }
    return lines.isEmpty ? [] : [""] + lines
  }
}
