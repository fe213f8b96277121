package import Datasets
package import Networks

extension InputSpace {
  /// This space with the smallest and largest value of each column of data as its range, where nobody stronger
  /// says one.
  ///
  /// - Throws: `InputSpaceError` when a feature cannot have such a range.
  package func ranging(over samples: Samples) throws(InputSpaceError) -> InputSpace {
    var lowest = [Double](repeating: .infinity, count: samples.features)
    var highest = [Double](repeating: -.infinity, count: samples.features)
    for row in 0..<samples.count {
      for (feature, value) in samples.rows(row..<(row + 1)).values.enumerated() {
        lowest[feature] = min(lowest[feature], value)
        highest[feature] = max(highest[feature], value)
      }
    }
    var statements: [FeatureStatement] = []
    for (feature, name) in names.enumerated() {
      // What is the same everywhere has no range: it stays as it is.
      statements.append(
        lowest[feature] < highest[feature]
          ? FeatureStatement(name: name, range: lowest[feature]...highest[feature])
          : FeatureStatement(name: name, isFixed: true))
    }
    return try adding(statements, from: .data)
  }
}
