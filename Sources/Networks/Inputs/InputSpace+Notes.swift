extension InputSpace {
  /// What is to be said where the ranges of inputs are assumed, or only follow from how the model scales
  /// them; `nil` when somebody says them all.
  package var assumptionNote: String? {
    func names(_ source: InputSource) -> String? {
      let found = features.filter { $0.source == source && !$0.isFixed }
      guard !found.isEmpty else { return nil }
      let shown = found.prefix(3).map { InputSpaceError.shown($0.name) }.joined(separator: ", ")
      return found.count == count ? "all inputs" : found.count > 3 ? "\(shown), ..." : shown
    }
    let options = "--features, --range NAME=LO,HI or --prior-data say them"
    let low = InputSpace.assumedRange.lowerBound
    let high = InputSpace.assumedRange.upperBound
    if let assumed = names(.assumed) {
      return "the range of \(assumed) is an assumption, \(Int(low))...\(Int(high)), which nobody "
        + "says: \(options)"
    }
    guard let scaled = names(.normalization) else { return nil }
    return "the range of \(scaled) is what the model's scaling expects, three standard deviations "
      + "around the mean or its smallest to largest: \(options)"
  }
}
