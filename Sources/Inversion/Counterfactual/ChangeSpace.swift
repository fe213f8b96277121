package import Networks

/// A row, and what may change of it: the coordinates of a search for a counterfactual.
///
/// A change u is counted in shares of the features' ranges: x = row + u · widths.
package struct ChangeSpace: Sendable {
  /// The row, inside its ranges, `[features]`.
  package let row: [Double]
  /// What each feature may be in its own unit; what stays as it is may be what it is.
  let ranges: [ClosedRange<Double>]
  /// What one range is of each feature in its own unit; 0 for what stays as it is.
  package let widths: [Double]
  /// How far each feature may fall, ≤ 0, in shares of its range.
  package let lower: [Double]
  /// How far each feature may rise, ≥ 0, in shares of its range.
  package let upper: [Double]
  /// The features that take whole numbers only, and may change.
  let whole: [Int]
  /// Groups of features of which one is 1 and the others are 0; each with a member that may change.
  let groups: [[Int]]

  /// Takes a row apart.
  ///
  /// - Parameters:
  ///   - row: inside the ranges of its features, `[features]`.
  ///   - space: names, ranges and kinds; fixed features stay as they are in the row.
  ///   - held: further features that stay as they are.
  /// - Throws: ``InversionError`` that names a feature of the row which its kind or range does not allow.
  package init(
    row: [Double], space: InputSpace, held: Set<Int> = []
  ) throws(InversionError) {
    guard row.count == space.count else {
      throw InversionError(
        .badRequest,
        problem: "the row has \(row.count) values; the network takes \(space.count)")
    }
    var ranges: [ClosedRange<Double>] = []
    var (widths, lower, upper, whole): ([Double], [Double], [Double], [Int]) = ([], [], [], [])
    for (index, feature) in space.features.enumerated() {
      let (value, range) = (row[index], feature.range)
      guard value.isFinite else {
        throw InversionError(
          .badRequest, problem: "\(feature.name) has no value; a number was expected")
      }
      let stays = feature.isFixed || held.contains(index)
      guard stays || range.contains(value) else {
        throw InversionError(
          .badRequest,
          problem: "\(feature.name) is \(value), outside its range \(range.lowerBound)..."
            + "\(range.upperBound)")
      }
      guard feature.kind == .continuous || stays || value == value.rounded() else {
        throw InversionError(
          .badRequest, problem: "\(feature.name) is \(value); a whole number was expected")
      }
      let width = stays ? 0 : range.upperBound - range.lowerBound
      ranges.append(width > 0 ? range : value...value)
      widths.append(width)
      lower.append(width > 0 ? min((range.lowerBound - value) / width, 0) : 0)
      upper.append(width > 0 ? max((range.upperBound - value) / width, 0) : 0)
      if feature.kind != .continuous, width > 0 { whole.append(index) }
    }
    let groups = space.oneHotGroups.map(\.members)
    for group in groups where group.reduce(0, { $0 + row[$1] }) != 1 {
      throw InversionError(
        .badRequest,
        problem: "\(space.features[group[0]].name) and the others of its one-hot group sum to "
          + "\(group.reduce(0) { $0 + row[$1] }); exactly one 1 was expected")
    }
    self.row = row
    self.ranges = ranges
    self.widths = widths
    self.lower = lower
    self.upper = upper
    self.whole = whole
    self.groups = groups.filter { $0.contains { widths[$0] > 0 } }
  }

  /// Takes apart a point of a box, whose features are all continuous; a change is counted in their own unit.
  ///
  /// - Returns: `nil` when the point is not in the box.
  init?(point: [Double], box: Box) {
    guard point.count == box.lower.count,
      point.indices.allSatisfy({ box[$0].contains(point[$0]) })
    else { return nil }
    row = point
    ranges = point.indices.map { box[$0] }
    widths = ranges.map { $0.upperBound > $0.lowerBound ? 1 : 0 }
    lower = zip(box.lower, point).map { min($0 - $1, 0) }
    upper = zip(box.upper, point).map { max($0 - $1, 0) }
    whole = []
    groups = []
  }

  /// The features that may change.
  package var free: [Int] { widths.indices.filter { upper[$0] > lower[$0] } }

  /// The input that a change leads to: unchanged features keep their bits, whole ones are whole.
  ///
  /// - Parameter change: in shares of the ranges.
  package func input(_ change: [Double]) -> [Double] {
    var result = row
    for index in row.indices where change[index] != 0 {
      let value = row[index] + change[index] * widths[index]
      result[index] = min(max(value, ranges[index].lowerBound), ranges[index].upperBound)
    }
    for index in whole where change[index] != 0 { result[index] = result[index].rounded() }
    return result
  }

  /// The change from the row to an input, in shares of the ranges.
  package func change(to input: [Double]) -> [Double] {
    input.indices.map { widths[$0] > 0 ? (input[$0] - row[$0]) / widths[$0] : 0 }
  }
}
