import Networks

extension ModelComparison {
  /// The most features that are named.
  private static var mostNamed: Int { 5 }

  /// Where two networks say different things of their inputs, a sentence each; what only one says is no
  /// contradiction.
  static func inputDifferences(_ first: NeuralNetwork, _ second: NeuralNetwork) -> [String] {
    guard let one = first.statedInputs, let other = second.statedInputs, one.count == other.count
    else { return [] }
    if !one.hasNames, !other.hasNames, let range = one.commonRange, let second = other.commonRange,
      range != second
    {
      return ["input range: \(range) and \(second)"]
    }
    let pairs = Array(zip(one.features, other.features))
    var differences: [String] = []
    func add(_ what: String, _ text: (InputFeature) -> String, _ isCompared: (InputFeature) -> Bool)
    {
      let different = pairs.filter { isCompared($0) && isCompared($1) && text($0) != text($1) }
      guard !different.isEmpty else { return }
      let shown = different.prefix(mostNamed).map { a, b in
        (what == "names" ? "" : "\(shortened(a.name)) ") + "\(text(a)) and \(text(b))"
      }
      let more = different.count - shown.count
      differences.append(
        "input \(what): " + shown.joined(separator: ", ")
          + (more > 0 ? " and \(more) more" : ""))
    }
    if one.hasNames, other.hasNames { add("names", { $0.name }, { _ in true }) }
    add("ranges", { "\($0.range)" }, { !$0.source.isWeaker(than: .data) })
    add("units", { $0.unit ?? "" }, { $0.unit != nil })
    add("kinds", { $0.kind.name + ($0.kind.group.map { " \($0)" } ?? "") }, { _ in true })
    add("fixed features", { $0.isFixed ? "fixed" : "free" }, { _ in true })
    return differences
  }
}
