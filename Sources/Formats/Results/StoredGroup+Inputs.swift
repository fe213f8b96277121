import Networks

extension StoredGroup {
  /// What each input is called, which values it may take, and who says so.
  init(_ space: InputSpace) {
    set("source", .text(space.source.rawValue))
    if let assumption = space.assumptionNote { set("assumption", .text(assumption)) }
    let features = space.features
    let shape = [features.count]
    add("names", .texts(features.map(\.name)))
    add("lower", .numbers(features.map(\.range.lowerBound), shape: shape))
    add("upper", .numbers(features.map(\.range.upperBound), shape: shape))
    add("kind", .texts(features.map(\.kind.name)))
    add("source", .texts(features.map(\.source.rawValue)))
    // These four are there only when there is something to say.
    if features.contains(where: { $0.kind.group != nil }) {
      add("group", .texts(features.map { $0.kind.group ?? "" }))
    }
    if features.contains(where: { $0.unit != nil }) {
      add("unit", .texts(features.map { $0.unit ?? "" }))
    }
    if features.contains(where: { $0.typical != nil }) {
      add("typical", .numbers(features.map { $0.typical ?? .nan }, shape: shape))
    }
    if features.contains(where: \.isFixed) {
      add("fixed", .integers(features.map { $0.isFixed ? 1 : 0 }, shape: shape))
    }
  }
}

extension InputSpace {
  /// The range of all inputs, when there is nothing else to say of them: pixels need no names.
  var plainRange: ClosedRange<Double>? {
    let isPlain =
      !hasNames && !hasSteps
      && features.allSatisfy {
        $0.unit == nil && $0.typical == nil
          && $0.isFixed == ($0.range.lowerBound == $0.range.upperBound)
      }
    return isPlain ? commonRange : nil
  }
}
