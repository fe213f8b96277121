import Networks

extension StoredGroup {
  private typealias Measure = (name: String, value: any KeyPath<InverseSolution, Double> & Sendable)

  /// The numbers of every solution.
  private static let measures: [Measure] = [
    ("residual_l1", \.residualL1), ("residual_l2", \.residualL2),
    ("box_violation", \.boxViolation), ("outside_fraction", \.outsideFraction),
  ]

  /// The numbers of solutions for a network whose outputs are classes.
  private static let classMeasures: [Measure] = [
    ("probability", \.probability), ("margin", \.margin),
    ("softmax_probability", \.softmaxProbability), ("sigmoid_probability", \.sigmoidProbability),
    ("clipped_probability", \.clippedProbability), ("rounded_probability", \.roundedProbability),
  ]

  /// What one method found.
  ///
  /// - Parameters:
  ///   - method: the method, with its solutions.
  ///   - order: its place among the methods.
  ///   - imageShape: the shape of pictures; `nil` for inputs that are none.
  ///   - haveClasses: whether the outputs are classes; of others there are no probabilities.
  init(_ method: MethodSolutions, order: Int, imageShape: ImageShape?, haveClasses: Bool) {
    let found = method.solutions
    let count = found.count
    set("order", .integer(order))
    set("method", .text(method.method))
    set("filter", .text(method.filter ?? "none"))
    for parameter in method.parameters { set(parameter.name, .text(parameter.value)) }
    let width = found.first?.input.count ?? 0
    let outputs = found.first?.logits.count ?? 0
    add("inputs", .numbers(found.flatMap(\.input), shape: [count, width]))
    add("logits", .numbers(found.flatMap(\.logits), shape: [count, outputs]))
    if haveClasses {
      add("probabilities", .numbers(found.flatMap(\.probabilities), shape: [count, outputs]))
    }
    for (name, measure) in (haveClasses ? Self.classMeasures : []) + Self.measures {
      add(name, .numbers(found.map { $0[keyPath: measure] }, shape: [count]))
    }
    if let imageShape {
      add(
        "images",
        .pictures(found.flatMap(\.picture), shape: [count, imageShape.height, imageShape.width]))
    }
    for (name, verdict) in [
      ("verdict", \InverseSolution.verdict), ("clipped_verdict", \.clippedVerdict),
      ("rounded_verdict", \.roundedVerdict),
    ] {
      let verdicts = found.compactMap { $0[keyPath: verdict] }
      if verdicts.count == count { add(name, .integers(verdicts, shape: [count])) }
    }
    addReadings("float32", found.compactMap(\.single), of: count)
    addReadings("drawn", found.compactMap(\.drawn), of: count)
    addCertificates(found)
    if let layers = found.first?.layerResiduals.count, layers > 0 {
      add("layer_residuals", .numbers(found.flatMap(\.layerResiduals), shape: [count, layers]))
    }
    addAdjustments(found)
  }

  /// What the network makes of all inputs in another form; nothing when that is not known of each.
  private mutating func addReadings(_ name: String, _ readings: [SolutionReading], of count: Int) {
    guard readings.count == count, let outputs = readings.first?.logits.count else { return }
    add("\(name)_logits", .numbers(readings.flatMap(\.logits), shape: [count, outputs]))
    add("\(name)_residual_l2", .numbers(readings.map(\.residualL2), shape: [count]))
    let probabilities = readings.compactMap(\.probability)
    let verdicts = readings.compactMap(\.verdict)
    guard probabilities.count == count, verdicts.count == count else { return }
    add("\(name)_probability", .numbers(probabilities, shape: [count]))
    add("\(name)_verdict", .integers(verdicts, shape: [count]))
  }

  /// What the method promises of its inputs; a dataset for each number that all of them have.
  private mutating func addCertificates(_ solutions: [InverseSolution]) {
    let certificates = solutions.compactMap(\.certificate)
    guard let first = certificates.first, certificates.count == solutions.count else { return }
    let shape = [certificates.count]
    set("goal", .text(first.goal.rawValue))
    add("goal_distance", .numbers(certificates.map(\.goalDistance), shape: shape))
    add("goal_reached", .integers(certificates.map { $0.isReached ? 1 : 0 }, shape: shape))
    for (name, value) in [
      ("goal_margin", \SolutionCertificate.margin),
      ("reference_distance", \.referenceDistance), ("duality_gap", \.dualityGap),
      ("goal_distance_bound", \.goalDistanceBound),
      ("reference_distance_bound", \.referenceDistanceBound), ("kkt_residual", \.kktResidual),
      ("prior_distance", \.priorDistance),
    ] {
      let values = certificates.compactMap { $0[keyPath: value] }
      if values.count == certificates.count { add(name, .numbers(values, shape: shape)) }
    }
    let certain = certificates.compactMap(\.isCertain)
    if certain.count == certificates.count {
      add("goal_is_certain", .integers(certain.map { $0 ? 1 : 0 }, shape: shape))
    }
    let pieces = certificates.compactMap(\.pieces)
    if pieces.count == certificates.count { add("pieces", .integers(pieces, shape: shape)) }
  }

  /// What inverse activations clipped or chose: a column for each activation where that happened.
  private mutating func addAdjustments(_ solutions: [InverseSolution]) {
    var layers: [String] = []
    for adjustment in solutions.flatMap(\.adjustments) where !layers.contains(adjustment.layer) {
      layers.append(adjustment.layer)
    }
    guard !layers.isEmpty else { return }
    add("adjusted_layers", .texts(layers))
    for (name, value) in [
      ("clipped_count", { Double($0.clippedCount) }), ("largest_clip", { $0.largestClip }),
      ("ambiguous_count", { Double($0.ambiguousCount) }),
      ("interval_count", { Double($0.intervalCount) }),
    ] as [(String, (ActivationAdjustment) -> Double)] {
      let table = solutions.flatMap { solution in
        layers.map { layer in solution.adjustments.first { $0.layer == layer }.map(value) ?? 0 }
      }
      add(name, .numbers(table, shape: [solutions.count, layers.count]))
    }
  }
}
