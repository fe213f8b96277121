package import Datasets
package import Networks

extension ColumnSummary {
  /// What the columns say of a network's inputs, feature by feature.
  ///
  /// - Parameter names: what the inputs are called, one for each column.
  package func statements(named names: [String]) -> [FeatureStatement] {
    var groups: [Int: String] = [:]
    for group in oneHotGroups { for column in group.columns { groups[column] = group.name } }
    return names.indices.prefix(lower.count).map { column in
      let isConstant = lower[column] == upper[column]
      let kind: InputKind =
        if let group = groups[column] {
          .oneHot(group: group)
        } else {
          areIntegers[column] ? .integer : .continuous
        }
      return FeatureStatement(
        name: names[column],
        // A choice may be made anew, even if the data never make it.
        range: groups[column] == nil ? lower[column]...upper[column] : 0...1,
        kind: kind, typical: median[column],
        isFixed: isConstant && groups[column] == nil ? true : nil)
    }
  }

  /// The names of the inputs: those of the header, and where it has none those of scikit-learn.
  package var inputNames: [String] {
    lower.indices.map { column in
      guard let name = names?[column], !name.isEmpty else { return InputSpace.defaultName(column) }
      return name
    }
  }
}

extension InputSpace {
  /// The inputs as the columns of data have them.
  ///
  /// - Throws: `InputSpaceError` when two columns have one name, or a range is too wide for a number.
  package init(of columns: ColumnSummary) throws(InputSpaceError) {
    let features = columns.statements(named: columns.inputNames).map { statement in
      InputFeature(
        name: statement.name, range: statement.range ?? Self.assumedRange,
        kind: statement.kind ?? .continuous, typical: statement.typical,
        isFixed: statement.isFixed ?? false, source: .data)
    }
    try self.init(features)
  }

  /// The inputs with what the columns of data say of them: names, where there are none, and ranges.
  ///
  /// - Throws: `InputSpaceError` when their names do not go with the inputs.
  package func adding(_ columns: ColumnSummary) throws(InputSpaceError) -> InputSpace {
    let space = !hasNames && columns.names != nil ? try named(columns.inputNames) : self
    return try space.adding(columns.statements(named: space.names), from: .data)
  }
}
