import JSON
import Networks

/// What the header says of each input.
extension CoefficientHeader {
  /// What the file says of its features: in `features`, else in `names` and `range`.
  static func storedInputs(
    _ input: CoefficientJSON, _ size: Int
  ) throws(CoefficientError) -> StoredInputs? {
    let names = try names(input, size)
    let ranges = try ranges(input, size)
    let list = try input.array("features")
    do throws(InputSpaceError) {
      let stored = try list.map { list throws(InputSpaceError) in try StoredInputs(json: list) }
      let found = stored ?? combined(names, ranges)
      try found?.check(size)
      return found
    } catch {
      throw .badData("input", error.description)
    }
  }

  /// Names and ranges as one; `nil` without either.
  private static func combined(
    _ names: [String]?, _ ranges: [ClosedRange<Double>]?
  ) -> StoredInputs? {
    if names == nil, let ranges, ranges.count == 1 { return .range(ranges[0]) }
    guard let count = names?.count ?? ranges?.count else { return nil }
    return .features(
      (0..<count).map { index in
        FeatureStatement(
          name: names?[index] ?? InputSpace.defaultName(index),
          range: ranges.map { $0.count == 1 ? $0[0] : $0[index] })
      })
  }

  /// A name for each feature.
  private static func names(
    _ input: CoefficientJSON, _ size: Int
  ) throws(CoefficientError) -> [String]? {
    guard let values = try input.array("names") else { return nil }
    let names = values.compactMap(\.stringValue)
    guard names.count == size, values.count == size else {
      throw input.wrong("names", "a string for each of \(size) features")
    }
    return names
  }

  /// One range when all features have the same, else one for each.
  private static func ranges(
    _ input: CoefficientJSON, _ size: Int
  ) throws(CoefficientError) -> [ClosedRange<Double>]? {
    guard let values = try input.array("range") else { return nil }
    let pairs = values.first?.arrayValue == nil ? [JSONValue.array(values)] : values
    guard pairs.count == size || values.first?.arrayValue == nil else {
      throw input.wrong("range", "[low, high], or such a pair for each of \(size) features")
    }
    var ranges: [ClosedRange<Double>] = []
    for pair in pairs {
      let bounds = (pair.arrayValue ?? []).compactMap(\.doubleValue).filter(\.isFinite)
      guard bounds.count == 2, pair.arrayValue?.count == 2 else {
        throw input.wrong("range", "two finite numbers [low, high]")
      }
      guard bounds[0] <= bounds[1] else {
        throw .badData(
          "input", "its range [\(bounds[0]), \(bounds[1])] is upside down; low, high was expected")
      }
      ranges.append(bounds[0]...bounds[1])
    }
    return ranges.allSatisfy { $0 == ranges[0] } ? [ranges[0]] : ranges
  }
}
