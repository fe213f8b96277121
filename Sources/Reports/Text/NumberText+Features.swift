import JSON
import Networks

extension NumberText {
  /// A value of a feature, rounded as its range asks for: the text reads back to `InputFeature.shown`.
  static func shown(_ value: Double, of feature: InputFeature) -> String {
    let rounded = feature.shown(value)
    guard abs(rounded) < 1e7, feature.decimals <= 7 else { return short(rounded, significant: 7) }
    return fixed(rounded, digits: feature.decimals)
  }

  /// The range of a feature, such as `278 to 1680`.
  static func range(of feature: InputFeature) -> String {
    if let value = feature.fixedValue { return "fixed at \(shown(value, of: feature))" }
    if case .oneHot = feature.kind { return "0 or 1" }
    return "\(shown(feature.range.lowerBound, of: feature)) to "
      + shown(feature.range.upperBound, of: feature)
  }
}

extension InputFeature {
  /// The name and, in parentheses, the unit: escaped and cut to a width that leaves room for numbers.
  var label: String {
    let whole = terminalSafe(unit.map { "\(name) (\($0))" } ?? name)
    return whole.count <= 28 ? whole : "\(whole.prefix(18))…\(whole.suffix(9))"
  }
}

extension InputSource {
  /// Who says the ranges, in words.
  var summary: String {
    switch self {
    case .stated: "as stated"
    case .model: "as the model says"
    case .data: "smallest to largest value of the data"
    case .normalization:
      "of the scaling in front: mean ± 3 standard deviations, or smallest to largest"
    case .assumed:
      "an assumption, -1 to 1; --features, --range NAME=LO,HI or --prior-data say what they are"
    }
  }
}

extension InputSpace {
  /// Who says the ranges, of whom and of how many features when not all of them say the same.
  var sourceSummary: String {
    let sources = InputSource.allCases.map { source in
      (source: source, count: features.count { $0.source == source })
    }.filter { $0.count > 0 }
    guard sources.count > 1 else { return source.summary }
    return sources.map { "\($0.count) \($0.source.summary)" }.joined(separator: "; ")
  }
}
