/// A linear program over a box: what is to be minimized, rows that hold, and bounds for every column.
///
/// Because every column is bounded, any multipliers of the rows prove a bound; see
/// ``bound(_:multipliers:)``.
package struct LinearProgram: Sendable, Equatable {
  /// A linear combination of columns that lies between two numbers.
  package struct Row: Sendable, Equatable {
    /// The columns that take part; none twice.
    package var columns: [Int]
    /// Their coefficients, in the same order.
    package var coefficients: [Double]
    /// What the combination is at least; −∞ for no limit.
    package var lower: Double
    /// What the combination is at most; ∞ for no limit.
    package var upper: Double

    /// Creates a row.
    ///
    /// - Parameters:
    ///   - columns: the columns that take part; none twice.
    ///   - coefficients: as many.
    ///   - lower: what the combination is at least; −∞ for no limit.
    ///   - upper: what the combination is at most; ∞ for no limit.
    package init(
      _ columns: [Int], _ coefficients: [Double], lower: Double = -.infinity,
      upper: Double = .infinity
    ) {
      precondition(columns.count == coefficients.count, "a coefficient for each column")
      self.columns = columns
      self.coefficients = coefficients
      self.lower = lower
      self.upper = upper
    }
  }

  /// The bounds of the columns, finite.
  package private(set) var bounds: [ClosedRange<Double>] = []
  /// The rows, in the order in which they were added.
  package private(set) var rows: [Row] = []

  /// Creates a program without columns.
  package init() {}

  /// Adds columns.
  ///
  /// - Parameter bounds: what each lies in.
  /// - Returns: their places.
  @discardableResult
  package mutating func addColumns(_ bounds: [ClosedRange<Double>]) -> Range<Int> {
    let start = self.bounds.count
    self.bounds += bounds
    return start..<self.bounds.count
  }

  /// Adds a row.
  ///
  /// - Parameter row: its columns are there already.
  package mutating func addRow(_ row: Row) {
    precondition(row.columns.allSatisfy(bounds.indices.contains), "columns that exist")
    rows.append(row)
  }

  /// Changes what a column lies in.
  package mutating func setBounds(_ bounds: ClosedRange<Double>, ofColumn column: Int) {
    self.bounds[column] = bounds
  }

  /// Changes the limits of a row, and of its coefficients the one at a place.
  ///
  /// - Parameters:
  ///   - index: the row.
  ///   - coefficient: the place in the row's list of columns, and the number that goes there; `nil` to leave
  ///     all coefficients.
  ///   - lower: what the combination is at least.
  ///   - upper: what the combination is at most.
  package mutating func changeRow(
    _ index: Int, coefficient: (place: Int, value: Double)? = nil, lower: Double, upper: Double
  ) {
    if let coefficient { rows[index].coefficients[coefficient.place] = coefficient.value }
    rows[index].lower = lower
    rows[index].upper = upper
  }

  /// A number that the objective is never below, whatever the multipliers are: exact ones come near to
  /// the minimum.
  ///
  /// For any y, c·x = y·Ax + (c − Aᵀy)·x, and each term is bounded by itself; what rounding may have done
  /// is subtracted (Neumaier and Shcherbina 2004).
  ///
  /// - Parameters:
  ///   - objective: c, `[columns]`.
  ///   - multipliers: y, `[rows]`, of any origin.
  package func bound(_ objective: [Double], multipliers: [Double]) -> Double {
    precondition(objective.count == bounds.count && multipliers.count == rows.count)
    let unit = Double.ulpOfOne
    var reduced = objective
    var magnitudes = objective.map { abs($0) }
    var counts = [Double](repeating: 2, count: bounds.count)
    var sum = 0.0
    var size = 0.0
    for (row, multiplier) in zip(rows, multipliers) {
      let limit = multiplier > 0 ? row.lower : row.upper
      guard multiplier != 0, multiplier.isFinite, limit.isFinite else { continue }
      sum += multiplier * limit
      size += abs(multiplier * limit)
      for (column, coefficient) in zip(row.columns, row.coefficients) {
        reduced[column] -= multiplier * coefficient
        magnitudes[column] += abs(multiplier * coefficient)
        counts[column] += 2
      }
    }
    var error = 0.0
    for (column, range) in bounds.enumerated() {
      let cost = reduced[column]
      let term = cost * (cost > 0 ? range.lowerBound : range.upperBound)
      sum += term
      size += abs(term)
      error +=
        counts[column] * unit * magnitudes[column]
        * max(abs(range.lowerBound), abs(range.upperBound))
    }
    // The errors' own sum is rounded too, hence the factor.
    let result = sum - 1.01 * error - Double(rows.count + bounds.count + 8) * unit * size
    return result.isNaN ? -.infinity : result
  }

  /// Whether multipliers prove that no point of the box is on its side of all rows.
  ///
  /// The sign in which a solver gives them does not matter.
  package func contradicts(_ multipliers: [Double]) -> Bool {
    let nothing = [Double](repeating: 0, count: bounds.count)
    return bound(nothing, multipliers: multipliers) > 0
      || bound(nothing, multipliers: multipliers.map { -$0 }) > 0
  }
}
