import LinearAlgebra
import Networks

extension Verification {
  /// Runs stored inputs forward again, and repeats the paper's methods.
  mutating func check(
    _ method: MethodSolutions, _ results: InversionResults, _ network: Network,
    _ targets: InversionTargets, _ options: InversionOptions
  ) {
    guard !method.solutions.isEmpty else { return }
    let group = "/solutions/\(method.groupName)"
    let found = evidence(method.solutions, network, targets, options)
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
    record(network, Matrix(rows: method.solutions.map(\.input)), Matrix(rows: found.map(\.logits)))
    repeatMethod(method, results, network, targets, options)
  }

  /// Measures stored inputs as `invert` does.
  private func evidence(
    _ solutions: [InverseSolution], _ network: Network, _ targets: InversionTargets,
    _ options: InversionOptions
  ) -> [InverseSolution] {
    let measured = Evidence(
      network: network, options: options, targets: targets,
      inputs: Matrix(rows: solutions.map(\.input)))
    return solutions.enumerated().map { row, solution in
      var result = solution
      measured.complete(&result, row: row)
      return result
    }
  }

  /// What rounding may do to each logit, `[inputs × outputs]`: products of magnitudes, layer by layer.
  private static func rounding(_ network: Network, _ inputs: Matrix) -> Matrix {
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

  /// The paper's two methods are quick and need nothing but the model: what they find must be there.
  private mutating func repeatMethod(
    _ method: MethodSolutions, _ results: InversionResults, _ network: Network,
    _ targets: InversionTargets, _ options: InversionOptions
  ) {
    let filter = method.filter.flatMap { PercentileFilter(parsing: $0) }
    guard ["empirical", "analytical"].contains(method.method),
      let known = InversionMethods.named(method.method), known.obstacle(for: network) == nil,
      ![.mean, .data].contains(options.empirical.background) || method.method == "analytical",
      let again = try? Inverter(network, options: options).solve(
        targets, by: known, filter: filter)
    else { return }
    let group = "/solutions/\(method.groupName)"
    // The factorization's rounding, as the layers amplify it.
    let condition = results.layers.reduce(1.0) { $0 * max(1, $1.pseudoInverse.conditionNumber) }
    let relative = min(1e-6, 1e-13 * condition)
    for (stored, found) in zip(method.solutions, again.solutions) {
      let name = results.targetNames[stored.target]
      let size = found.input.reduce(0) { max($0, abs($1)) }
      compare("\(group)/inputs, class \(name)", stored.input, found.input) { _ in relative * size }
      compare(
        "\(group)/images, class \(name)", stored.picture.map(Double.init),
        found.picture.map(Double.init)
      ) { _ in 1 }
      let scale = found.logits.reduce(1) { max($0, abs($1)) }
      compare(
        "\(group)/layer_residuals, class \(name)", stored.layerResiduals, found.layerResiduals
      ) { 1e-9 * (scale + found.layerResiduals[$0]) }
      for (index, adjustment) in found.adjustments.enumerated() {
        guard stored.adjustments.indices.contains(index) else {
          compare("\(group)/adjusted_layers", "class \(name)", "none", adjustment.layer)
          continue
        }
        let kept = stored.adjustments[index]
        compare("\(group)/adjusted_layers", "class \(name)", kept.layer, adjustment.layer)
        compare(
          "\(group)/clipped_count, class \(name)", [Double(kept.clippedCount)],
          [Double(adjustment.clippedCount)]
        ) { _ in 0 }
        compare(
          "\(group)/ambiguous_count, class \(name)", [Double(kept.ambiguousCount)],
          [Double(adjustment.ambiguousCount)]
        ) { _ in 0 }
        compare(
          "\(group)/largest_clip, class \(name)", [kept.largestClip], [adjustment.largestClip]
        ) { _ in 1e-6 * adjustment.largestClip }
      }
    }
  }

  /// The steps of a ladder.
  mutating func check(
    _ ladder: FilterLadder, _ network: Network, _ targets: InversionTargets,
    _ options: InversionOptions
  ) {
    let group = "/ladder/\(ladder.filter)"
    guard let kind = PercentileFilter.Kind(rawValue: ladder.filter) else {
      compare(group, "", ladder.filter, "no filter of that name")
      return
    }
    let isTwoSided = kind == .topAndBottom || kind == .middle
    let all = PercentileFilter.ladder
    compare(
      "\(group)/percentiles", ladder.fractions,
      isTwoSided ? Array(all.prefix((all.count + 1) / 2)) : all
    ) { _ in 0 }
    for (step, solutions) in ladder.steps.enumerated() where !solutions.isEmpty {
      let found = evidence(solutions, network, targets, options)
      let tolerances = Self.rounding(network, Matrix(rows: solutions.map(\.input)))
      for (row, (stored, computed)) in zip(solutions, found).enumerated() {
        let spread = tolerances.row(row).reduce(0, +)
        let place = "step \(step), class \(targets.classes[row])"
        compare("\(group)/residual_l2, \(place)", [stored.residualL2], [computed.residualL2]) {
          _ in spread
        }
        compare("\(group)/probability, \(place)", [stored.probability], [computed.probability]) {
          _ in 1e-12 + spread
        }
      }
    }
  }
}
