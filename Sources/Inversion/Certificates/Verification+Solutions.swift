import Networks
import Numerics

extension Verification {
  /// Runs stored inputs forward again.
  mutating func check(
    _ method: MethodSolutions, _ subject: VerificationSubject
  ) {
    let (results, network) = (subject.results, subject.network)
    guard !method.solutions.isEmpty else { return }
    let group = "/solutions/\(method.groupName)"
    let found = measured(method.solutions, subject)
    let tolerances = Self.rounding(network, Matrix(rows: method.solutions.map(\.input)))
    for (stored, computed) in zip(method.solutions, found) {
      let name = results.targetNames[stored.target]
      let errors = Array(tolerances.row(stored.target))
      let spread = errors.reduce(0, +)
      func place(_ dataset: String) -> String { "\(group)/\(dataset), class \(name)" }
      compare(place("logits"), stored.logits, computed.logits) { errors[$0] }
      compare(place("probabilities"), stored.probabilities, computed.probabilities) { _ in
        1e-12 + spread
      }
      compare(place("probability"), [stored.probability], [computed.probability]) { _ in
        1e-12 + spread
      }
      compare(place("residual_l1"), [stored.residualL1], [computed.residualL1]) { _ in spread }
      compare(place("residual_l2"), [stored.residualL2], [computed.residualL2]) { _ in spread }
      compare(place("margin"), stored.margin, computed.margin, within: 2 * spread)
      compare(
        place("softmax_probability"), stored.softmaxProbability, computed.softmaxProbability,
        within: 1e-12 + spread)
      compare(
        place("sigmoid_probability"), stored.sigmoidProbability, computed.sigmoidProbability,
        within: 1e-12 + spread)
      checkVerdicts(stored, computed, within: spread, at: place)
      checkReadings(stored, computed, subject, at: place)
      record(computed)
      compare(place("box_violation"), [stored.boxViolation], [computed.boxViolation]) { _ in
        1e-15 * computed.boxViolation
      }
      compare(place("outside_fraction"), [stored.outsideFraction], [computed.outsideFraction]) {
        _ in 1e-15
      }
      if results.bounds.indices.contains(stored.target), computed.boxViolation == 0 {
        let bound = results.bounds[stored.target].value
        compare(
          "/targets/lower_bound, class \(name), against \(group)",
          [max(bound, computed.residualL2)],
          [computed.residualL2]
        ) { _ in spread }
      }
    }
  }

  /// Measures stored inputs as `invert` does.
  func measured(
    _ solutions: [InverseSolution], _ subject: VerificationSubject
  ) -> [InverseSolution] {
    let measured = SolutionMeasurement(
      network: subject.network, options: subject.options, targets: subject.targets,
      inputs: Matrix(rows: solutions.map(\.input)), pictures: solutions.map(\.picture))
    return solutions.enumerated().map { row, solution in
      var result = solution
      measured.complete(&result, row: row)
      return result
    }
  }

  /// What rounding may do to each logit, `[inputs × outputs]`: products of magnitudes, layer by layer.
  static func rounding(_ network: NeuralNetwork, _ inputs: Matrix) -> Matrix {
    var values = inputs
    var sizes = inputs
    sizes.mapInPlace { abs($0) }
    for layer in network.layersToLogits {
      values = layer.applied(to: values)
      guard case .dense(let dense) = layer else {
        // An activation that is steeper than 1 makes the error as much larger as the value.
        if sizes.columns == values.columns {
          for index in sizes.values.indices {
            sizes.values[index] = max(sizes.values[index], abs(values.values[index]))
          }
        } else {
          sizes = values
          sizes.mapInPlace { abs($0) }
        }
        continue
      }
      var magnitudes = dense.weights
      magnitudes.mapInPlace { abs($0) }
      sizes = sizes.multiplied(by: magnitudes)
      if let bias = dense.bias { sizes.addToRows(bias.map { abs($0) }) }
    }
    sizes.mapInPlace { 1e-13 + 64 * Double.ulpOfOne * $0 }
    return sizes
  }

  /// What the network answers to an input, to it clipped, and to its picture of 8 bits.
  private mutating func checkVerdicts(
    _ stored: InverseSolution, _ computed: InverseSolution, within spread: Double,
    at place: (String) -> String
  ) {
    compare(
      place("clipped_probability"), stored.clippedProbability, computed.clippedProbability,
      within: 1e-12 + spread)
    compare(
      place("rounded_probability"), stored.roundedProbability, computed.roundedProbability,
      within: 1e-12 + spread)
    func text(_ verdict: Int?) -> String { verdict.map(String.init) ?? "none" }
    // Where two logits are equal but for rounding, either is the answer.
    let order = computed.logits.sorted(by: >)
    let isTie = order.count > 1 ? order[0] - order[1] <= spread : abs(order[0]) <= spread
    if !isTie { compare(place("verdict"), "", text(stored.verdict), text(computed.verdict)) }
    compare(
      place("clipped_verdict"), "", text(stored.clippedVerdict), text(computed.clippedVerdict))
    compare(
      place("rounded_verdict"), "", text(stored.roundedVerdict), text(computed.roundedVerdict))
  }
}
