import Networks
import Numerics

/// The first screen: a row for each method, a cell for each target, and whether it can be trusted.
extension ResultsReport {
  /// The most pictures of the page's first part; what is left out is said.
  private static var mostCells: Int { 120 }

  /// How many targets are shown.
  var shownTargets: Int {
    let room = max(10, Self.mostCells / max(1, results.methods.count))
    return min(results.targetNames.count, room)
  }

  /// The grid of methods and targets, and below it what its black and white mean, and of which network it is.
  func grid(_ finding: ResultsFinding) throws(PictureError) -> [HTML] {
    var rows: [HTML] = []
    for outcome in finding.outcomes {
      var cells: [HTML] = []
      for solution in outcome.method.solutions.prefix(shownTargets) {
        cells.append(.element(.li, [:], [try cell(solution, of: outcome)]))
      }
      var who = [HTML.element(.h3, [:], [.text(outcome.words.title)])]
      if !outcome.words.summary.isEmpty { who.append(.paragraph(outcome.words.summary)) }
      rows.append(
        .element(
          .li, [.class: "row"],
          [
            .element(.div, [.class: "who"], who),
            .element(.ul, [.class: results.arePictures ? "found" : "found wide"], cells),
            .element(.ul, [.class: "facts"], facts(outcome)),
          ]))
    }
    let omitted = results.targetNames.count - shownTargets
    let more =
      omitted > 0
      ? [
        HTML.paragraph(
          "The first \(shownTargets) of \(results.targetNames.count) targets are shown; the counts are of all.",
          class: "note")
      ] : []
    return [.element(.ul, [.class: "methods"], rows)] + more
      + [.paragraph(foot.joined(separator: " "), class: "note")]
  }

  private func cell(
    _ solution: InverseSolution, of outcome: ResultsFinding.Outcome
  ) throws(PictureError) -> HTML {
    let name = shortened(results.targetNames[solution.target])
    let title = HTML.element(.strong, [:], [.text(name)])
    guard results.arePictures else {
      return .element(.div, [:], [title, verdict(solution)] + largestChanges(solution))
    }
    let read = Self.read(results, solution)
    let alt = "Picture for \(name), \(outcome.words.title): \(read)"
    return .element(
      .figure, [:],
      [
        .element(.figcaption, [:], [title]),
        try picture(pixels(of: solution), alt: alt),
        .element(.p, [:], [verdict(solution)]),
      ])
  }

  /// What the network takes an input for, in words.
  private static func read(_ results: InversionResults, _ solution: InverseSolution) -> String {
    solution.shownVerdict.map { "read as \(shortened(results.className($0)))" } ?? "no answer"
  }

  /// What the network says of an input as it is shown: right or wrong by sign and color.
  func verdict(_ solution: InverseSolution) -> HTML {
    guard results.haveClasses else {
      let wanted = Array(results.targets.row(solution.target))
      let pairs = zip(wanted, solution.logits).prefix(3).map { wanted, reached in
        "wanted \(NumberText.plain(wanted)), reached \(NumberText.plain(reached)), missed by "
          + NumberText.plain(reached - wanted)
      }
      return .element(
        .span, [.class: results.holds(solution) ? "yes" : "no"],
        [.text((results.holds(solution) ? "✓ " : "✗ ") + pairs.joined(separator: "; "))])
    }
    let isRight = results.isRight(solution)
    return .element(
      .span, [.class: isRight ? "yes" : "no"],
      [.text("\(isRight ? "✓" : "✗") \(Self.read(results, solution))")])
  }

  /// The features that an input changes most, in a few words.
  private func largestChanges(_ solution: InverseSolution) -> [HTML] {
    let space = results.inputSpace
    let order = space.mostChanged(in: [solution.input]).filter {
      solution.input.indices.contains($0)
    }
    let lines = order.prefix(3).map { index in
      let feature = space.features[index]
      let found = NumberText.shown(solution.input[index], of: feature)
      let usual = feature.typical.map { "\(NumberText.shown($0, of: feature)) → " } ?? ""
      return HTML.element(.li, [:], [.text("\(feature.label) \(usual)\(found)")])
    }
    return lines.isEmpty ? [] : [.element(.ul, [:], lines)]
  }

