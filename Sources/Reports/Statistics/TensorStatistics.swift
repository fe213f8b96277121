package import Networks

/// Statistics of a tensor's values, in 64 bits, whatever their number.
///
/// In order of priority: no overflow whatever the values (±DBL_MAX included), no cancellation (a large
/// offset with small noise keeps its noise), then speed. Everything but the counts is over the finite
/// values; without any, it is NaN.
package struct TensorStatistics: Sendable, Equatable {
  /// The number of values.
  package let count: Int
  /// The mean.
  package let mean: Double
  /// The population standard deviation.
  package let standardDeviation: Double
  /// The smallest value.
  package let minimum: Double
  /// The largest value.
  package let maximum: Double
  /// The largest absolute value.
  package let absoluteMaximum: Double
  /// The square root of the sum of squares.
  package let l2Norm: Double
  /// How many values are zero.
  package let zeros: Int
  /// How many values are NaN.
  package let nans: Int
  /// How many values are infinite.
  package let infinities: Int
  /// The values below which 1, 5, 25, 50, 75, 95 and 99 % lie, interpolated linearly as NumPy does.
  package let percentiles: [Double]

  /// Which percentiles there are, in percent.
  package static let percentileRanks = [1, 5, 25, 50, 75, 95, 99]

  /// Up to so many values are sorted; beyond, counting is faster.
  private static let largestSorted = 1 << 15

  /// Computes the statistics of values in memory.
  ///
  /// - Complexity: O(n).
  package init(_ values: [Double]) { self.init(TensorValues<Never>(values)) }

  /// Computes the statistics of `values`, exactly and in bounded memory: they are read two to five times.
  ///
  /// - Complexity: O(n).
  /// - Throws: what reading the values throws.
  package init<Failure>(_ values: borrowing TensorValues<Failure>) throws(Failure) {
    try self.init(values, sortingUpTo: Self.largestSorted)
  }

  /// Computes the statistics; more than `limit` values are counted instead of sorted.
  init<Failure>(
    _ values: borrowing TensorValues<Failure>, sortingUpTo limit: Int
  ) throws(Failure) {
    var first = FirstPass()
    var sorted: [Double] = []
    var selection =
      values.count > limit ? RadixSelection(isSinglePrecision: values.isSinglePrecision) : nil
    try values.forEachBlock { block in
      first.add(block)
      if selection == nil { sorted.append(finiteOf: block) } else { selection?.add(block) }
    }
    first.finish()
    guard first.finiteCount > 0 else {
      self.init(first)
      return
    }
    let wanted = Percentiles(Self.percentileRanks, count: first.finiteCount)
    selection?.select(wanted.ranks)
    let scale = SecondPass.scale(forAbsoluteMaximum: max(abs(first.minimum), abs(first.maximum)))
    let center =
      scale == 1
      ? first.sum / Double(first.finiteCount)
      : try Self.mean(values, scale: scale, count: first.finiteCount)
    var second = SecondPass(scale: scale, center: center)
    try values.forEachBlock { block in
      second.add(block)
      selection?.add(block)
    }
    second.finish()
    guard var selection else {
      sorted.sort()
      self.init(first, second, wanted.interpolated(wanted.ranks.map { sorted[$0] }))
      return
    }
    selection.descend()
    while !selection.isComplete {
      try values.forEachBlock { selection.add($0) }
      selection.descend()
    }
    self.init(first, second, wanted.interpolated(selection.values))
  }

  /// The statistics from what the passes found; there is no second one when no value is finite.
  private init(
    _ first: FirstPass, _ second: SecondPass? = nil,
    _ percentiles: [Double] = percentileRanks.map { _ in .nan }
  ) {
    (count, zeros, nans, infinities) = (first.count, first.zeros, first.nans, first.infinities)
    self.percentiles = percentiles
    guard let second else {
      (mean, standardDeviation, minimum, maximum) = (.nan, .nan, .nan, .nan)
      (absoluteMaximum, l2Norm) = (.nan, .nan)
      return
    }
    (minimum, maximum) = (first.minimum, first.maximum)
    absoluteMaximum = max(abs(first.minimum), abs(first.maximum))
    let count = Double(first.finiteCount)
    let center = second.center
    let rest = second.sumOfDeviations / count
    // Equal values have no spread, whatever rounding says.
    let isConstant = first.minimum == first.maximum
    let variance = max(0, second.sumOfSquaredDeviations / count - rest * rest)
    mean = isConstant ? first.minimum : center / second.scale
    standardDeviation = isConstant ? 0 : variance.squareRoot() / second.scale
    // Σx² from the deviations: all of it but the middle term is positive, and that is next to nothing.
    let squares =
      second.sumOfSquaredDeviations + 2 * center * second.sumOfDeviations + count * center * center
    l2Norm = squares.squareRoot() / second.scale
  }

  /// The mean of scaled values, for those whose plain sum would overflow or vanish.
  private static func mean<Failure>(
    _ values: borrowing TensorValues<Failure>, scale: Double, count: Int
  ) throws(Failure) -> Double {
    var pass = SecondPass(scale: scale, center: 0)
    try values.forEachBlock { pass.add($0) }
    pass.finish()
    return pass.sumOfDeviations / Double(count)
  }
}

extension [Double] {
  /// Appends the finite values of a block, minus zero as zero.
  fileprivate mutating func append(finiteOf block: Span<Double>) {
    for index in 0..<block.count where block[index].isFinite { append(block[index] + 0) }
  }
}
