import LinearAlgebra

/// Statistics of a tensor's values, in 64 bits.
///
/// In order of priority: no overflow whatever the values (±DBL_MAX included), no cancellation (a large
/// offset with small noise keeps its noise), then speed. Everything but the counts is over the finite
/// values; without any, it is NaN.
public struct TensorStatistics: Sendable, Equatable {
  /// The number of values.
  public let count: Int
  /// The mean.
  public let mean: Double
  /// The population standard deviation.
  public let standardDeviation: Double
  /// The smallest value.
  public let minimum: Double
  /// The largest value.
  public let maximum: Double
  /// The largest absolute value.
  public let absoluteMaximum: Double
  /// The square root of the sum of squares.
  public let l2Norm: Double
  /// How many values are zero.
  public let zeros: Int
  /// How many values are NaN.
  public let nans: Int
  /// How many values are infinite.
  public let infinities: Int
  /// The values below which 1, 5, 25, 50, 75, 95 and 99 % lie, interpolated linearly as NumPy does.
  public let percentiles: [Double]

  /// Which percentiles there are, in percent.
  public static let percentileRanks = [1, 5, 25, 50, 75, 95, 99]

  /// Computes the statistics of `values`.
  ///
  /// - Complexity: O(n log n): the percentiles need the values in order.
  public init(_ values: [Double]) {
    count = values.count
    zeros = values.count { $0 == 0 }
    nans = values.count(where: \.isNaN)
    infinities = values.count(where: \.isInfinite)
    var finite = nans + infinities == 0 ? values : values.filter(\.isFinite)
    finite.sort()
    guard let smallest = finite.first, let largest = finite.last else {
      (mean, standardDeviation, minimum, maximum) = (.nan, .nan, .nan, .nan)
      (absoluteMaximum, l2Norm) = (.nan, .nan)
      percentiles = Self.percentileRanks.map { _ in .nan }
      return
    }
    minimum = smallest
    maximum = largest
    absoluteMaximum = max(abs(smallest), abs(largest))
    l2Norm = euclideanNorm(finite)
    // A power of two scales without rounding; beside it no sum overflows and no square vanishes.
    let scale = absoluteMaximum > 1e150 ? 0x1p-600 : absoluteMaximum < 1e-150 ? 0x1p600 : 1
    let mean = Self.mean(finite, scale: scale)
    let squares = finite.reduce(0) { sum, value in
      let deviation = value * scale - mean
      return sum + deviation * deviation
    }
    self.mean = mean / scale
    standardDeviation = (squares / Double(finite.count)).squareRoot() / scale
    percentiles = Self.percentileRanks.map { Self.percentile(Double($0) / 100, of: finite) }
  }

  /// The mean of scaled values: once roughly, then corrected by the mean of what is left.
  private static func mean(_ values: [Double], scale: Double) -> Double {
    let count = Double(values.count)
    let rough = values.reduce(0) { $0 + $1 * scale } / count
    return rough + values.reduce(0) { $0 + ($1 * scale - rough) } / count
  }

  private static func percentile(_ fraction: Double, of sorted: [Double]) -> Double {
    let place = fraction * Double(sorted.count - 1)
    let low = Int(place)
    guard low + 1 < sorted.count else { return sorted[sorted.count - 1] }
    let weight = place - Double(low)
    let between = sorted[low] * (1 - weight) + sorted[low + 1] * weight
    // Rounding must not lead out of the two.
    return min(max(between, sorted[low]), sorted[low + 1])
  }
}