  /// Whether a method can be trusted: what holds up, what leaves the range, and by how much it misses.
  private func facts(_ outcome: ResultsFinding.Outcome) -> [HTML] {
    var facts: [HTML] = []
    func add(_ strong: String, _ rest: String, class name: String? = nil) {
      let attributes: KeyValuePairs<HTMLAttribute, String> = name.map { [.class: $0] } ?? [:]
      facts.append(
        .element(
          .li, [:],
          [.element(.strong, attributes, [.text(strong)])] + (rest.isEmpty ? [] : [.text(rest)])))
    }
    if results.haveClasses {
      let (right, count) = (outcome.right, outcome.count)
      add(
        "\(right) of \(count)", " as shown",
        class: right == count ? "yes" : right == 0 ? "no" : "partly")
      if outcome.rightAsStored != right {
        add("\(outcome.rightAsStored) of \(count)", " as exact numbers")
      }
    }
    let place = results.whereabouts(of: outcome.method)
    add(place.text, "", class: place.isInside ? nil : "no")
    add("", missText(outcome))
    return facts
  }

  /// By how much a method misses the wanted outputs at most, and whether that is proven to be the best.
  private func missText(_ outcome: ResultsFinding.Outcome) -> String {
    let solutions = outcome.method.solutions
    guard let worst = solutions.max(by: { $0.residualL2 < $1.residualL2 }) else { return "" }
    let size = results.wantedSize(worst.target)
    if NumberText.isExact(worst.residualL2, of: size) {
      return
        "meets the wanted outputs exactly (\(NumberText.scientific(worst.residualL2, digits: 0)))"
    }
    let most = solutions.count > 1 ? "at most " : ""
    return "misses the wanted outputs by \(most)\(NumberText.plain(worst.residualL2))"
      + (solutions.allSatisfy(results.isProvenBest) ? "; proven best" : "")
  }

  /// What black and white mean, what was wanted, of which network and file.
  private var foot: [String] {
    var parts: [String] = []
    if results.arePictures {
      let range = results.inputRange
      let (low, high) = (NumberText.plain(range.lowerBound), NumberText.plain(range.upperBound))
      parts.append(
        "In every picture black is \(low) or less and white \(high) or more, in 256 levels: that is what the "
          + "network was shown.")
    } else {
      parts.append("Allowed ranges: \(results.inputSpace.sourceSummary).")
    }
    var network = "Network: \(results.widths.map(NumberText.grouped).joined(separator: " → ")), "
    network += "from \(shortened(results.modelName)), SHA-256 \(results.modelSHA256.prefix(8))…"
    parts.append(network)
    parts.append("Wanted outputs: \(results.wantedText).")
    parts.append("Results: \(shortened(fileName(file))), SHA-256 \(sha256.prefix(8))…")
    return parts
  }
}

extension InversionResults {
  /// The number of inputs, of the units of each dense layer as far as they are known, and of outputs.
  var widths: [Int] {
    layers.isEmpty
      ? [inputSpace.count, targets.columns]
      : [inputSpace.count] + layers.map(\.pseudoInverse.matrix.rows)
  }

  /// The outputs that were wanted, in words.
  var wantedText: String {
    guard haveClasses else { return "the given numbers" }
    let values = Set(targets.values)
    if values.count == 2, let high = values.max(), let low = values.min(), high == -low {
      let text = NumberText.plain(high)
      return "+\(text) for the class, −\(text) for the others (before softmax or sigmoid)"
    }
    return "given for each target"
  }

  /// Whether a method's inputs stay in the allowed range, or how far the worst leaves it.
  func whereabouts(of method: MethodSolutions) -> (text: String, isInside: Bool) {
    let worst = method.solutions.map(\.boxViolation).max() ?? 0
    return worst > 0 ? (outside(method, worst), false) : ("in range", true)
  }

  private func outside(_ method: MethodSolutions, _ worst: Double) -> String {
    if let range = inputSpace.commonRange {
      return "up to \(NumberText.plain(worst)) outside \(NumberText.plain(range.lowerBound))…"
        + NumberText.plain(range.upperBound)
    }
    // Features have units of their own: the share of the range says more than the largest number.
    let violations = method.solutions.flatMap { $0.violations(of: inputSpace) }
    guard let most = violations.max(by: { $0.share < $1.share }), most.share.isFinite else {
      return "outside its ranges"
    }
    let name = inputSpace.features[most.feature].label
    return "up to \(NumberText.plain(most.share)) times its range outside (\(name))"
  }

  /// Whether it is proven that no allowed input comes nearer to what was wanted, to a thousandth.
  func isProvenBest(_ solution: InverseSolution) -> Bool {
    guard solution.boxViolation == 0 else { return false }
    var proven = 0.0
    if bounds.indices.contains(solution.target) { proven = bounds[solution.target].value }
    if let certificate = solution.certificate, certificate.goal == .exact,
      let bound = certificate.goalDistanceBound
    {
      proven = max(proven, bound)
    }
    return proven > 0 && solution.residualL2 <= proven * 1.001
  }
}
