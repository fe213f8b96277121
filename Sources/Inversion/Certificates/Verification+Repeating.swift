import Networks
import Numerics

extension Verification {
  /// Repeats a method that needs nothing but the model and takes no search: what it finds must be there.
  ///
  /// - Throws: ``InversionParameterError`` when a parameter of the method stands for nothing.
  mutating func repeatSolutions(
    _ solutions: MethodSolutions, of method: any InversionMethod, _ subject: VerificationSubject,
    _ inverter: Inverter
  ) throws(InversionParameterError) {
    var own = subject.request
    for parameter in method.parameters {
      guard let text = solutions.parameter(parameter.name) else { continue }
      try parameter.read(text, into: &own)
    }
    // With its data at hand a method that does not search is repeatable as it is without.
    let isAtHand = !method.isIterative && subject.hasData(of: method)
    guard isAtHand || method.isRepeatable(for: own, on: subject.network),
      let again = try? inverter.solve(
        subject.targets, by: method,
        filter: solutions.filter.flatMap { PercentileFilter(parsing: $0) },
        options: own.options)
    else { return }
    let group = "/solutions/\(solutions.groupName)"
    compareParameters(solutions, again.parameters)
    let relative = method.repetitionTolerance(inverter.computedInverses)
    for (stored, found) in zip(solutions.solutions, again.solutions) {
      let name = subject.results.targetNames[stored.target]
      let size = found.input.reduce(0) { max($0, abs($1)) }
      compare("\(group)/inputs, class \(name)", stored.input, found.input) { _ in relative * size }
      if subject.results.arePictures {
        compare(
          "\(group)/images, class \(name)", stored.picture.map(Double.init),
          found.picture.map(Double.init)
        ) { index in
          // Bytes that wrap around are neighbors at 255 and 0 too.
          let isAround = stored.picture[index] &- found.picture[index] &+ 1 <= 2
          return own.options.byteConversion == .wrap && isAround ? 255 : 1
        }
      }
      compareCertificates(stored, found, at: "\(group)", name)
      let scale = found.logits.reduce(1) { max($0, abs($1)) }
      compare(
        "\(group)/layer_residuals, class \(name)", stored.layerResiduals, found.layerResiduals
      ) { 1e-9 * (scale + found.layerResiduals[$0]) }
      compareAdjustments(stored.adjustments, found.adjustments, at: group, name)
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
