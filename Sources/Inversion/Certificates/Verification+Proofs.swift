import LinearAlgebra
import Networks
import Numerics

extension Verification {
  /// Factorizes the layers again, and measures the stored inverses.
  ///
  /// Where nothing in the results uses them, there may be none.
  mutating func checkInverses(_ subject: VerificationSubject, _ inverter: Inverter?) {
    let results = subject.results
    let areUsed =
      !results.ladders.isEmpty
      || results.methods.contains {
        InversionMethods.named($0.method)?.usesInverseMatrices ?? false
      }
    if !areUsed, results.layers.isEmpty { return }
    guard let inverter, let inverses = try? inverter.inverses() else {
      compare("/layers", "", "inverses", "none: a layer cannot be inverted")
      return
    }
    let weights = inverter.coordinates.network.layersToLogits.compactMap { layer -> Matrix? in
      if case .dense(let dense) = layer { dense.weights } else { nil }
    }
    compare("/layers", "", "\(results.layers.count) layers", "\(weights.count) layers")
    for (index, (layer, found)) in zip(results.layers, inverses).enumerated() {
      let group = "/layers/\(index)_\(layer.name)"
      let stored = layer.pseudoInverse
      let fresh = found.pseudoInverse
      compare(group, "name", layer.name, found.name)
      guard stored.matrix.rows == fresh.matrix.rows, stored.matrix.columns == fresh.matrix.columns
      else {
        compare(
          group, "pseudo_inverse", "\(stored.matrix.rows) × \(stored.matrix.columns)",
          "\(fresh.matrix.rows) × \(fresh.matrix.columns)")
        continue
      }
      compare("\(group) rank", [Double(stored.rank)], [Double(fresh.rank)]) { _ in 0 }
      compare(group, "algorithm", stored.algorithm.rawValue, fresh.algorithm.rawValue)
      compare(
        group, "condition_source, estimated", "\(stored.isConditionEstimated)",
        "\(fresh.isConditionEstimated)")
      compare(
        group, "residual_source, estimated", "\(stored.areResidualsEstimated)",
        "\(fresh.areResidualsEstimated)")
      let condition = fresh.conditionNumber
      compare("\(group) condition_number", [stored.conditionNumber], [condition]) { _ in
        fresh.isConditionEstimated ? 0.1 * condition : 1e-13 * condition * condition
      }
      let size = fresh.singularValues?.first ?? 1
      compare(
        "\(group)/singular_values", stored.singularValues ?? [], fresh.singularValues ?? []
      ) { _ in 1e-13 * size }
      let largest = fresh.matrix.values.reduce(0) { max($0, abs($1)) }
      let relative = min(1e-6, 1e-13 * (condition.isFinite ? condition : 1e7) + 1e-12)
      let single = inverter.options.precision == .single ? 1e-5 : 0
      compare("\(group)/pseudo_inverse", stored.matrix.values, fresh.matrix.values) { _ in
        max(relative, single) * largest
      }
      let measured =
        stored.areResidualsEstimated
        ? PseudoInverse.estimatedPenroseResiduals(of: weights[index], inverse: stored.matrix)
        : PseudoInverse.penroseResiduals(of: weights[index], inverse: stored.matrix)
      // Residuals are themselves rounding: the order of magnitude is what can be promised.
      compare("\(group) penrose_residuals", stored.penroseResiduals, measured) {
        9 * measured[$0] + 1e-14
      }
    }
  }
}
