import JSON
import Networks

/// Inputs that are rows of a table, as numbers.
extension InversionReport {
  /// The most features that are shown of a method; the others are in the files.
  private static var mostFeatures: Int { 40 }

  /// For each method the inputs that it found: features down, targets across, in the features' own units.
  var inputLines: [String] {
    guard !results.arePictures else { return [] }
    return results.methods.flatMap { inputTable($0) }
  }

  /// Where the ranges of a table's features come from; an assumption first of all, with what replaces it.
  var rangeLines: [String] {
    guard !results.arePictures else { return [] }
    return Paragraph.lines("ranges: \(results.inputSpace.sourceSummary)") + [""]
  }

  private func inputTable(_ method: MethodSolutions) -> [String] {
    let features = results.inputSpace.features
    let order =
      isSorted
      ? results.inputSpace.mostChanged(in: method.solutions.map(\.input)) : Array(features.indices)
    var table = TextTable(
      [("feature", .left)]
        + method.solutions.map { (shortLabel(results.targetNames[$0.target]), .right) }
        + [("allowed", .left)])
    for index in order.prefix(Self.mostFeatures) {
      let feature = features[index]
      let cells = method.solutions.map { solution in
        guard solution.input.indices.contains(index) else { return "-" }
        let value = solution.input[index]
        let isOutside = !feature.range.contains(value)
        return NumberText.shown(value, of: feature) + (isOutside ? "!" : "")
      }
      table.add([feature.label] + cells + [NumberText.range(of: feature)])
    }
    var lines = ["", "\(shortened(method.groupName)): inputs found"] + table.lines
    for solution in method.solutions {
      guard let text = solution.violationText(of: results.inputSpace) else { continue }
      lines += Paragraph.lines(
        "! outside what is allowed for \(shortened(results.targetNames[solution.target])): \(text)")
    }
    let more = features.count - min(features.count, Self.mostFeatures)
    if more > 0 {
      lines.append(
        "and \(NumberText.grouped(more)) more features: mlp convert RESULTS.h5 OUT.csv has all")
    }
    return lines
  }

  private func shortLabel(_ name: String) -> String {
    let safe = terminalSafe(name)
    return safe.count <= 14 ? safe : "\(safe.prefix(9))…\(safe.suffix(4))"
  }
}
