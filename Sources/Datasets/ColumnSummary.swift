/// What the columns of a table hold: the data's part in an input space.
package struct ColumnSummary: Sendable, Equatable {
  /// The names, when a header says them.
  package let names: [String]?
  /// The smallest value of each.
  package let lower: [Double]
  /// The largest value of each.
  package let upper: [Double]
  /// The median of each: the mean of the two in the middle of an even number.
  package let median: [Double]
  /// Whether all values of a column are integers.
  package let areIntegers: [Bool]
  /// Columns of 0 and 1 of which exactly one is 1 in each row, by their places from 0; each at least two.
  package let oneHotGroups: [OneHotGroup]

  /// Columns that stand for the values of one choice.
  package struct OneHotGroup: Sendable, Equatable {
    /// What their names begin with, without what separates it from the rest, such as `color`.
    package let name: String
    /// The columns, ascending.
    package let columns: [Int]
  }

  /// Summarizes samples as they are computed with, bytes scaled.
  ///
  /// - Parameters:
  ///   - samples: the samples.
  ///   - rows: which of them count, at least one and each inside `0..<count`; all when `nil`.
  package init(_ samples: Samples, rows: [Int]? = nil) {
    names = samples.featureNames
    var (lower, upper, median) = ([Double](), [Double](), [Double]())
    var (areIntegers, areFlags) = ([Bool](), [Bool]())
    let rows = rows ?? Array(0..<samples.count)
    for feature in 0..<samples.features {
      let values = samples.column(feature, rows: rows).sorted()
      let (low, high) = (values.first ?? 0, values.last ?? 0)
      lower.append(low)
      upper.append(high)
      let middle = values.count / 2
      median.append(
        values.count % 2 == 1
          ? values[middle] : values[middle - 1] + (values[middle] - values[middle - 1]) / 2)
      areIntegers.append(values.allSatisfy { $0.rounded() == $0 })
      areFlags.append(low >= 0 && high <= 1 && values.allSatisfy { $0 == 0 || $0 == 1 })
    }
    self.lower = lower
    self.upper = upper
    self.median = median
    self.areIntegers = areIntegers
    oneHotGroups = Self.groups(samples, rows, flags: areFlags.indices.filter { areFlags[$0] })
  }

  // MARK: - One-hot groups

  private static func groups(_ samples: Samples, _ rows: [Int], flags: [Int]) -> [OneHotGroup] {
    guard let names = samples.featureNames else { return [] }
    var free = flags
    var groups: [OneHotGroup] = []
    while let first = free.first {
      free.removeFirst()
      // The longest prefix first: `native_country_is_` before `native_`.
      for prefix in prefixes(of: names[first]).reversed() {
        let columns = [first] + free.filter { names[$0].hasPrefix(prefix) }
        guard columns.count >= 2, haveOneEach(samples, rows, columns) else { continue }
        groups.append(OneHotGroup(name: String(prefix.dropLast()), columns: columns))
        free.removeAll { columns.contains($0) }
        break
      }
    }
    return groups
  }

  /// The beginnings of a name up to each mark that separates a column from its value.
  private static func prefixes(of name: String) -> [String] {
    name.indices.filter { $0 > name.startIndex && "_=.:-/ ".contains(name[$0]) }
      .map { String(name[...$0]) }
  }

  private static func haveOneEach(_ samples: Samples, _ rows: [Int], _ columns: [Int]) -> Bool {
    var sums = [Double](repeating: 0, count: rows.count)
    for column in columns {
      for (place, value) in samples.column(column, rows: rows).enumerated() { sums[place] += value }
    }
    return sums.allSatisfy { $0 == 1 }
  }
}

extension Samples {
  /// The values of one feature, scaled as in ``rows(_:)-(Range<Int>)``.
  ///
  /// - Parameters:
  ///   - feature: which one, inside `0..<features`.
  ///   - rows: of which samples, each inside `0..<count`.
  package func column(_ feature: Int, rows: [Int]) -> [Double] {
    switch storage {
    case .bytes(let values): rows.map { table[Int(values[$0 * features + feature])] }
    case .floats(let values): rows.map { Double(values[$0 * features + feature]) }
    case .doubles(let values): rows.map { values[$0 * features + feature] }
    case .integers(let values): rows.map { Double(values[$0 * features + feature]) }
    }
  }
}
