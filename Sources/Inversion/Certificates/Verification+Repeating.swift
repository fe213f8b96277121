import LinearAlgebra
import Networks
import Numerics

extension Verification {
  /// Repeats the methods that need nothing but the model and take no search: what they find must be there.
  mutating func repeatMethod(
    _ method: MethodSolutions, _ results: InversionResults, _ inverter: Inverter,
    _ targets: InversionTargets
  ) {
    let network = inverter.network
    var options = inverter.options
    let own = { (name: String) in method.parameters.first { $0.name == name }?.value }
    if let ignoresBias = own("ignore_bias") { options.ignoresBias = ignoresBias == "true" }
    guard Self.isRepeatable(method, results, network),
      let known = InversionMethods.named(method.method), known.obstacle(for: network) == nil,
      let again = try? inverter.solve(
        targets, by: known, filter: method.filter.flatMap { PercentileFilter(parsing: $0) },
        options: options)
    else { return }
    let group = "/solutions/\(method.groupName)"
    // The factorization's rounding, as the layers amplify it.
    let condition = results.layers.reduce(1.0) { $0 * max(1, $1.pseudoInverse.conditionNumber) }
    let isAnalytical = method.method == "analytical"
    let relative = isAnalytical ? min(1e-6, 1e-13 * condition) : 1e-6
    for (stored, found) in zip(method.solutions, again.solutions) {
      let name = results.targetNames[stored.target]
      let size = found.input.reduce(0) { max($0, abs($1)) }
      compare("\(group)/inputs, class \(name)", stored.input, found.input) { _ in relative * size }
      compare(
        "\(group)/images, class \(name)", stored.picture.map(Double.init),
        found.picture.map(Double.init)
      ) { index in
        // Bytes that wrap around are neighbors at 255 and 0 too.
        let isAround = stored.picture[index] &- found.picture[index] &+ 1 <= 2
        return options.byteConversion == .wrap && isAround ? 255 : 1
      }
      compareCertificates(stored, found, at: "\(group)", name)
      let scale = found.logits.reduce(1) { max($0, abs($1)) }
      compare(
        "\(group)/layer_residuals, class \(name)", stored.layerResiduals, found.layerResiduals
      ) { 1e-9 * (scale + found.layerResiduals[$0]) }
      compareAdjustments(stored.adjustments, found.adjustments, at: group, name)
    }
  }

  /// Whether a method finds the same again from the model alone, at once.
  private static func isRepeatable(
    _ method: MethodSolutions, _ results: InversionResults, _ network: NeuralNetwork
  ) -> Bool {
    let usesNoImages = results.parameter("prior_data") == "none"
    switch method.method {
    case "analytical": return true
    case "empirical":
      let rank = results.parameter("rank")
      return results.parameter("background_images") == "none"
        && (rank == "score" || rank == "kernel" && usesNoImages)
    case "nearest":
      let target = results.parameter("target")
      return network.isAffine && ["gray", "black"].contains(results.parameter("reference"))
        && (usesNoImages || target == "default" || target == "exact")
    case "pattern": return usesNoImages
    default: return false
    }
  }

  /// Compares what inverse activations clipped or chose, layer by layer: none is the same as zeros.
  private mutating func compareAdjustments(
    _ stored: [ActivationAdjustment], _ found: [ActivationAdjustment], at group: String,
    _ name: String
  ) {
    var layers = found.map(\.layer)
    for adjustment in stored where !layers.contains(adjustment.layer) {
      layers.append(adjustment.layer)
    }
    for layer in layers {
      let old = stored.first { $0.layer == layer }
      let new = found.first { $0.layer == layer }
      for (dataset, count) in [
        ("clipped_count", \ActivationAdjustment.clippedCount),
        ("ambiguous_count", \.ambiguousCount), ("interval_count", \.intervalCount),
      ] {
        compare(
          "\(group)/\(dataset) of \(layer), class \(name)", Double(old?[keyPath: count] ?? 0),
          Double(new?[keyPath: count] ?? 0), within: 0)
      }
      let clip = new?.largestClip ?? 0
      compare(
        "\(group)/largest_clip of \(layer), class \(name)", old?.largestClip ?? 0, clip,
        within: 1e-6 * clip)
    }
  }

  /// Compares what was proven with what is proven again.
  private mutating func compareCertificates(
    _ stored: InverseSolution, _ found: InverseSolution, at group: String, _ name: String
  ) {
    guard let old = stored.certificate, let new = found.certificate else { return }
    compare(
      "\(group)/goal_reached, class \(name)", old.isReached ? 1 : 0, new.isReached ? 1 : 0,
      within: 0)
    for (dataset, one, other) in [
      ("duality_gap", old.dualityGap, new.dualityGap),
      ("goal_distance_bound", old.goalDistanceBound, new.goalDistanceBound),
    ] {
      compare(
        "\(group)/\(dataset), class \(name)", [one].compactMap { $0 }, [other].compactMap { $0 }
      ) { _ in 1e-9 + 1e-6 * (other ?? 0) }
    }
  }
}
